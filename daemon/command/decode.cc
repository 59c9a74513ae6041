#include "command/decode.h"

#include <charconv>
#include <optional>

namespace replyd {
namespace {

using Result = Parsed<std::string>;

std::optional<char> byte_of(std::string_view two_digits) {
  unsigned value = 0;
  const char* end = two_digits.data() + two_digits.size();
  const auto [rest, error] = std::from_chars(two_digits.data(), end, value, 16);
  if (two_digits.size() != 2 || error != std::errc{} || rest != end) return std::nullopt;
  return static_cast<char>(value);
}

std::optional<char> simple_escape(char c) {
  switch (c) {
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '0':
      return '\0';
    case '\\':
      return '\\';
    default:
      return std::nullopt;
  }
}

}  // namespace

Result decode_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const std::string_view rest = text.substr(i + 1);
    const bool hex = !rest.empty() && rest[0] == 'x';
    const auto byte = hex            ? byte_of(rest.substr(1, 2))
                      : rest.empty() ? std::nullopt
                                     : simple_escape(rest[0]);
    if (!byte) {
      return Result::failed("unknown escape '" + std::string(text.substr(i, 4)) + "'",
                            "\\r \\n \\t \\0 \\\\ and \\xNN are known");
    }
    out += *byte;
    i += hex ? 3 : 1;
  }
  return out;
}

Result decode_hex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') digits += c;
  }
  std::string out;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto byte = byte_of(std::string_view(digits).substr(i, 2));
    if (!byte) {
      return Result::failed("'" + digits.substr(i, 2) + "' is not a pair of hexadecimal digits",
                            "write two digits for each byte, such as 0d 0a");
    }
    out += *byte;
  }
  return out;
}

}  // namespace replyd
