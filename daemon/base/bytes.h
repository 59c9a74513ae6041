#pragma once

#include <string_view>

namespace replyd {

// Bytes as they are, of any value and not ended by NUL. A `char` view, because the searches of the
// standard library, RE2 and the socket calls all take one; it never means "text in an encoding".
// Owned bytes are a std::string.
using Bytes = std::string_view;

}  // namespace replyd
