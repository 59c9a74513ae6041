#include "command/summary.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace replyd {
namespace {

using Kind = ConditionSpec::Kind;
using namespace std::chrono_literals;

ConditionSpec condition(Kind kind, std::string bytes) {
  ConditionSpec spec;
  spec.kind = kind;
  spec.bytes = std::move(bytes);
  return spec;
}

TEST(Summary, OfNoConditionIsAnything) { EXPECT_EQ(summarize(ConditionSpec{}), "anything"); }

TEST(Summary, SaysHowAndToWhatAMessageIsCompared) {
  EXPECT_EQ(summarize(condition(Kind::Equals, "1")), R"("1")");
  EXPECT_EQ(summarize(condition(Kind::Prefix, "GET ")), R"(starts with "GET ")");
  auto any_case = condition(Kind::Contains, "x\r\n");
  any_case.ignore_case = true;
  EXPECT_EQ(summarize(any_case), R"(contains "x\x0d\x0a" in any case)");
}

TEST(Summary, JoinsConditionsByTheirWord) {
  ConditionSpec either;
  either.kind = Kind::Any;
  either.children = {condition(Kind::Equals, "a"), condition(Kind::Equals, "b")};
  EXPECT_EQ(summarize(either), R"("a" or "b")");
  ConditionSpec both;
  both.children = {condition(Kind::Suffix, "c"), either};
  EXPECT_EQ(summarize(both), R"(ends with "c" and ("a" or "b"))");
}

TEST(Summary, OfAnActionTellsReplyDelayAndClose) {
  ActionSpec action;
  action.reply = MessageSpec{TemplateSpec{{std::string("bye\n")}}, MessageForm::Text, {}};
  action.delay = DelaySpec{200ms, 200ms};
  action.close = Close::Yes;
  EXPECT_EQ(summarize(action), R"("bye\x0a" after 200ms, then close)");
  EXPECT_EQ(summarize(ActionSpec{}), "nothing");
}

TEST(Summary, ShortensLongBytesAndSaysHowManyThereAre) {
  const std::string shown = summarize(condition(Kind::Equals, std::string(1000, 'x')));
  EXPECT_LT(shown.size(), 100u);
  EXPECT_NE(shown.find("(1000 bytes)"), std::string::npos) << shown;
}

TEST(Summary, TellsWhoReachesAnEndpoint) {
  EndpointSpec endpoint;
  endpoint.host = "127.0.0.1";
  EXPECT_EQ(summarize_reach(endpoint), "this machine only");
  endpoint.host = "*";
  EXPECT_EQ(summarize_reach(endpoint), "everybody who reaches this machine");
  endpoint.host = "192.0.2.1";
  EXPECT_EQ(summarize_reach(endpoint), "everybody who reaches 192.0.2.1");
}

}  // namespace
}  // namespace replyd
