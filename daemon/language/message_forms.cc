#include "language/message_forms.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/escape.h"
#include "base/utf8.h"
#include "language/read_file.h"
#include "language/text_checks.h"

namespace replyd {

namespace {

constexpr std::size_t kMaxMessageFile = std::size_t{64} * 1024 * 1024;

// Goes through a text: `literal(from, length)` appends what stands between the placeholders, and
// is false if that is wrong.
template <typename Literal>
Content read_pieces(Reader& reader, const TreeNode& scalar, Placeholders placeholders,
                    Literal literal) {
  TemplateSpec content;
  bool ok = true;
  for (std::size_t at = 0;;) {
    const auto next = std::min(find_placeholder(scalar.text, at), scalar.text.size());
    ok = literal(content, at, next - at) && ok;
    if (next == scalar.text.size()) break;
    at = read_placeholder(reader, scalar, next, {placeholders}, content, ok);
  }
  if (!ok) return {};
  return content;
}

std::string with_crlf(std::string_view text, char before) {
  std::string bytes;
  for (const char c : text) {
    if (c == '\n' && before != '\r') bytes += '\r';
    bytes += before = c;
  }
  return bytes;
}

int base64_value(char c) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Decodes base64; where it cannot go on, `stopped` is the place.
std::optional<std::string> decode_base64(std::string_view text, std::size_t& stopped,
                                         std::string& why) {
  std::string bytes;
  unsigned bits = 0;
  unsigned count = 0;    // of digits in this group of four
  unsigned padding = 0;  // '=' signs
  for (stopped = 0; stopped < text.size(); ++stopped) {
    const char c = text[stopped];
    if (is_space(c)) continue;
    const int value = base64_value(c);
    if (c == '=' && count >= 2 && count + padding < 4) {
      ++padding;
      continue;
    }
    if (value < 0 || padding > 0) {
      why = value < 0 ? "is no character of base64" : "stands behind the end of the base64";
      return {};
    }
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffff;
    if (++count == 4) {
      for (const unsigned shift : {16u, 8u, 0u}) bytes += static_cast<char>(bits >> shift & 0xff);
      count = 0;
    }
  }
  if (count == 1 || (count > 1 && padding > 0 && count + padding != 4)) {
    why = "ends too early: a group has four characters";
    return {};
  }
  if (count >= 2) bytes += static_cast<char>(bits >> (count == 2 ? 4 : 10) & 0xff);
  if (count == 3) bytes += static_cast<char>(bits >> 2 & 0xff);
  return bytes;
}

}  // namespace

Content read_text(Reader& reader, const TreeNode& scalar, Placeholders placeholders) {
  if (!check_text(reader, scalar, TextUse::Text)) return {};
  return read_pieces(reader, scalar, placeholders,
                     [&](TemplateSpec& out, std::size_t from, std::size_t length) {
                       append_literal(out, scalar.text.substr(from, length));
                       return true;
                     });
}

Content read_crlf(Reader& reader, const TreeNode& scalar, Placeholders placeholders) {
  if (!check_text(reader, scalar, TextUse::Text)) return {};
  return read_pieces(reader, scalar, placeholders,
                     [&](TemplateSpec& out, std::size_t from, std::size_t length) {
                       const char before = from == 0 ? '\0' : scalar.text[from - 1];
                       append_literal(out, with_crlf(scalar.text.substr(from, length), before));
                       return true;
                     });
}

Content read_octets(Reader& reader, const TreeNode& scalar, Placeholders placeholders) {
  if (!check_text(reader, scalar, TextUse::Octets)) return {};
  const auto literal = [&](TemplateSpec& out, std::size_t from, std::size_t length) {
    const auto end = from + length;
    for (auto at = from; at < end;) {
      const Character character = first_character(scalar.text.substr(at));
      if (character.code > 0xff) {
        reader.error_in(scalar, at, character.size, "a character above U+00FF is not one byte",
                        "use the form 'text' for characters, or write the bytes as \"\\x..\"");
        return false;
      }
      const char byte = static_cast<char>(character.code);
      append_literal(out, {&byte, 1});
      at += character.size;
    }
    return true;
  };
  return read_pieces(reader, scalar, placeholders, literal);
}

Content read_base64(Reader& reader, const TreeNode& scalar) {
  const auto text = reader.text(scalar, "base64");
  if (!text) return {};
  std::size_t stopped = 0;
  std::string why;
  const auto bytes = decode_base64(text->value, stopped, why);
  if (!bytes) {
    const bool at_end = stopped >= text->value.size();
    const auto size =
        at_end ? 1 : first_character(std::string_view(text->value).substr(stopped)).size;
    const std::string what = at_end ? "the base64" : "'" + text->value.substr(stopped, size) + "'";
    reader.error_in(*text, at_end && stopped > 0 ? stopped - 1 : stopped, size, what + " " + why,
                    "such as aGVsbG8=");
    return {};
  }
  TemplateSpec content;
  append_literal(content, *bytes);
  return content;
}

Content read_file_form(Reader& reader, const TreeNode& scalar) {
  const auto path = reader.text(scalar, "a path");
  if (!path) return {};
  if (path->value.empty()) {
    reader.error(scalar, "the path is empty");
    return {};
  }
  const auto full = reader.path_from(path->value);
  auto bytes = read_file(full, kMaxMessageFile);
  if (!bytes) {
    reader.error(scalar, in_quotes(path->value) + " " + bytes.error,
                 bytes.expected.empty() || path->value.starts_with('/')
                     ? bytes.expected
                     : bytes.expected + ": looked in " + reader.folder());
    return {};
  }
  if (!reader.spend(bytes->size())) {
    reader.error(scalar, "the messages of this file are too large", "256MiB in all");
    return {};
  }
  TemplateSpec content;
  // Moved, as a file may be large. An empty one is no piece at all.
  if (!bytes->empty()) content.pieces.emplace_back(std::move(*bytes.value));
  return content;
}

}  // namespace replyd
