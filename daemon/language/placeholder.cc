#include "language/placeholder.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/suggest.h"
#include "language/constant_value.h"
#include "language/placeholder_names.h"
#include "language/quote.h"

namespace replyd {

namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::optional<std::int64_t> parse_index(std::string_view text) {
  std::int64_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return index;
}

// What vars may make of one message, so that a few lines cannot fill the memory.
constexpr std::size_t kMaxPieces = 65536;
constexpr std::size_t kMaxBytes = std::size_t{16} * 1024 * 1024;

// Placeholders bound the number of literals, so the last one's size is what can grow.
std::size_t last_size(const TemplateSpec& content) {
  const auto* literal =
      content.pieces.empty() ? nullptr : std::get_if<std::string>(&content.pieces.back());
  return literal ? literal->size() : 0;
}

std::size_t memory_of(const TemplateSpec& content) {
  std::size_t size = content.pieces.size() * sizeof(Placeholder);
  for (const auto& piece : content.pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece)) size += literal->size();
  }
  return size;
}

bool has_room(const TemplateSpec& out, std::size_t pieces, std::size_t bytes) {
  return out.pieces.size() + pieces <= kMaxPieces && last_size(out) + bytes <= kMaxBytes;
}

// Where the brace is that ends the placeholder; one in a filter's quoted argument does not count.
std::size_t find_close(std::string_view text, std::size_t from) {
  bool filters = false;
  bool quoted = false;
  for (auto at = from; at < text.size(); ++at) {
    if (text[at] == '|') filters = true;
    if (text[at] == '\'' && filters) quoted = !quoted;
    if (text[at] == '}' && !quoted) return at;
  }
  return text.find('}', from);
}

}  // namespace

PlaceholderReader::PlaceholderReader(Reader& reader, const TreeNode& scalar, std::size_t open,
                                     const TemplateContext& context)
    : reader_(reader),
      scalar_(scalar),
      text_(scalar.text),
      open_(open),
      close_(find_close(text_, open + 2)),
      end_(close_ == std::string_view::npos ? text_.size() : close_ + 1),
      at_(open + 2),
      context_(context) {}

bool PlaceholderReader::fail(std::size_t from, std::size_t length, std::string message,
                             std::string expected) {
  reader_.error_in(scalar_, from, length, std::move(message), std::move(expected));
  return false;
}

bool PlaceholderReader::fail_whole(std::string message, std::string expected) {
  return fail(open_, end_ - open_, std::move(message), std::move(expected));
}

void PlaceholderReader::skip_spaces() {
  at_ = std::min(text_.find_first_not_of(kSpaces, at_), close_);
}

bool PlaceholderReader::read(TemplateSpec& out) {
  if (close_ == std::string_view::npos) {
    return fail(open_, 2, "'${' is not closed by '}'",
                "to have these two characters as they are, write '$${'");
  }
  placeholder_.where = reader_.where(scalar_, open_);
  if (!read_parts() || !judge_result()) return false;
  switch (origin_) {
    case Origin::Variable:
      return append_variable(out);
    case Origin::Environment:
      return append_environment(out);
    case Origin::Message:
      break;
  }
  return append_placeholder(out);
}

bool PlaceholderReader::read_parts() { return read_source() && read_slice() && read_filters(); }

bool PlaceholderReader::read_source() {
  skip_spaces();
  name_at_ = at_;
  at_ = std::min(text_.find_first_of("[|}: \t\r\n", at_), close_);
  name_ = text_.substr(name_at_, at_ - name_at_);
  if (name_.empty()) {
    return fail_whole("a placeholder without a source",
                      "such as ${input}; to have the characters as they are, write '$${'");
  }
  if (name_.starts_with("var.")) {
    origin_ = Origin::Variable;
    return reader_.variables().knows(name_.substr(4)) || unknown_source(name_, name_at_);
  }
  if (name_.starts_with("env.")) {
    origin_ = Origin::Environment;
    if (rest().substr(0, 2) != ":-") return true;
    const auto from = at_ + 2;
    at_ = std::min(text_.find('|', from), close_);
    fallback_ = text_.substr(from, at_ - from);
    if (at_ < close_) *fallback_ = fallback_->substr(0, fallback_->find_last_not_of(kSpaces) + 1);
    return true;
  }
  return read_declared(name_, name_at_);
}

