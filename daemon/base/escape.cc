#include "base/escape.h"

#include "base/utf8.h"

namespace replyd {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr std::size_t kMaxQuoted = 60;  // characters

void append_hex(std::string& out, Bytes bytes) {
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    out += "\\x";
    out += kHexDigits[value >> 4];
    out += kHexDigits[value & 0x0f];
  }
}

bool is_plain(char byte) noexcept {
  return byte >= 0x20 && byte <= 0x7e && byte != '"' && byte != '\'' && byte != '\\';
}

}  // namespace

void append_escaped(std::string& out, Bytes bytes) {
  std::size_t done = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (is_plain(bytes[at])) continue;
    out += bytes.substr(done, at - done);
    append_hex(out, bytes.substr(at, 1));
    done = at + 1;
  }
  out += bytes.substr(done);
}

std::string escaped(Bytes bytes) {
  std::string out;
  append_escaped(out, bytes);
  return out;
}

void append_readable(std::string& out, Bytes text) {
  while (!text.empty()) {
    const Character character = first_character(text);
    const Bytes bytes = text.substr(0, character.size);
    if (is_shown(character)) {
      out += bytes;
    } else {
      append_hex(out, bytes);
    }
    text.remove_prefix(character.size);
  }
}

std::string in_quotes(Bytes text) {
  std::size_t size = 0;
  for (std::size_t count = 0; size < text.size() && count < kMaxQuoted; ++count) {
    size += first_character(text.substr(size)).size;
  }
  std::string out = "'";
  append_readable(out, text.substr(0, size));
  out += size < text.size() ? "...'" : "'";
  return out;
}

}  // namespace replyd
