#pragma once

#include <string>
#include <string_view>

#include "base/parsed.h"

namespace replyd {

// Bytes as a command line writes them.

// Reads \r \n \t \0 \\ and \xNN; any other backslash is an error.
Parsed<std::string> decode_escapes(std::string_view text);
// Pairs of hexadecimal digits, white space ignored.
Parsed<std::string> decode_hex(std::string_view text);

}  // namespace replyd
