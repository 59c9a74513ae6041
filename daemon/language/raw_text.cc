#include "language/raw_text.h"

#include <string_view>

#include "base/utf8.h"

namespace replyd {

namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

std::string escape_of(unsigned char byte) {
  return {'\\', 'x', kHexDigits[byte >> 4], kHexDigits[byte & 0xf]};
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
}

// YAML allows tab, LF and CR; yaml-cpp takes 0x04 for the end of the file.
bool is_control(unsigned char byte) {
  return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
}

// Nothing but white space and comments.
bool is_blank(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    const auto word = line.find_first_not_of(" \t\r");
    if (word != std::string_view::npos && line[word] != '#') return false;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return true;
}

// Where the first byte is that cannot stand in YAML.
std::size_t find_stranger(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      if (is_control(byte)) return at;
      ++at;
      continue;
    }
    const Character character = first_character(text.substr(at));
    if (!character.valid) return at;
    at += character.size;
  }
  return std::string_view::npos;
}

}  // namespace

void strip_byte_order_mark(std::string& text) {
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
}

bool check_raw_text(const SourceText& source, Diagnostics& diagnostics) {
  const std::string_view text = source.text();
  const Position whole{source.position(0).file, 0, 0};
  if (is_utf16(text)) {
    diagnostics.error(whole, "this is UTF-16", "save it as UTF-8");
    return false;
  }
  if (is_blank(text)) {
    diagnostics.error(whole,
                      text.empty() ? "the file is empty" : "nothing but comments in the file",
                      "it begins with 'listeners:'");
    return false;
  }
  const auto nul = text.find('\0');
  const auto at = nul == std::string_view::npos ? find_stranger(text) : nul;
  if (at == std::string_view::npos) return true;
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte == 0) {
    diagnostics.error(whole, "this is not YAML: byte " + std::to_string(at + 1) + " is a NUL",
                      "a text file in UTF-8 is expected");
  } else if (byte >= 0x80) {
    diagnostics.error(
        source.position(at), "the byte " + escape_of(byte) + " is not UTF-8",
        "save the file as UTF-8; bytes of a message are written in hex or bytes form");
  } else {
    diagnostics.error(source.position(at),
                      "the control character " + escape_of(byte) + " cannot stand in YAML",
                      "in double quotes write \"" + escape_of(byte) + "\"");
  }
  return false;
}

}  // namespace replyd