bool PlaceholderReader::read_declared(std::string_view name, std::size_t from) {
  const SourceDeclaration* declared = find_source(name);
  if (!declared) return unknown_source(name, from);
  if (!declared->source) {
    return fail(from, name.size(), "the source '" + std::string(name) + "' is not built yet");
  }
  placeholder_.source = *declared->source;
  type_ = declared->type;
  if (rest().starts_with(':')) {
    if (!declared->takes_argument) {
      return fail(at_, 1, "'" + std::string(name) + "' takes nothing behind a ':'",
                  "write ${" + std::string(name) + "}");
    }
    return read_argument(at_);
  }
  if (declared->source == Source::LocalTime) {
    return fail(from, name.size(), "'localtime' needs a format", "such as ${localtime:%H:%M:%S}");
  }
  return true;
}

// A format: up to a filter, and without a slice behind it.
bool PlaceholderReader::read_argument(std::size_t colon) {
  const auto from = colon + 1;
  at_ = std::min(text_.find('|', from), close_);
  auto argument = text_.substr(from, at_ - from);
  if (at_ < close_) {
    argument = argument.substr(0, argument.find_last_not_of(kSpaces) + 1);
  }
  const auto bracket = argument.rfind('[');
  const bool sliced =
      bracket != std::string_view::npos && argument.ends_with(']') &&
      argument.find_first_not_of("0123456789:-", bracket + 1) == argument.size() - 1;
  if (sliced) {
    argument = argument.substr(0, bracket);
    at_ = from + bracket;
  }
  if (argument.empty()) return fail(colon, 1, "a format is missing behind the ':'");
  placeholder_.argument = argument;
  return true;
}

bool PlaceholderReader::unknown_source(std::string_view name, std::size_t from) {
  if (origin_ != Origin::Variable) {
    return fail(from, name.size(), "unknown source '" + shortened(name) + "'",
                reader_.variables().knows(name) ? "did you mean '${var." + std::string(name) + "}'?"
                                                : source_suggestion(name));
  }
  const auto near = nearest(name.substr(4), reader_.variables().names());
  return fail(from, name.size(), "no message '" + shortened(name.substr(4)) + "' in 'vars'",
              near.empty() ? "declare it there" : "did you mean 'var." + std::string(near) + "'?");
}

bool PlaceholderReader::read_slice() {
  skip_spaces();
  if (!rest().starts_with('[')) return true;
  const auto from = at_;
  const auto end = rest().find(']');
  if (end == std::string_view::npos) return fail(from, 1, "'[' is not closed by ']'");
  const auto inside = rest().substr(1, end - 1);
  at_ += end + 1;
  const auto colon = inside.find(':');
  if (colon == std::string_view::npos) {
    const auto index = parse_index(inside);
    const auto next = index && *index != -1 ? std::to_string(*index + 1) : std::string();
    return fail(
        from, end + 1, "a slice has a ':' in it",
        index ? "for one byte write [" + std::string(inside) + ":" + next + "]" : "such as [0:2]");
  }
  Slice slice;
  const auto first = inside.substr(0, colon);
  const auto last = inside.substr(colon + 1);
  slice.from = parse_index(first);
  slice.to = parse_index(last);
  if ((!first.empty() && !slice.from) || (!last.empty() && !slice.to)) {
    return fail(from, end + 1, "not a slice", "such as [0:2], [4:] or [-2:]");
  }
  if (type_ == ValueType::Number) {
    return fail(from, end + 1,
                "'" + std::string(name_) + "' is a number, which has no bytes to cut",
                "put a filter such as u16 first, without a slice");
  }
  placeholder_.slice = slice;
  return true;
}

