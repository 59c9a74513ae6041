#include "language/text_checks.h"

#include <algorithm>
#include <string>

#include "language/quote.h"
#include "language/scan.h"

namespace replyd {

namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Length of the escape at `at`, if it is one that people write for a byte; 0 otherwise.
std::size_t escape_length(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return 0;
  constexpr std::string_view kSimple = "rnt0";
  if (kSimple.find(text[at + 1]) != std::string_view::npos) return 2;
  const bool hex =
      text[at + 1] == 'x' && at + 3 < text.size() && is_hex(text[at + 2]) && is_hex(text[at + 3]);
  return hex ? 4 : 0;
}

void warn_of_escapes(Reader& reader, const TreeNode& scalar) {
  const auto text = scalar.text;
  for (auto at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 1)) {
    const auto length = escape_length(text, at);
    if (length == 0) continue;
    const std::string escape(text.substr(at, length));
    const bool breaks = text.find('\n') != std::string_view::npos;
    reader.warning_in(scalar, at, length,
                      "'" + escape + "' stays as it is: escapes are read in double quotes only",
                      breaks || text.size() > 60 ? "write the text in double quotes"
                                                 : "write " + double_quoted(text));
    return;
  }
}

// One blank before the '#' looks like a text; comments have two, or a line of their own.
void warn_of_comment(Reader& reader, const TreeNode& scalar) {
  const auto source = reader.source().text();
  const auto end = scalar_end(source, scalar);
  if (source.substr(end, 2) != " #") return;
  reader.warning(
      scalar, "the text ends before ' #': what follows is a comment",
      "if it belongs to the text, write " +
          [&] {
            const auto from = static_cast<std::size_t>(scalar.offset);
            const auto line = source.substr(from, reader.source().line_end(from) - from);
            return single_quoted(shortened(line));
          }() +
          "; else put two spaces before '#'");
}

void warn_of_joined_lines(Reader& reader, const TreeNode& scalar) {
  const auto source = reader.source().text();
  const std::size_t from = scalar.offset;
  const auto end = scalar_end(source, scalar);
  if (end <= reader.source().line_end(from)) return;
  const auto last = reader.source().position(end).line;
  const bool key = source.substr(from, end - from).find(':') != std::string_view::npos;
  reader.warning(scalar,
                 "YAML reads this and what follows, up to line " + std::to_string(last) +
                     ", as one text, its lines joined",
                 key ? "a key needs a space behind its ':', and its place below the key above"
                     : "if that is meant, put it in double quotes; to keep the lines use '|'");
}

// What a double-quoted escape that does not mean what it seems to should be; empty if it does.
std::string better_escape(std::string_view escape, TextUse use) {
  // yaml-cpp makes one byte of these, which is no UTF-8.
  if (escape.starts_with("\\N")) return "\\u0085";
  if (escape.starts_with("\\_")) return "\\u00a0";
  const bool high = escape.size() == 4 && escape[1] == 'x' && escape[2] >= '8' && is_hex(escape[2]);
  return high && use == TextUse::Text ? "\\u00" + std::string(escape.substr(2)) : std::string();
}

bool refuse_escapes(Reader& reader, const TreeNode& scalar, TextUse use) {
  const auto source = reader.source().text();
  const auto end = scalar_end(source, scalar);
  for (std::size_t at = scalar.offset + 1; at + 1 < end; ++at) {
    if (source[at] != '\\') continue;
    const auto escape = source.substr(at, std::min<std::size_t>(4, end - 1 - at));
    if (const auto better = better_escape(escape, use); !better.empty()) {
      const bool hex = escape[1] == 'x';
      const std::string written(escape.substr(0, hex ? 4 : 2));
      reader.error_at(
          at, written.size(), "'" + written + "' is a character here, and goes out as two bytes",
          (hex ? "for the byte use the form {bytes: \"...\"}, for the character write \""
               : "for the character write \"") +
              better + "\"");
      return false;
    }
    ++at;
  }
  return true;
}

}  // namespace

bool check_text(Reader& reader, const TreeNode& scalar, TextUse use) {
  switch (scalar.style) {
    case TreeNode::Style::Plain:
      if (use != TextUse::Regex) warn_of_escapes(reader, scalar);
      warn_of_comment(reader, scalar);
      warn_of_joined_lines(reader, scalar);
      return true;
    case TreeNode::Style::Single:
      if (use != TextUse::Regex) warn_of_escapes(reader, scalar);
      return true;
    case TreeNode::Style::Double:
      return refuse_escapes(reader, scalar, use);
    case TreeNode::Style::Literal:
    case TreeNode::Style::Folded:
      return true;
  }
  return true;
}

}  // namespace replyd
