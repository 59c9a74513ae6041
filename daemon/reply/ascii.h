#pragma once

#include <algorithm>

#include "base/bytes.h"

namespace replyd {

constexpr bool is_upper(char byte) noexcept { return byte >= 'A' && byte <= 'Z'; }
constexpr bool is_lower(char byte) noexcept { return byte >= 'a' && byte <= 'z'; }

// Upper and lower case are ASCII's everywhere: what a byte above 0x7f means depends on an encoding
// that nobody has told us.
constexpr char to_lower(char byte) noexcept {
  return is_upper(byte) ? static_cast<char>(byte + ('a' - 'A')) : byte;
}
constexpr char to_upper(char byte) noexcept {
  return is_lower(byte) ? static_cast<char>(byte - ('a' - 'A')) : byte;
}

// Whether `bytes` are `lowered`, which is in lower case already, but for case.
constexpr bool equal_but_for_case(Bytes bytes, Bytes lowered) noexcept {
  return std::equal(bytes.begin(), bytes.end(), lowered.begin(), lowered.end(),
                    [](char byte, char low) { return to_lower(byte) == low; });
}

}  // namespace replyd
