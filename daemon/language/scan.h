#pragma once

#include <cstddef>
#include <string_view>

#include "language/document.h"

namespace replyd {

// yaml-cpp gives values decoded and only the place where they start; the rest is read back from
// the source text by these.

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// From an anchor or tag to what it is on: past both, and the white space and comments between.
std::size_t skip_properties(std::string_view source, std::size_t offset) noexcept;

// The style of the scalar that starts at `offset`.
TreeNode::Style style_at(std::string_view source, std::size_t offset) noexcept;

// Where the character of the source is that became byte `index` of the scalar's text; for its
// size, one behind the last.
std::size_t locate(std::string_view source, const TreeNode& scalar, std::size_t index) noexcept;

// One behind the last character of a scalar, its closing quote included; kNowhere if a quote is
// not closed. Of a block text, the end of its header.
std::size_t scalar_end(std::string_view source, const TreeNode& scalar) noexcept;

// One behind the quote that closes the one at `offset`; kNowhere if none does.
std::size_t quoted_end(std::string_view source, std::size_t offset) noexcept;

}  // namespace replyd
