#include "language/load_condition.h"

#include <string>
#include <utility>

#include "language/fields.h"
#include "language/load_message.h"
#include "language/quote.h"
#include "language/text_checks.h"

namespace replyd {

namespace {

using Kind = ConditionSpec::Kind;

struct TextCondition {
  std::string_view name;
  Kind kind;
};
constexpr TextCondition kTextConditions[] = {
    {"equals", Kind::Equals},
    {"prefix", Kind::Prefix},
    {"suffix", Kind::Suffix},
    {"contains", Kind::Contains},
};

ConditionSpec make_condition(Kind kind, Position where) {
  ConditionSpec condition;
  condition.kind = kind;
  condition.where = where;
  return condition;
}

// Patterns of other systems, written where bytes are compared. The form `text` says that they are
// meant so.
void warn_of_pattern(Reader& reader, const TreeNode& node) {
  if (node.kind != TreeNode::Kind::Scalar || node.tag != TreeNode::Tag::None) return;
  const std::string_view text = node.text;
  const std::string message = "this is compared letter by letter";
  if (text == "*" || text == ".*" || text == "^.*$") {
    reader.warning(node, message, "for every message leave out 'match'");
  } else if (text.size() > 1 && text.find('\n') == std::string_view::npos &&
             (text.starts_with('^') || text.ends_with('$'))) {
    reader.warning(node, message,
                   "for a pattern write {regex: " + single_quoted(shortened(text)) +
                       "}; if it is meant so, {text: " + single_quoted(shortened(text)) + "}");
  }
}

// Reads a mapping of conditions. `ignore_case` holds for those beside it.
class ConditionReader {
 public:
  ConditionReader(Reader& reader, const TreeNode& node)
      : reader_(reader), fields_(reader, node, Place::Match) {
    all_.where = reader.where(node);
    ok_ = fields_.clean();
  }

  std::optional<ConditionSpec> read() {
    ok_ = fields_.read("ignore_case", ignore_case_) && ok_;
    for (const auto& [name, kind] : kTextConditions) read_text(name, kind);
    read_regex();
    read_length();
    read_nested("all", Kind::All);
    read_nested("any", Kind::Any);
    read_nested("not", Kind::Not);
    if (!ok_) return {};
    judge_whole();
    if (!ok_) return {};
    if (all_.children.size() == 1) return std::move(all_.children.front());
    return std::move(all_);
  }

 private:
  void read_text(std::string_view name, Kind kind) {
    const TreeNode* node = value(name);
    if (!node) return;
    auto bytes = load_bytes(reader_, *node);
    if (!bytes) return fail();
    if (kind == Kind::Equals) warn_of_pattern(reader_, *node);
    ConditionSpec& condition = add(kind, *node);
    condition.bytes = std::move(*bytes);
    condition.ignore_case = ignore_case_;
    texts_ = true;
    if (condition.bytes.empty() && kind != Kind::Equals) {
      reader_.warning(*node, "an empty '" + std::string(name) + "' holds for every message",
                      "leave it out, or write what is looked for");
    }
  }

  void read_regex() {
    const TreeNode* node = value("regex");
    if (!node) return;
    const auto pattern = reader_.text(*node, "a regex");
    if (!pattern || !check_text(reader_, *node, TextUse::Regex)) return fail();
    if (reader_.options().check_pattern) {
      if (const auto error = reader_.options().check_pattern(pattern->value)) {
        reader_.error_in(*pattern, error->offset, error->length, "bad regex: " + error->message,
                         hint(error->message, *node));
        return fail();
      }
    }
    ConditionSpec& condition = add(Kind::Regex, *node);
    condition.bytes = pattern->value;
    condition.ignore_case = ignore_case_;
    texts_ = true;
  }

  // Many messages hold their cure; the others mostly mean a character that wants a backslash.
  static std::string hint(const std::string& message, const TreeNode& node) {
    const bool enough = message.find(';') != std::string::npos || message.starts_with("RE2");
    if (enough) return {};
    return node.style == TreeNode::Style::Double
               ? "a character that means itself has two backslashes before it in double quotes"
               : "a character that means itself has a backslash before it";
  }

