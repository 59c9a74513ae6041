#include "language/load_rule.h"

#include <utility>

#include "language/fields.h"
#include "language/load_action.h"
#include "language/load_condition.h"

namespace replyd {

namespace {

bool load_rule_name(const Fields& fields, RuleSpec& rule) {
  const TreeNode* node = fields.find("name");
  if (!node) return !fields.has("name");
  const auto name = fields.reader().text(*node, "a name");
  if (!name) return false;
  if (name->value.empty()) {
    fields.reader().error(*node, "the name is empty", "leave it out: a rule is known by its place");
    return false;
  }
  rule.name = name->value;
  return true;
}

bool load_match(const Fields& fields, RuleSpec& rule) {
  const TreeNode* node = fields.find("match");
  if (!node) return !fields.has("match");
  auto condition = load_condition(fields.reader(), *node);
  if (!condition) return false;
  rule.match = std::move(*condition);
  return true;
}

std::optional<RuleSpec> load_rule(Reader& reader, const TreeNode& node,
                                  const std::string& reply_end) {
  if (node.kind == TreeNode::Kind::Absent) {
    reader.error(node, "a rule is missing behind the dash");
    return {};
  }
  const Fields fields(reader, node, Place::Rule);
  RuleSpec rule;
  rule.where = reader.where(node);
  rule.match.where = rule.where;
  bool ok = load_rule_name(fields, rule);
  ok = load_match(fields, rule) && ok;
  const bool action = load_action(fields, reply_end, rule.action);
  // A condition that is wrong does not make the action wrong, and the other way round.
  if (action) judge_action(fields, rule.action);
  if (!ok || !action) return {};
  return rule;
}

}  // namespace

bool load_rules(Reader& reader, const TreeNode& node, const std::string& reply_end,
                std::vector<RuleSpec>& rules) {
  if (node.kind != TreeNode::Kind::List) {
    reader.error(node, "'rules' is a list", "each rule begins with '- '");
    return false;
  }
  bool ok = true;
  rules.reserve(node.entries.size());
  for (const Entry& entry : node.entries) {
    auto rule = load_rule(reader, *entry.value, reply_end);
    ok = rule.has_value() && ok;
    if (rule) rules.push_back(std::move(*rule));
  }
  return ok;
}

}  // namespace replyd