bool PlaceholderReader::read_filters() {
  skip_spaces();
  while (at_ < close_) {
    if (text_[at_] != '|') {
      return fail(at_, close_ - at_, "unexpected '" + shortened(rest()) + "' in a placeholder",
                  "a filter follows '|', as in ${input | hex}");
    }
    const auto bar = at_++;
    skip_spaces();
    const auto from = at_;
    at_ = std::min(text_.find_first_of("| \t\r\n", at_), close_);
    if (at_ == from) return fail(bar, 1, "a filter is missing behind '|'");
    if (!read_filter(text_.substr(from, at_ - from), from)) return false;
    skip_spaces();
  }
  return true;
}

bool PlaceholderReader::read_filter(std::string_view name, std::size_t from) {
  const FilterDeclaration* declared = find_filter(name);
  if (!declared) {
    return fail(from, name.size(), "unknown filter '" + shortened(name) + "'",
                suggestion(name, filter_names()));
  }
  if (!declared->filter) {
    return fail(from, name.size(), "the filter '" + std::string(name) + "' is not built yet");
  }
  skip_spaces();
  if (at_ < close_ && text_[at_] != '|') {
    const auto end = std::min(text_.find('|', at_), close_);
    return fail(at_, end - at_, "the filter '" + std::string(name) + "' takes no argument");
  }
  // A number where bytes are wanted becomes its digits; bytes are never a number by themselves.
  if (declared->from == ValueType::Number && type_ == ValueType::Octets) {
    return fail(from, name.size(), "'" + std::string(name) + "' takes a number, and here are bytes",
                "'len' makes their number of them: ${" + std::string(name_) + " | len | " +
                    std::string(name) + "}");
  }
  placeholder_.filters.push_back(*declared->filter);
  type_ = declared->to;
  return true;
}

bool PlaceholderReader::judge_result() {
  if (context_.octets_only && type_ == ValueType::Number) {
    return fail_whole("a number in 'hex' needs the bytes to write it in",
                      "add a filter: ${" +
                          std::string(text_.substr(open_ + 2, close_ - open_ - 2)) +
                          " | u8}, or u16, u32, u16le ...");
  }
  if (context_.placeholders == Placeholders::ConstantOnly && origin_ == Origin::Message) {
    return fail_whole("'" + std::string(name_) + "' is not known before a message comes",
                      "what stands here is fixed at load; to have the characters as they are, "
                      "write '$${'");
  }
  return true;
}

bool PlaceholderReader::too_large() {
  reader_.too_large(scalar_, open_, end_ - open_);
  return false;
}

bool PlaceholderReader::append_variable(TemplateSpec& out) {
  const TemplateSpec* content = reader_.variables().content(reader_, name_.substr(4));
  if (!content) return false;
  if (auto bytes = constant_of(*content)) return append_constant(out, std::move(*bytes));
  const std::string name = "'" + std::string(name_) + "'";
  if (context_.placeholders == Placeholders::ConstantOnly) {
    return fail_whole(name + " has placeholders of its own", "what stands here is fixed at load");
  }
  if (placeholder_.slice || !placeholder_.filters.empty()) {
    return fail_whole("slices and filters of a var with placeholders are not built yet",
                      "put them at the placeholders inside " + name);
  }
  const auto pieces = content->pieces.size();
  if (!has_room(out, pieces, 0) || !reader_.spend(memory_of(*content))) return too_large();
  append_template(out, *content);
  return true;
}

bool PlaceholderReader::append_environment(TemplateSpec& out) {
  const std::string name(name_.substr(4));
  const char* value = std::getenv(name.c_str());
  if (!value && !fallback_) {
    return fail(name_at_, name_.size(),
                "the environment variable '" + shortened(name) + "' is not set",
                "set it, or write a default: ${env." + shortened(name) + ":-default}");
  }
  return append_constant(out, value ? std::string(value) : std::string(*fallback_));
}

bool PlaceholderReader::append_constant(TemplateSpec& out, std::string bytes) {
  const auto value = filter_constant(std::move(bytes), placeholder_.slice, placeholder_.filters);
  if (!value) return fail_whole(value.error, value.expected);
  if (!has_room(out, 1, value->size()) || !reader_.spend(value->size())) return too_large();
  append_literal(out, *value);
  return true;
}

bool PlaceholderReader::append_placeholder(TemplateSpec& out) {
  out.pieces.emplace_back(std::move(placeholder_));
  return true;
}

}  // namespace replyd
