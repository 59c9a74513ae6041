#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/load_endpoint.h"
#include "load.h"

namespace replyd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> endpoints_of(const std::string& listen) {
  const auto loaded = load("listeners:\n  - listen: " + listen + "\n");
  auto list = said(loaded);
  for (const auto& each : loaded.config.listeners.at(0).endpoints) {
    list.push_back(format_endpoint(each));
  }
  return list;
}

TEST(Endpoint, IsFormattedAsItIsWritten) {
  for (const char* text : {"tcp://127.0.0.1:80", "udp://[::1]:53", "tcp://*:0",
                           "tcp://example.org:443", "unix:///run/a.sock", "unixgram:///run/a.sock",
                           "unix:@name", "unixgram:@name", "tcp://[fe80::1%1]:65535"}) {
    EXPECT_THAT(endpoints_of("\"" + std::string(text) + "\""), ElementsAre(text));
  }
}

TEST(Endpoint, HasRangesAndListsOfPorts) {
  EXPECT_THAT(endpoints_of("tcp://*:80,90-92"),
              ElementsAre("tcp://*:80", "tcp://*:90", "tcp://*:91", "tcp://*:92"));
  EXPECT_THAT(endpoints_of("[tcp://a:1, udp://a:1]"), ElementsAre("tcp://a:1", "udp://a:1"));
  EXPECT_THAT(endpoints_of("tcp://127.0.0.1:1-65535"), SizeIs(65535));
}

TEST(Endpoint, KnowsServicesByName) {
  EXPECT_THAT(endpoints_of("tcp://127.0.0.1:http"), ElementsAre("tcp://127.0.0.1:80"));
}

TEST(Endpoint, TakesTheEnvironment) {
  ::setenv("REPLYD_TEST_HOST", "192.0.2.1", 1);
  EXPECT_THAT(endpoints_of("tcp://${env.REPLYD_TEST_HOST}:${env.REPLYD_TEST_NONE:-8080}"),
              ElementsAre("tcp://192.0.2.1:8080"));
}

TEST(Endpoint, PointsIntoTheScalar) {
  EXPECT_THAT(endpoints_of("\"tcp://\\x61:99999\""),
              ElementsAre("2:25 error: port 99999 is out of range; a port is 0 to 65535"));
  EXPECT_THAT(endpoints_of("[tcp://a:1, 'tcp://b:x y']"),
              ElementsAre("2:34 error: 'x y' is neither a number nor a known service; services "
                          "are those of /etc/services; a port is 0 to 65535"));
}

TEST(Endpoint, KeepsThePlaceOfEachPort) {
  const auto loaded = load("listeners:\n  - listen: tcp://a:1,22\n");
  const auto& endpoints = loaded.config.listeners.at(0).endpoints;
  ASSERT_THAT(endpoints, SizeIs(2));
  EXPECT_EQ(endpoints[1].where, (Position{0, 2, 23}));
}

std::vector<std::string> errors_of(const std::string& listens) {
  std::string text = "listeners:\n";
  std::size_t number = 0;
  for (std::size_t at = 0; at < listens.size();) {
    const auto end = std::min(listens.find(' ', at), listens.size());
    text += "- {name: n" + std::to_string(number++) + ", listen: \"" +
            listens.substr(at, end - at) + "\"}\n";
    at = end + 1;
  }
  auto list = said(load(text));
  for (auto& each : list) each = each.substr(0, each.find(';'));
  return list;
}

TEST(Endpoints, OverlapWhereThatIsCertain) {
  const std::vector<std::string> certain = {
      "tcp://*:1 tcp://127.0.0.1:1",      "tcp://127.0.0.1:1 tcp://*:1",
      "tcp://0.0.0.0:1 tcp://10.0.0.1:1", "tcp://[::]:1 tcp://[::1]:1",
      "tcp://*:1 tcp://[::1]:1",          "tcp://a:1-9 tcp://a:5",
      "tcp://[::1]:1 tcp://[0:0::1]:1",   "udp://*:1 udp://*:1",
      "unix:///a unixgram:///a",          "unix:@a unix:@a",
      "tcp://0.0.0.0:1 tcp://*:1",        "tcp://[::]:1 tcp://*:1"};
  for (const auto& each : certain) EXPECT_THAT(errors_of(each), SizeIs(1)) << each;
}

TEST(Endpoints, DoNotOverlapWhereItIsNot) {
  const std::vector<std::string> fine = {
      "tcp://*:1 udp://*:1",          "tcp://127.0.0.1:1 tcp://127.0.0.2:1",
      "tcp://a:1 tcp://b:1",          "tcp://*:0 tcp://*:0",
      "tcp://[::]:1 tcp://0.0.0.0:1", "tcp://localhost:1 tcp://127.0.0.1:1",
      "unix:@a unixgram:@a",          "unix:@a unix:///a"};
  for (const auto& each : fine) EXPECT_THAT(errors_of(each), IsEmpty()) << each;
}

}  // namespace
}  // namespace replyd
