#include "command/tries.h"

#include <string>

#include <gtest/gtest.h>

namespace replyd {
namespace {

Listening listening_on(const ListenerSpec& listener, Transport transport, std::string host) {
  EndpointSpec endpoint;
  endpoint.transport = transport;
  endpoint.host = std::move(host);
  endpoint.port = 4000;
  return {&listener, {endpoint}};
}

ListenerSpec answering(std::string equals) {
  ListenerSpec listener;
  listener.name = "door";
  RuleSpec rule;
  rule.match.kind = ConditionSpec::Kind::Equals;
  rule.match.bytes = std::move(equals);
  rule.action.reply.emplace();
  listener.rules.push_back(rule);
  return listener;
}

TEST(Try, SendsWhatTheFirstRuleWantsFramedAsTheListenerCutsIt) {
  ListenerSpec listener = answering("PING");
  listener.framing.kind = FramingSpec::Kind::Line;
  EXPECT_EQ(format_try(listening_on(listener, Transport::Tcp, "127.0.0.1"), "./replyd"),
            "door listens on tcp://127.0.0.1:4000\n"
            "  try: ./replyd send -e 'tcp://127.0.0.1:4000' 'PING\\n'\n");
}

TEST(Try, ReachesAWildcardByLoopbackAndFramesNoDatagram) {
  ListenerSpec listener = answering("it's");
  listener.framing.kind = FramingSpec::Kind::Line;
  EXPECT_EQ(format_try(listening_on(listener, Transport::Udp, "0.0.0.0"), "replyd"),
            "door listens on udp://0.0.0.0:4000\n"
            "  try: replyd send -e 'udp://127.0.0.1:4000' 'it\\x27s'\n");
}

TEST(Try, PassesOverRulesThatItCannotSatisfyAndWaitsAsLongAsTheAnswerTakes) {
  ListenerSpec listener = answering("a+");
  listener.rules[0].match.kind = ConditionSpec::Kind::Regex;
  listener.rules.push_back(answering("b").rules[0]);
  listener.rules[1].action.delay = DelaySpec{std::chrono::seconds{4}, std::chrono::seconds{4}};
  EXPECT_EQ(format_try(listening_on(listener, Transport::Tcp, "127.0.0.1"), "replyd"),
            "door listens on tcp://127.0.0.1:4000\n"
            "  try: replyd send --timeout 5s 'tcp://127.0.0.1:4000' 'b'\n");
}

TEST(Try, PromisesNoAnswerWhereNoneComes) {
  ListenerSpec listener;
  listener.name = "sink";
  EXPECT_EQ(format_try(listening_on(listener, Transport::Udp, "127.0.0.1"), "replyd"),
            "sink listens on udp://127.0.0.1:4000\n"
            "  it takes what comes, and the log shows it\n");
}

}  // namespace
}  // namespace replyd
