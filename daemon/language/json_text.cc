#include "language/json_text.h"

#include <string_view>
#include <utility>

namespace replyd {

namespace {

constexpr std::size_t kLongest = 70;

bool is_json_word(const TreeNode& scalar) {
  if (scalar.style != TreeNode::Style::Plain || scalar.text.empty()) return false;
  if (scalar.text == "true" || scalar.text == "false" || scalar.text == "null") return true;
  const bool digits = scalar.text.find_first_not_of("0123456789") == std::string_view::npos;
  return digits && (scalar.text.front() != '0' || scalar.text.size() == 1);
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) >= ' ') {
      out += c;
    }
  }
  out += '"';
}

void append_json(std::string& out, const TreeNode& node) {
  if (out.size() > kLongest) return;
  const bool map = node.kind == TreeNode::Kind::Map;
  if (node.kind == TreeNode::Kind::Scalar) {
    if (is_json_word(node)) {
      out += node.text;
    } else {
      append_string(out, node.text);
    }
  } else if (map || node.kind == TreeNode::Kind::List) {
    out += map ? '{' : '[';
    bool first = true;
    for (const Entry& entry : node.entries) {
      if (!std::exchange(first, false)) out += ", ";
      if (map) {
        append_string(out, entry.key->text);
        out += ": ";
      }
      append_json(out, *entry.value);
      if (out.size() > kLongest) return;
    }
    out += map ? '}' : ']';
  } else {
    out += "null";
  }
}

}  // namespace

std::string json_text(const TreeNode& node) {
  std::string out;
  append_json(out, node);
  return out.size() > kLongest ? "{...}" : out;
}

}  // namespace replyd
