// Whom a datagram listener answers, and how much.
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness.h"

namespace replyd::test {
namespace {

using ::testing::HasSubstr;

ListenerSpec echoing() { return listener(Transport::Udp, {otherwise(echo())}); }

// Beyond the rate every tenth is answered still.
TEST(DatagramAnswers, ArePerNetworkAndEveryTenthIsHeardStill) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  spec.limits.answer_rate_per_peer = per(5, 1h);
  Served served(std::move(spec));
  Client one = served.connect_from(Address::ip4({127, 0, 0, 1}, 0));
  Client neighbour = served.connect_from(Address::ip4({127, 0, 0, 2}, 0));
  Client stranger = served.connect_from(Address::ip4({127, 0, 1, 1}, 0));
  for (int i = 0; i < 45; ++i) one.send("x");
  ASSERT_TRUE(served.reaches(45, &ListenerCounters::messages));
  EXPECT_TRUE(served.reaches(5 + 4, &ListenerCounters::replies));
  EXPECT_EQ(served.total(&ListenerCounters::replies), 5u + 4u);
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::Rate), 36u);
  neighbour.send("x");
  stranger.send("x");
  EXPECT_EQ(stranger.receive_datagram(), "x");
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::Rate), 37u);
}

TEST(DatagramAnswers, AreBoundedInBytes) {
  ListenerSpec spec = listener(Transport::Udp, {otherwise(reply(std::string(1000, 'x')))});
  spec.limits.exempt.clear();
  spec.limits.answer_bytes_per_peer = per(3000, 1h);
  Served served(std::move(spec));
  Client client = served.datagram_client();
  for (int i = 0; i < 9; ++i) client.send("x");
  ASSERT_TRUE(served.reaches(9, &ListenerCounters::messages));
  EXPECT_TRUE(served.reaches(3, &ListenerCounters::replies));
  EXPECT_EQ(served.total(&ListenerCounters::replies), 3u);
}

TEST(DatagramAnswers, AreNotLimitedForTheExempt) {
  ListenerSpec spec = echoing();
  spec.limits.answer_rate_per_peer = per(1, 1h);
  Served served(std::move(spec));
  Client client = served.datagram_client();
  for (int i = 0; i < 5; ++i) {
    client.send("x");
    EXPECT_EQ(client.receive_datagram(), "x");
  }
}

// A socket of loopback that is connected to nobody.
Client unconnected() {
  Client client(UniqueFd(::socket(AF_INET, SOCK_DGRAM, 0)));
  const SocketAddress any = SocketAddress::of(Address::ip4({127, 0, 0, 1}, 0));
  EXPECT_EQ(::bind(client.fd(), any.get(), any.length), 0);
  return client;
}

void send_to(const Client& client, const Address& to, Bytes bytes) {
  const SocketAddress address = SocketAddress::of(to);
  EXPECT_EQ(::sendto(client.fd(), bytes.data(), bytes.size(), 0, address.get(), address.length),
            static_cast<ssize_t>(bytes.size()));
}

TEST(DatagramGuards, GiveNoAnswerToAServicesPort) {
  const Client service = unconnected();
  ListenerSpec spec = echoing();
  spec.limits.source_ports.first = static_cast<std::uint16_t>(service.local().port() + 1);
  Served served(std::move(spec));
  send_to(service, served.address(), "x");
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::limited, Reason::SourcePort));
  EXPECT_EQ(served.total(&ListenerCounters::replies), 0u);
  EXPECT_THAT(served.stop(), HasSubstr("reason=source_port"));
}

TEST(DatagramGuards, LetBeWhatNeedsNoAnswer) {
  ListenerSpec spec = listener(Transport::Udp, {otherwise(silent())});
  spec.limits.source_ports = {65535, 65535};
  Served served(std::move(spec));
  Client client = served.datagram_client();
  client.send("x");
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::messages));
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::SourcePort), 0u);
  EXPECT_THAT(served.stop(), HasSubstr("event=message"));
}

TEST(AddressesByPort, AreFoundAllAndOnlyThose) {
  const auto at = [](std::uint16_t port, std::uint8_t last) {
    return Address::ip4({127, 0, 0, last}, port);
  };
  const AddressesByPort known(std::vector{at(7, 1), at(3, 1), at(7, 2), at(5, 1)});
  EXPECT_THAT(known.at_port(7), ::testing::UnorderedElementsAre(at(7, 1), at(7, 2)));
  EXPECT_THAT(known.at_port(3), ::testing::ElementsAre(at(3, 1)));
  EXPECT_THAT(known.at_port(4), ::testing::IsEmpty());
  EXPECT_THAT(AddressesByPort().at_port(4), ::testing::IsEmpty());
}

// The answer would come back as a request, for ever.
TEST(DatagramGuards, GiveNoAnswerToOurOwnSockets) {
  for (const char* own_ip : {"127.0.0.1", "0.0.0.0"}) {
    const Client own = unconnected();
    Served::Options options;
    options.own_addresses = {parse_ip(own_ip)->with_port(own.local().port())};
    Served served(echoing(), options);
    send_to(own, served.address(), "x");
    ASSERT_TRUE(served.reaches(1, &ListenerCounters::limited, Reason::Loop)) << own_ip;
    Client other = served.datagram_client();
    other.send("y");
    EXPECT_EQ(other.receive_datagram(), "y");
  }
}

// If they are answered, and where we listen: also at a socket of both families.
class Broadcast : public ::testing::TestWithParam<std::tuple<bool, const char*>> {};
INSTANTIATE_TEST_SUITE_P(DatagramGuards, Broadcast,
                         ::testing::Combine(::testing::Bool(), ::testing::Values("0.0.0.0", "::")));

TEST_P(Broadcast, RequestsAreAnsweredOnlyIfTheFileSaysSo) {
  const auto [is_answered, host] = GetParam();
  ListenerSpec spec = echoing();
  spec.endpoints = {endpoint(Transport::Udp, host)};
  spec.socket.v6_only = false;
  spec.limits.answer_broadcast = is_answered;
  Served served(std::move(spec));
  Client client(UniqueFd(::socket(AF_INET, SOCK_DGRAM, 0)));
  const int on = 1;
  ::setsockopt(client.fd(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  const SocketAddress all =
      SocketAddress::of(Address::ip4({127, 255, 255, 255}, served.address().port()));
  ASSERT_EQ(::sendto(client.fd(), "x", 1, 0, all.get(), all.length), 1);
  ASSERT_TRUE(is_answered ? served.reaches(1, &ListenerCounters::replies)
                          : served.reaches(1, &ListenerCounters::limited, Reason::Loop));
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::Loop), is_answered ? 0u : 1u);
  EXPECT_EQ(served.total(&ListenerCounters::replies), is_answered ? 1u : 0u);
}

TEST(DatagramGuards, GiveNoAnswerFromASocketThatIsBoundToMany) {
  ListenerSpec spec = echoing();
  spec.endpoints = {endpoint(Transport::Udp, "255.255.255.255")};
  Served served(std::move(spec));
  const Client client = unconnected();
  const int on = 1;
  ::setsockopt(client.fd(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  const SocketAddress all = SocketAddress::of(served.address());
  if (::sendto(client.fd(), "x", 1, 0, all.get(), all.length) != 1) {
    GTEST_SKIP() << "no network to send a broadcast to";
  }
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::limited, Reason::Loop));
  EXPECT_EQ(served.total(&ListenerCounters::replies), 0u);
}

}  // namespace
}  // namespace replyd::test
