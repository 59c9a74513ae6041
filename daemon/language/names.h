#pragma once

#include <string>
#include <string_view>

#include "language/document.h"
#include "language/reader.h"

namespace replyd {

// What listeners and vars may be called: up to 64 letters, digits, '.', '_' and '-'.
bool is_name(std::string_view text) noexcept;
// Reports a name that is none.
bool check_name(Reader& reader, const TreeNode& scalar);
bool check_name(Reader& reader, const Text& text);
// `text` with a '-' in place of what a name may not hold.
std::string as_name(std::string_view text);

}  // namespace replyd
