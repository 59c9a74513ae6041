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

}  // namespace
}  // namespace replyd
