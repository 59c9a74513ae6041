#include "language/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load.h"

namespace replyd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Check, WarnsOnceOfRulesThatNothingReaches) {
  EXPECT_THAT(said(load_listener("rules:\n- reply: a\n- {match: x, reply: b}\n- reply: c")),
              ElementsAre(HasSubstr("5:7 warning: no message ever reaches this rule")));
  EXPECT_THAT(said(load_listener("rules:\n- {match: {length: {min: 0}}, reply: a}\n- reply: c")),
              SizeIs(1));
  EXPECT_THAT(said(load_listener("rules:\n- {match: x, reply: b}\n- reply: c")), IsEmpty());
}

std::vector<std::string> of_udp(const std::string& endpoint, const std::string& rule) {
  return said(load("listeners:\n- listen: \"" + endpoint + "\"\n  rules:\n  - " + rule + "\n"));
}

TEST(Check, WarnsOfRepliesThatAmplify) {
  const std::string ten(10, 'x');
  EXPECT_THAT(of_udp("udp://0.0.0.0:1", "reply: " + ten), SizeIs(1));
  EXPECT_THAT(of_udp("udp://*:1", "{match: a, reply: " + ten + "}"), SizeIs(1));
  EXPECT_THAT(of_udp("udp://example.org:1", "{match: {regex: a}, reply: " + ten + "}"), SizeIs(1));
  EXPECT_THAT(of_udp("udp://*:1", "{match: [{prefix: ab}, b], reply: " + ten + "}"), SizeIs(1));
}

TEST(Check, LeavesOtherRepliesAlone) {
  const std::string ten(10, 'x');
  EXPECT_THAT(of_udp("udp://127.0.0.1:1", "reply: " + ten), IsEmpty());
  EXPECT_THAT(of_udp("udp://[::1]:1", "reply: " + ten), IsEmpty());
  EXPECT_THAT(of_udp("udp://localhost:1", "reply: " + ten), IsEmpty());
  EXPECT_THAT(of_udp("tcp://*:1", "reply: " + ten), IsEmpty());
  EXPECT_THAT(of_udp("unixgram:@a", "reply: " + ten), IsEmpty());
  EXPECT_THAT(of_udp("udp://*:1", "reply: '${input}${input}'"), IsEmpty());
  EXPECT_THAT(of_udp("udp://*:1", "{match: ab, reply: " + ten + "}"), IsEmpty());
  EXPECT_THAT(of_udp("udp://*:1", "{match: {length: {min: 2}}, reply: " + ten + "}"), IsEmpty());
}

TEST(Check, WarnsOfMixedLineEnds) {
  EXPECT_THAT(said(load_listener("reply: \"a\\r\\nb\\n\"")), SizeIs(1));
  EXPECT_THAT(said(load_listener("reply: \"a\\r\\nb\\r\\n\"")), IsEmpty());
  EXPECT_THAT(said(load_listener("reply: \"a\\nb\\n\"")), IsEmpty());
  EXPECT_THAT(said(load_listener("reply: {hex: 0d0a0a}")), IsEmpty());
  EXPECT_THAT(said(load_listener("reply_end: \"\\r\\n\"\nreply: \"a\\nb\"")), SizeIs(1));
}

TEST(Check, WarnsOfACloseThatDoesNotFollowTheGreeting) {
  EXPECT_THAT(said(load_listener("greeting: hi\nclose: true")),
              ElementsAre(HasSubstr("4:5 warning: this closes at the first message")));
  EXPECT_THAT(said(load_listener("greeting: {reply: hi, close: true}")), IsEmpty());
}

TEST(Check, RefusesWhatNoDatagramHolds) {
  const std::string reply = "\n  reply: " + std::string(65508, 'x') + "\n";
  EXPECT_THAT(said(load("listeners:\n- listen: udp://127.0.0.1:1" + reply)),
              ElementsAre(HasSubstr("error: a reply of 65508 bytes cannot be sent")));
  EXPECT_THAT(said(load("listeners:\n- listen: [udp://127.0.0.1:1, tcp://127.0.0.1:1]" + reply)),
              ElementsAre(HasSubstr("warning: a reply of 65508 bytes is never sent over udp")));
  EXPECT_THAT(said(load("listeners:\n- listen: tcp://127.0.0.1:1" + reply)), IsEmpty());
}

}  // namespace
}  // namespace replyd
