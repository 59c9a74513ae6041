#include "language/reader.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/escape.h"
#include "base/suggest.h"
#include "language/fields.h"
#include "language/quote.h"
#include "language/scan.h"
#include "language/template_text.h"

namespace replyd {

namespace {

std::string format_number(std::uint64_t number) { return std::to_string(number); }

// A name in the file may hold anything; a message is one line.
std::string readable(std::string text) {
  std::string shown;
  append_readable(shown, text);
  text = std::move(shown);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// What to write for "no limit". A default that is not there means that without the key there is
// none.
std::string bound_cure(const KeyDeclaration& key, const std::string& most) {
  const bool bounds = holds(key.places, Place::Listener) || holds(key.places, Place::Limits);
  if (!bounds) return {};
  if (key.fallback.empty()) return "for no limit leave the key out";
  return most.empty() ? "write a large number, such as 1000000" : "write the largest: " + most;
}

// What people write for "no limit".
bool means_endless(std::string_view text) {
  constexpr std::string_view kWords[] = {"unlimited", "none",     "off",      "never", "no",
                                         "infinite",  "infinity", "disabled", "false", "-1"};
  return std::find(std::begin(kWords), std::end(kWords), lower(text)) != std::end(kWords);
}

}  // namespace

Reader::Reader(const SourceText& source, Diagnostics& diagnostics, const LoadOptions& options,
               std::string folder)
    : source_(source), diagnostics_(diagnostics), options_(options), folder_(std::move(folder)) {}

std::string Reader::path_from(std::string_view path) const {
  return path.starts_with('/') ? std::string(path) : folder_ + std::string(path);
}

std::string Reader::folder() const {
  std::error_code none;
  const auto full = std::filesystem::absolute(folder_.empty() ? "." : folder_, none);
  return none ? folder_ : full.lexically_normal().parent_path().string();
}

Position Reader::where(const TreeNode& scalar, std::size_t index) const {
  return source_.position(locate(source_.text(), scalar, index));
}

std::uint32_t Reader::width(const TreeNode& node) const {
  const std::size_t from = node.offset;
  if (node.kind != TreeNode::Kind::Scalar) return 1;
  return source_.width(from, scalar_end(source_.text(), node));
}

void Reader::error(const TreeNode& node, std::string message, std::string expected) {
  diagnostics_.error(where(node), readable(std::move(message)), readable(std::move(expected)),
                     width(node));
}

void Reader::error_in(const TreeNode& scalar, std::size_t from, std::size_t length,
                      std::string message, std::string expected) {
  const auto begin = locate(source_.text(), scalar, from);
  const auto end = locate(source_.text(), scalar, from + std::max<std::size_t>(length, 1) - 1) + 1;
  diagnostics_.error(source_.position(begin), readable(std::move(message)),
                     readable(std::move(expected)), source_.width(begin, end));
}

void Reader::error_in(const Text& text, std::size_t from, std::size_t length, std::string message,
                      std::string expected) {
  if (text.exact) {
    error_in(*text.node, from, length, std::move(message), std::move(expected));
  } else {
    error(*text.node, std::move(message), std::move(expected));
  }
}

void Reader::error_at(std::size_t offset, std::size_t length, std::string message,
                      std::string expected) {
  diagnostics_.error(source_.position(offset), readable(std::move(message)),
                     readable(std::move(expected)), source_.width(offset, offset + length));
}

void Reader::warning(const TreeNode& node, std::string message, std::string expected) {
  diagnostics_.warning(where(node), readable(std::move(message)), readable(std::move(expected)),
                       width(node));
}

void Reader::warning_in(const TreeNode& scalar, std::size_t from, std::size_t length,
                        std::string message, std::string expected) {
  const auto begin = locate(source_.text(), scalar, from);
  const auto end = locate(source_.text(), scalar, from + std::max<std::size_t>(length, 1) - 1) + 1;
  diagnostics_.warning(source_.position(begin), readable(std::move(message)),
                       readable(std::move(expected)), source_.width(begin, end));
}

std::optional<Text> Reader::text(const TreeNode& node, std::string_view wanted) {
  if (node.kind == TreeNode::Kind::Broken) return {};
  if (node.kind != TreeNode::Kind::Scalar) {
    const std::string_view found = node.kind == TreeNode::Kind::Map    ? "a mapping"
                                   : node.kind == TreeNode::Kind::List ? "a list"
                                                                       : "nothing";
    error(node, std::string(wanted) + " is expected here, not " + std::string(found));
    return {};
  }
  if (node.text.find("${") == std::string_view::npos) return Text{std::string(node.text), &node};
  auto filled = constant_text(*this, node);
  if (!filled) return {};
  return Text{std::move(*filled), &node, false};
}

template <typename Value>
std::optional<Value> Reader::bounded(const TreeNode& node, const KeyDeclaration& key,
                                     Parsed<Value> parsed, std::string (*format)(Value)) {
  const std::string name = "'" + std::string(key.name) + "'";
  const std::string cure = bound_cure(key, key.max == UINT64_MAX ? "" : format(Value(key.max)));
  if (!parsed && means_endless(node.text)) {
    error(node, in_quotes(node.text) + " is not what " + name + " takes", cure);
    return {};
  }
  if (!parsed) {
    error(node, parsed.error, parsed.expected);
    return {};
  }
  const auto value = static_cast<std::uint64_t>(std::chrono::nanoseconds(*parsed).count());
  if (value < key.min) {
    const bool none = key.min == 1;
    error(node, name + " must be " + (none ? "more than 0" : "at least " + format(Value(key.min))),
          value == 0 ? cure : std::string());
    return {};
  }
  if (value > key.max) {
    error(node, name + " is at most " + format(Value(key.max)));
    return {};
  }
  return *parsed;
}

std::optional<std::uint64_t> Reader::number(const TreeNode& node, const KeyDeclaration& key) {
  const auto written = text(node, "a number");
  if (!written) return {};
  return bounded<std::uint64_t>(node, key, parse_number(written->value), format_number);
}

std::optional<std::uint64_t> Reader::size(const TreeNode& node, const KeyDeclaration& key) {
  const auto written = text(node, "a size such as 64KiB");
  if (!written) return {};
  return bounded<std::uint64_t>(node, key, parse_size(written->value), format_size);
}

std::optional<Nanoseconds> Reader::duration(const TreeNode& node, const KeyDeclaration& key) {
  const auto written = text(node, "a duration such as 5s");
  if (!written) return {};
  return bounded<Nanoseconds>(node, key, parse_duration(written->value), format_duration);
}

std::optional<bool> Reader::boolean(const TreeNode& node) {
  const auto written = text(node, "true or false");
  if (!written) return {};
  const auto parsed = parse_boolean(written->value);
  if (!parsed) error(node, parsed.error, parsed.expected);
  return parsed.value;
}

std::optional<Rate> Reader::rate(const TreeNode& node, Counted counted) {
  const TreeNode* plain = &node;
  std::optional<std::uint64_t> burst;
  if (node.kind == TreeNode::Kind::Map) {
    const Fields fields(*this, node, Place::Rate);
    plain = fields.require("rate", "how many in which time, such as {rate: 5/s, burst: 20}");
    if (!fields.read("burst", burst) || !plain) return {};
  }
  const auto written = text(*plain, "a rate such as 100/s");
  if (!written) return {};
  auto parsed = parse_rate(written->value, counted);
  if (!parsed && means_endless(written->value)) {
    error(*plain, in_quotes(written->value) + " is no rate", "write a high one, such as 1000000/s");
    return {};
  }
  if (!parsed) {
    error(*plain, parsed.error, parsed.expected);
    return {};
  }
  if (burst) parsed.value->burst = *burst;
  return parsed.value;
}

std::optional<std::size_t> Reader::word(const TreeNode& node, const KeyDeclaration& key) {
  const auto words = split_words(key.words);
  std::string list;
  for (const auto& each : words) {
    if (!list.empty()) list += &each == &words.back() ? " or " : ", ";
    list += each;
  }
  const auto written = text(node, list);
  if (!written) return {};
  const auto found = std::find(words.begin(), words.end(), written->value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const bool boolean = std::find(words.begin(), words.end(), "true") != words.end();
  const auto hint = boolean ? parse_boolean(written->value).expected : std::string();
  const std::string small = lower(written->value);
  auto near = nearest(small, words);
  for (const auto& each : words) {  // `warn`, `err`
    if (near.empty() && small.size() > 2 && each.starts_with(small)) near = each;
  }
  error(node,
        "'" + shortened(written->value) + "' is not what '" + std::string(key.name) + "' takes",
        hint.starts_with("did you mean") ? hint
        : near.empty()                   ? "it is " + list
                                         : "did you mean '" + std::string(near) + "'?");
  return {};
}

void Reader::too_large(const TreeNode& scalar, std::size_t from, std::size_t length) {
  if (std::exchange(told_too_large_, true)) return;
  error_in(scalar, from, length,
           "this makes a message larger than 16MiB, or all of them larger than 256MiB",
           "use the form 'file' for what is large");
}

bool Reader::spend(std::size_t bytes) {
  constexpr std::size_t kMost = std::size_t{256} * 1024 * 1024;
  spent_ += std::min(bytes, kMost);
  return spent_ <= kMost;
}

}  // namespace replyd
