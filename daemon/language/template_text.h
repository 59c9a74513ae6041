#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "language/document.h"
#include "language/reader.h"
#include "model/template.h"

namespace replyd {

// Whether placeholders that change with each message may stand in a text.
enum class Placeholders : std::uint8_t { Allowed, ConstantOnly };

// What may stand where the next `${` is.
struct TemplateContext {
  Placeholders placeholders = Placeholders::Allowed;
  bool octets_only = false;  // a number is an error there: in `hex`, outside quotes
};

// Reads the placeholder whose dollars start at byte `at` of the scalar's text, and appends what it
// stands for. Returns where the text goes on; `ok` becomes false if it is wrong, which has been
// said then.
std::size_t read_placeholder(Reader& reader, const TreeNode& scalar, std::size_t at,
                             const TemplateContext& context, TemplateSpec& out, bool& ok);

// Where the next run of dollars before a `{` starts, from `at` on.
std::size_t find_placeholder(std::string_view text, std::size_t at) noexcept;

void append_literal(TemplateSpec& out, std::string_view bytes);
void append_template(TemplateSpec& out, const TemplateSpec& other);
// The bytes of a template without placeholders.
std::optional<std::string> constant_of(const TemplateSpec& content);

// A scalar's text with `env` and constant `var` filled in; none if anything else stands in it.
std::optional<std::string> constant_text(Reader& reader, const TreeNode& scalar);

}  // namespace replyd
