#include "language/template_text.h"

#include <utility>

#include "language/placeholder.h"

namespace replyd {

std::size_t find_placeholder(std::string_view text, std::size_t at) noexcept {
  auto open = text.find("${", at);
  if (open == std::string_view::npos) return open;
  while (open > at && text[open - 1] == '$') --open;
  return open;
}

void append_literal(TemplateSpec& out, std::string_view bytes) {
  if (bytes.empty()) return;
  if (out.pieces.empty() || !std::holds_alternative<std::string>(out.pieces.back())) {
    out.pieces.emplace_back(std::string{});
  }
  std::get<std::string>(out.pieces.back()).append(bytes);
}

void append_template(TemplateSpec& out, const TemplateSpec& other) {
  for (const auto& piece : other.pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      append_literal(out, *literal);
    } else {
      out.pieces.push_back(piece);
    }
  }
}

std::optional<std::string> constant_of(const TemplateSpec& content) {
  if (content.pieces.empty()) return std::string{};
  const auto* literal = std::get_if<std::string>(&content.pieces.front());
  if (!literal || content.pieces.size() > 1) return {};
  return *literal;
}

std::size_t read_placeholder(Reader& reader, const TreeNode& scalar, std::size_t at,
                             const TemplateContext& context, TemplateSpec& out, bool& ok) {
  const std::string_view text = scalar.text;
  const auto brace = text.find('{', at);
  const auto dollars = brace - at;
  append_literal(out, text.substr(at, dollars / 2));
  if (dollars % 2 == 0) {  // each pair is one dollar, and the brace is only a brace
    append_literal(out, "{");
    return brace + 1;
  }
  PlaceholderReader placeholder(reader, scalar, brace - 1, context);
  ok = placeholder.read(out) && ok;
  return placeholder.end();
}

std::optional<std::string> constant_text(Reader& reader, const TreeNode& scalar) {
  TemplateSpec content;
  bool ok = true;
  std::size_t at = 0;
  while (true) {
    const auto next = find_placeholder(scalar.text, at);
    append_literal(content, scalar.text.substr(at, next - at));
    if (next == std::string_view::npos) break;
    at = read_placeholder(reader, scalar, next, {Placeholders::ConstantOnly}, content, ok);
  }
  if (!ok) return {};
  return constant_of(content);
}

}  // namespace replyd
