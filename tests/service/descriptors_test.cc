#include "service/descriptors.h"

#include <string>

#include <gtest/gtest.h>

namespace replyd {
namespace {

ListenerSpec listener_on(std::string host, Transport transport, std::uint64_t connections) {
  ListenerSpec listener;
  listener.name = "door";
  listener.endpoints.resize(1);
  listener.endpoints[0].host = std::move(host);
  listener.endpoints[0].transport = transport;
  listener.limits.connections = connections;
  return listener;
}

TEST(CountDescriptors, CountsEachWorkersLoopAndSocketsAndOneForAUnixSocket) {
  Config config;
  config.listeners = {listener_on("127.0.0.1", Transport::Tcp, 1),
                      listener_on("*", Transport::Udp, 1), listener_on("", Transport::Unix, 1)};
  EXPECT_EQ(count_descriptors(config, 3), 4u * 6u + 3u + 6u + 1u);
}

TEST(FitConnections, LeavesWhatFits) {
  Config config;
  config.listeners = {listener_on("::1", Transport::Tcp, 100)};
  Diagnostics diagnostics;
  fit_connections(config, 1, 1024, diagnostics);
  EXPECT_EQ(config.listeners[0].limits.connections, 100u);
  EXPECT_TRUE(diagnostics.sorted().empty());
}

TEST(FitConnections, LowersWhatDoesNotFitAndSaysSoOnce) {
  Config config;
  config.listeners = {listener_on("::1", Transport::Tcp, 10000),
                      listener_on("::1", Transport::Udp, 10000),
                      listener_on("::1", Transport::Tcp, 5000)};
  Diagnostics diagnostics;
  fit_connections(config, 3, 1024, diagnostics);
  EXPECT_EQ(config.listeners[0].limits.connections, 1024u - 3 - 32);
  EXPECT_EQ(config.listeners[1].limits.connections, 10000u);
  EXPECT_EQ(config.listeners[2].limits.connections, 1024u - 3 - 32);
  ASSERT_EQ(diagnostics.sorted().size(), 1u);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_NE(diagnostics.sorted()[0].message.find("1 more"), std::string::npos);
}

TEST(FitConnections, RefusesWhenNotEvenTheSocketsFit) {
  Config config;
  Diagnostics diagnostics;
  fit_connections(config, 64, 64, diagnostics);
  ASSERT_TRUE(diagnostics.has_errors());
  const std::string message = diagnostics.sorted()[0].message;
  EXPECT_NE(message.find("96"), std::string::npos) << message;
  EXPECT_NE(message.find("64"), std::string::npos) << message;
}

}  // namespace
}  // namespace replyd
