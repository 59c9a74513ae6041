#include "language/scan.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace replyd {

namespace {

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t skip_spaces(std::string_view source, std::size_t at) noexcept {
  while (at < source.size() && is_space(source[at])) ++at;
  return at;
}

std::size_t skip_spaces_and_comments(std::string_view source, std::size_t at) noexcept {
  while ((at = skip_spaces(source, at)) < source.size() && source[at] == '#') {
    at = std::min(source.find('\n', at), source.size());
  }
  return at;
}

// One step through a scalar: so much of the source became so much of the text.
struct Step {
  std::size_t source = 1;
  std::size_t text = 1;
};

std::size_t utf8_length(unsigned long code) noexcept {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

// The escape of a double-quoted text that starts with the backslash at `at`.
Step escape_step(std::string_view source, std::size_t at) noexcept {
  if (at + 1 >= source.size()) return {1, 0};
  const char kind = source[at + 1];
  const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits > 0) {
    const std::string number(source.substr(at + 2, digits));
    return {2 + digits, utf8_length(std::strtoul(number.c_str(), nullptr, 16))};
  }
  if (kind == '\n' || kind == '\r') return {skip_spaces(source, at + 1) - at, 0};
  if (kind == 'L' || kind == 'P') return {2, 3};
  return {2, 1};
}

std::size_t content_start(std::string_view source, const TreeNode& scalar) noexcept {
  switch (scalar.style) {
    case TreeNode::Style::Single:
    case TreeNode::Style::Double:
      return scalar.offset + 1;
    case TreeNode::Style::Literal:
    case TreeNode::Style::Folded:
      return std::min(source.find('\n', scalar.offset), source.size() - 1) + 1;
    case TreeNode::Style::Plain:
      break;
  }
  return scalar.offset;
}

// Folding and indentation only add and drop white space: so all else of the text follows in the
// source in its order, and white space in one may be skipped until the other meets it.
Step step_at(std::string_view source, std::size_t at, const TreeNode& scalar,
             std::size_t index) noexcept {
  const char wanted = scalar.text[index];
  const char found = at < source.size() ? source[at] : '\0';
  if (scalar.style == TreeNode::Style::Double && found == '\\') return escape_step(source, at);
  if (scalar.style == TreeNode::Style::Single && wanted == '\'' && found == '\'') return {2, 1};
  if (found == wanted && !is_space(found)) return {1, 1};
  if (is_space(wanted) && is_space(found)) {
    if (found == wanted) return {1, 1};
    return found == '\r' || found == '\n' ? Step{skip_spaces(source, at) - at, 1} : Step{1, 0};
  }
  return is_space(found) ? Step{1, 0} : Step{0, 1};
}

}  // namespace

std::size_t skip_properties(std::string_view source, std::size_t offset) noexcept {
  while (offset < source.size() && (source[offset] == '&' || source[offset] == '!')) {
    constexpr std::string_view kEnds = " \t\r\n,[]{}";
    const bool verbatim = source.substr(offset, 2) == "!<";
    const auto end = verbatim ? source.find('>', offset) : source.find_first_of(kEnds, offset);
    if (end == std::string_view::npos) return source.size();
    offset = skip_spaces_and_comments(source, verbatim ? end + 1 : end);
  }
  return offset;
}

TreeNode::Style style_at(std::string_view source, std::size_t offset) noexcept {
  switch (offset < source.size() ? source[offset] : '\0') {
    case '\'':
      return TreeNode::Style::Single;
    case '"':
      return TreeNode::Style::Double;
    case '|':
      return TreeNode::Style::Literal;
    case '>':
      return TreeNode::Style::Folded;
    default:
      return TreeNode::Style::Plain;
  }
}

std::size_t locate(std::string_view source, const TreeNode& scalar, std::size_t index) noexcept {
  std::size_t at = content_start(source, scalar);
  if (scalar.style == TreeNode::Style::Plain &&
      source.substr(at, scalar.text.size()) == scalar.text) {
    return at + index;
  }
  std::size_t done = 0;
  while (done < index && done < scalar.text.size()) {
    const Step step = step_at(source, at, scalar, done);
    if (done + step.text > index) return at;  // in the middle of one character
    at += step.source;
    done += step.text;
  }
  // A character that shows is itself, not the white space or the line's end in front of it.
  while (done < scalar.text.size()) {
    const Step step = step_at(source, at, scalar, done);
    if (step.text > 0) break;
    at += step.source;
  }
  return std::min(at, source.size());
}

std::size_t quoted_end(std::string_view source, std::size_t offset) noexcept {
  const char quote = source[offset];
  for (std::size_t at = offset + 1; at < source.size(); ++at) {
    if (quote == '"' && source[at] == '\\') {
      ++at;
    } else if (source[at] == quote) {
      if (quote == '"' || at + 1 >= source.size() || source[at + 1] != '\'') return at + 1;
      ++at;
    }
  }
  return kNowhere;
}

std::size_t scalar_end(std::string_view source, const TreeNode& scalar) noexcept {
  switch (scalar.style) {
    case TreeNode::Style::Single:
    case TreeNode::Style::Double:
      return quoted_end(source, scalar.offset);
    case TreeNode::Style::Literal:
    case TreeNode::Style::Folded:
      return std::min(source.find_first_of(" \t\r\n", scalar.offset), source.size());
    case TreeNode::Style::Plain:
      break;
  }
  return scalar.text.empty() ? scalar.offset : locate(source, scalar, scalar.text.size() - 1) + 1;
}

}  // namespace replyd
