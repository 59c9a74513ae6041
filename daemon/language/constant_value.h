#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/parsed.h"
#include "model/template.h"

namespace replyd {

// What a slice and filters make of bytes that are known at load; a number becomes its digits.
Parsed<std::string> filter_constant(std::string bytes, const std::optional<Slice>& slice,
                                    std::span<const Filter> filters);

}  // namespace replyd
