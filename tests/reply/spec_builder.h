#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/listener.h"
#include "model/rule.h"
#include "model/template.h"

// Specs as a loader would make them, in few words.
namespace replyd::spec {

using Kind = ConditionSpec::Kind;
using Pieces = std::vector<std::variant<std::string, Placeholder>>;

inline ConditionSpec condition(Kind kind, std::string bytes) {
  ConditionSpec spec;
  spec.kind = kind;
  spec.bytes = std::move(bytes);
  return spec;
}
inline ConditionSpec equals(std::string bytes) { return condition(Kind::Equals, std::move(bytes)); }
inline ConditionSpec prefix(std::string bytes) { return condition(Kind::Prefix, std::move(bytes)); }
inline ConditionSpec suffix(std::string bytes) { return condition(Kind::Suffix, std::move(bytes)); }
inline ConditionSpec contains(std::string bytes) {
  return condition(Kind::Contains, std::move(bytes));
}
inline ConditionSpec regex(std::string pattern) {
  return condition(Kind::Regex, std::move(pattern));
}
inline ConditionSpec length(std::uint64_t min, std::uint64_t max) {
  ConditionSpec spec = condition(Kind::Length, {});
  spec.min_length = min;
  spec.max_length = max;
  return spec;
}
inline ConditionSpec of(Kind kind, std::vector<ConditionSpec> children) {
  ConditionSpec spec = condition(kind, {});
  spec.children = std::move(children);
  return spec;
}
inline ConditionSpec ignoring_case(ConditionSpec spec) {
  spec.ignore_case = true;
  return spec;
}

inline Placeholder from(Source source, std::vector<Filter> filters = {},
                        std::optional<Slice> slice = {}, std::string argument = {}) {
  return {source, std::move(argument), slice, std::move(filters), {}};
}
inline TemplateSpec text(Pieces pieces) { return {std::move(pieces)}; }

inline ActionSpec reply(Pieces pieces) {
  ActionSpec action;
  action.reply = MessageSpec{text(std::move(pieces)), MessageForm::Text, {}};
  return action;
}
inline RuleSpec rule(ConditionSpec match, ActionSpec action, std::string name = {}) {
  return {std::move(name), std::move(match), std::move(action), {}};
}

}  // namespace replyd::spec
