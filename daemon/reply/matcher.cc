#include "reply/matcher.h"

namespace replyd {

Matcher::Matcher(const std::vector<RuleSpec>& rules, Storage& storage, Diagnostics& diagnostics) {
  guards_.reserve(rules.size());
  conditions_.reserve(rules.size());
  for (const RuleSpec& rule : rules) {
    guards_.push_back(conditions_.emplace_back(rule.match, storage, diagnostics).guard());
  }
}

std::optional<std::size_t> Matcher::find(Bytes message) const noexcept {
  for (std::size_t rule = 0; rule < guards_.size(); ++rule) {
    if (guards_[rule].admits(message) && conditions_[rule].holds(message)) return rule;
  }
  return std::nullopt;
}

}  // namespace replyd
