#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/arena.h"
#include "base/bytes.h"
#include "reply/value.h"

namespace replyd {

// What one filter makes of a value; bytes that it makes lie in the arena. None if the value does
// not fit when the time comes, and `error` says why.
std::optional<Value> apply_filter(Filter filter, const Value& value, Arena& arena,
                                  std::string_view& error) noexcept;

// The lowest `size` bytes of a number, put into the arena.
enum class Order : std::uint8_t { Big, Little };
Bytes encode(std::uint64_t number, std::size_t size, Order order, Arena& arena) noexcept;

}  // namespace replyd
