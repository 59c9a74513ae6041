#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/check.h"
#include "language/quote.h"

namespace replyd {

namespace {

using Kind = ConditionSpec::Kind;

bool is_literal(const ConditionSpec& condition) {
  return condition.kind >= Kind::Equals && condition.kind <= Kind::Contains;
}

// A literal shown as the file would have it.
std::string shown(const std::string& bytes) {
  std::string text;
  for (const char c : bytes.substr(0, 40)) {
    if (c == '\r') {
      text += "\\r";
    } else if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  return "\"" + text + (bytes.size() > 40 ? "...\"" : "\"");
}

// Whether every message that `later` takes is taken by `earlier`, as far as that is plain: both are
// one literal, and both regard case alike. An empty prefix takes all, which is said elsewhere.
bool covers(const ConditionSpec& earlier, const ConditionSpec& later) {
  if (!is_literal(later) || earlier.ignore_case != later.ignore_case) return false;
  const std::string_view bytes = later.bytes;
  if (earlier.kind == Kind::Equals) {
    return later.kind == Kind::Equals && bytes == earlier.bytes;
  }
  const bool prefix = later.kind == Kind::Equals || later.kind == Kind::Prefix;
  return earlier.kind == Kind::Prefix && !earlier.bytes.empty() && prefix &&
         bytes.starts_with(earlier.bytes);
}

// Literals that the framing of a listener's streams never lets through.
class FramingCheck {
 public:
  FramingCheck(const ListenerSpec& listener, Diagnostics& diagnostics)
      : framing_(listener.framing), diagnostics_(diagnostics) {}

  // Below a `not` a condition that never holds is only useless.
  void check(const ConditionSpec& condition) {
    if (condition.kind == Kind::Not) return;
    for (const ConditionSpec& child : condition.children) check(child);
    if (!is_literal(condition)) return;
    switch (framing_.kind) {
      case FramingSpec::Kind::Line:
        return check_line(condition);
      case FramingSpec::Kind::Delimiter:
        return check_delimiters(condition);
      case FramingSpec::Kind::Fixed:
        return check_fixed(condition);
      case FramingSpec::Kind::Raw:
      case FramingSpec::Kind::End:
        break;
    }
  }

 private:
  void warn(const ConditionSpec& condition, std::string cure) {
    diagnostics_.warning(condition.where, "no message can match this", std::move(cure));
  }

  void check_line(const ConditionSpec& condition) {
    const std::string& bytes = condition.bytes;
    const auto end = bytes.find('\n');
    if (end == std::string::npos) return;
    const bool at_end = end + 1 == bytes.size() && condition.kind != Kind::Prefix;
    const auto text = bytes.substr(0, end > 0 && bytes[end - 1] == '\r' ? end - 1 : end);
    warn(condition, at_end && !text.empty()
                        ? "the line end is not part of the message: write " + shown(text)
                        : "with framing: line a message is one line, without its end");
  }

  void check_delimiters(const ConditionSpec& condition) {
    for (const std::string& each : framing_.delimiters) {
      const auto at = condition.bytes.find(each);
      if (at == std::string::npos) continue;
      const bool at_end = at + each.size() == condition.bytes.size() && at > 0;
      const std::string part = "the delimiter is not part of the message";
      return warn(condition, at_end && condition.kind != Kind::Prefix
                                 ? part + ": write " + shown(condition.bytes.substr(0, at))
                                 : part);
    }
  }

  void check_fixed(const ConditionSpec& condition) {
    const auto size = condition.bytes.size();
    const bool fits =
        condition.kind == Kind::Equals ? size == framing_.size : size <= framing_.size;
    if (fits) return;
    warn(condition, "this has " + std::to_string(size) + " bytes, each message has " +
                        std::to_string(framing_.size));
  }

  const FramingSpec& framing_;
  Diagnostics& diagnostics_;
};

// The plain conditions so far, the newest last. Looking at all of them for each rule would cost
// the square of their number, so a listener with many is not looked at.
constexpr std::size_t kManyRules = 1000;

void check_order(const ListenerSpec& listener, const Sources& sources, Diagnostics& diagnostics) {
  if (listener.rules.size() > kManyRules) return;
  std::vector<const RuleSpec*> before;
  for (const RuleSpec& rule : listener.rules) {
    if (!is_literal(rule.match)) continue;
    const auto other = std::find_if(before.begin(), before.end(), [&](const RuleSpec* each) {
      return covers(each->match, rule.match);
    });
    if (other == before.end()) {
      before.push_back(&rule);
    } else {
      diagnostics.warning(rule.where, "no message ever reaches this rule",
                          "the one at " + sources.place((*other)->where) +
                              ((*other)->match.bytes == rule.match.bytes
                                   ? " takes the same; leave one of them out"
                                   : " takes all that it would; put this one first"));
    }
  }
}

}  // namespace

void check_reach(const ListenerSpec& listener, const Sources& sources, Diagnostics& diagnostics) {
  check_order(listener, sources, diagnostics);
  if (listener.has_datagrams()) return;  // a datagram may hold what the framing cuts off
  FramingCheck check(listener, diagnostics);
  for (const RuleSpec& rule : listener.rules) check.check(rule.match);
}

}  // namespace replyd
