#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/arena.h"
#include "base/bytes.h"
#include "model/template.h"

namespace replyd {

// What a placeholder stands for on its way through slice and filters. Bytes point into the
// message, the program or the arena.
using Value = std::variant<std::uint64_t, Bytes>;

// The value's bytes; a number's are its decimal digits, put into the arena.
Bytes bytes_of(const Value& value, Arena& arena) noexcept;

// The part of `bytes` that Python's slice of the same form gives.
Bytes sliced(Bytes bytes, const Slice& slice) noexcept;

}  // namespace replyd