  void read_length() {
    const TreeNode* node = value("length");
    if (!node) return;
    ConditionSpec condition;
    if (node->kind == TreeNode::Kind::Map) {
      const Fields range(reader_, *node, Place::LengthRange);
      const bool read = range.read("min", condition.min_length) &&
                        range.read("max", condition.max_length) && range.clean();
      if (!read) return fail();
      if (node->entries.empty()) {
        reader_.error(*node, "'length' says nothing", "a number, or {min: 2, max: 8}");
        return fail();
      }
    } else {
      const auto number = reader_.number(*node, *find_key(Place::Match, "length"));
      if (!number) return fail();
      condition.min_length = condition.max_length = *number;
    }
    if (condition.min_length > condition.max_length) {
      reader_.error(*node, "'min' is more than 'max': no message has such a length");
      return fail();
    }
    ConditionSpec& added = add(Kind::Length, *node);
    added.min_length = condition.min_length;
    added.max_length = condition.max_length;
  }

  void read_nested(std::string_view name, Kind kind) {
    const TreeNode* node = value(name);
    if (!node) return;
    ConditionSpec condition = make_condition(kind, reader_.where(*node));
    if (node->kind == TreeNode::Kind::List) {
      for (const Entry& entry : node->entries) take(condition, *entry.value);
      if (node->entries.empty()) {
        reader_.error(*node, "the list of conditions is empty", "write at least one");
        fail();
      }
    } else {
      take(condition, *node);
    }
    all_.children.push_back(std::move(condition));
  }

  void take(ConditionSpec& parent, const TreeNode& node) {
    auto child = load_condition(reader_, node);
    if (!child) return fail();
    if (ignore_case_) ignore_case_below(*child);
    parent.children.push_back(std::move(*child));
  }

  // "Every text condition and regex beside it", those nested beside it included.
  void ignore_case_below(ConditionSpec& condition) {
    condition.ignore_case = condition.kind >= Kind::Equals && condition.kind <= Kind::Regex;
    texts_ = texts_ || condition.ignore_case;
    for (ConditionSpec& child : condition.children) ignore_case_below(child);
  }

  void judge_whole() {
    if (all_.children.empty()) {
      const TreeNode* case_key = fields_.key_of("ignore_case");
      reader_.error(case_key ? *case_key : fields_.node(), "'match' has no condition",
                    "leave 'match' out to match every message");
      return fail();
    }
    if (const TreeNode* key = fields_.key_of("ignore_case"); key && !texts_) {
      reader_.error(*key, "'ignore_case' has no text or regex beside it", "leave it out");
      fail();
    }
  }

  const TreeNode* value(std::string_view name) {
    const TreeNode* node = fields_.find(name);
    if (!node && fields_.has(name)) fail();
    return node;
  }

  ConditionSpec& add(Kind kind, const TreeNode& node) {
    return all_.children.emplace_back(make_condition(kind, reader_.where(node)));
  }

  void fail() { ok_ = false; }

  Reader& reader_;
  Fields fields_;
  ConditionSpec all_;
  bool ignore_case_ = false;
  bool texts_ = false;
  bool ok_ = true;
};

std::optional<ConditionSpec> load_any(Reader& reader, const TreeNode& list) {
  ConditionSpec any = make_condition(Kind::Any, reader.where(list));
  bool ok = true;
  for (const Entry& entry : list.entries) {
    auto child = load_condition(reader, *entry.value);
    ok = child.has_value() && ok;
    if (child) any.children.push_back(std::move(*child));
  }
  if (list.entries.empty()) {
    reader.error(list, "the list of conditions is empty",
                 "leave 'match' out to match every message");
    return {};
  }
  if (!ok) return {};
  return any;
}

}  // namespace

std::optional<ConditionSpec> load_condition(Reader& reader, const TreeNode& node) {
  switch (node.kind) {
    case TreeNode::Kind::Broken:
      return {};
    case TreeNode::Kind::List:
      return load_any(reader, node);
    case TreeNode::Kind::Absent:
      reader.error(node, "a condition is missing here", "the empty message is \"\"");
      return {};
    case TreeNode::Kind::Map:
      if (!looks_like_message(node)) return ConditionReader(reader, node).read();
      break;
    case TreeNode::Kind::Scalar:
      break;
  }
  auto bytes = load_bytes(reader, node);
  if (!bytes) return {};
  warn_of_pattern(reader, node);
  ConditionSpec condition = make_condition(Kind::Equals, reader.where(node));
  condition.bytes = std::move(*bytes);
  return condition;
}

}  // namespace replyd
