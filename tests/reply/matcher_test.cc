#include "reply/matcher.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec_builder.h"

namespace replyd {
namespace {

using spec::equals;
using spec::Kind;
using spec::prefix;
using spec::regex;
using testing::Eq;
using testing::Optional;

class Rules {
 public:
  explicit Rules(const std::vector<ConditionSpec>& conditions)
      : matcher_(rules_of(conditions), storage_, diagnostics_) {}
  std::optional<std::size_t> find(Bytes message) const { return matcher_.find(message); }

 private:
  static std::vector<RuleSpec> rules_of(const std::vector<ConditionSpec>& conditions) {
    std::vector<RuleSpec> rules;
    rules.reserve(conditions.size());
    for (const ConditionSpec& match : conditions) rules.push_back(spec::rule(match, {}));
    return rules;
  }

  Storage storage_;
  Diagnostics diagnostics_;
  Matcher matcher_;
};

TEST(Matcher, TakesTheFirstRuleThatMatches) {
  const Rules rules({equals("1"), prefix("ab"), regex("b"), spec::of(Kind::All, {}), equals("z")});
  EXPECT_THAT(rules.find("1"), Optional(0U));
  EXPECT_THAT(rules.find("abb"), Optional(1U));
  EXPECT_THAT(rules.find("xb"), Optional(2U));
  EXPECT_THAT(rules.find("z"), Optional(3U));
  EXPECT_THAT(rules.find(""), Optional(3U));
}

TEST(Matcher, FindsNothingWhereNothingMatches) {
  EXPECT_THAT(Rules({}).find("x"), Eq(std::nullopt));
  EXPECT_THAT(Rules({equals("a"), prefix("b")}).find("x"), Eq(std::nullopt));
}

TEST(Matcher, FindsTheRuleAmongThousands) {
  std::vector<ConditionSpec> conditions;
  conditions.reserve(10000);
  for (int i = 0; i < 10000; ++i) conditions.push_back(equals("command " + std::to_string(i)));
  const Rules rules(conditions);
  EXPECT_THAT(rules.find("command 0"), Optional(0U));
  EXPECT_THAT(rules.find("command 9999"), Optional(9999U));
  EXPECT_THAT(rules.find("command 10000"), Eq(std::nullopt));
}

}  // namespace
}  // namespace replyd
