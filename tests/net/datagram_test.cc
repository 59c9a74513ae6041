#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness.h"

namespace replyd::test {
namespace {

using ::testing::HasSubstr;

SteadyTime now() { return Loop::now(); }

std::size_t count_of(const std::string& log, const std::string& word) {
  std::size_t count = 0;
  for (auto at = log.find(word); at != std::string::npos; at = log.find(word, at + 1)) ++count;
  return count;
}

ListenerSpec echoing() { return listener(Transport::Udp, {otherwise(echo())}); }

TEST(Datagram, IsAnswered) {
  Served served(listener(Transport::Udp, {rule("1", reply("one")), otherwise(echo())}));
  Client client = served.datagram_client();
  client.send("1");
  EXPECT_EQ(client.receive_datagram(), "one");
  client.send("two");
  EXPECT_EQ(client.receive_datagram(), "two");
}

TEST(Datagram, ThatIsEmptyIsAMessage) {
  Served served(listener(Transport::Udp, {rule("", reply("nothing")), otherwise(reply(""))}));
  Client client = served.datagram_client();
  client.send("");
  EXPECT_EQ(client.receive_datagram(), "nothing");
  client.send("x");
  EXPECT_EQ(client.receive_datagram(), "");
  EXPECT_EQ(client.last_error(), 0);
}

TEST(Datagram, ArrivesWholeUpTo64KiB) {
  Served served(echoing());
  Client client = served.datagram_client();
  std::string longest(65'507, 'x');
  longest.back() = 'y';
  client.send(longest);
  EXPECT_EQ(client.receive_datagram(), longest);
}

TEST(Datagram, IsAnsweredInBatchesToEachSender) {
  Served served(echoing());
  std::vector<Client> clients;
  clients.reserve(100);
  for (int i = 0; i < 100; ++i) clients.push_back(served.datagram_client());
  for (int i = 0; i < 100; ++i) clients[static_cast<std::size_t>(i)].send(std::to_string(i));
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(clients[static_cast<std::size_t>(i)].receive_datagram(), std::to_string(i));
  }
}

TEST(DatagramReply, LeavesFromTheAddressThatWasAsked) {
  ListenerSpec spec = echoing();
  spec.endpoints = {endpoint(Transport::Udp, "0.0.0.0")};
  Served served(std::move(spec));
  for (const std::uint8_t last : std::initializer_list<std::uint8_t>{1, 2, 77}) {
    const Address asked = Address::ip4({127, 0, 0, last}, served.address().port());
    // A connected socket takes no datagram from anywhere else.
    Client client = connect_to(SocketAddress::of(asked), SOCK_DGRAM);
    client.send("x");
    EXPECT_EQ(client.receive_datagram(), "x");
  }
}

TEST(DatagramReply, LeavesFromTheIp6AddressThatWasAsked) {
  ListenerSpec spec = echoing();
  spec.endpoints = {endpoint(Transport::Udp, "::")};
  Served served(std::move(spec));
  std::array<std::uint8_t, 16> loopback{};
  loopback.back() = 1;
  Client client =
      connect_to(SocketAddress::of(Address::ip6(loopback, served.address().port())), SOCK_DGRAM);
  client.send("x");
  EXPECT_EQ(client.receive_datagram(), "x");
}

TEST(DatagramReply, LeavesFromTheIp4AddressThatASocketOfBothFamiliesWasAskedAt) {
  ListenerSpec spec = echoing();
  spec.endpoints = {endpoint(Transport::Udp, "*")};
  spec.socket.v6_only = false;
  Served served(std::move(spec));
  const Address asked = Address::ip4({127, 0, 0, 9}, served.address().port());
  Client client = connect_to(SocketAddress::of(asked), SOCK_DGRAM);
  client.send("x");
  EXPECT_EQ(client.receive_datagram(), "x");
}

TEST(DatagramReply, KnowsTheAddressThatWasAsked) {
  ActionSpec tell;
  tell.reply.emplace();
  Placeholder local;
  local.source = Source::LocalIp;
  tell.reply->content.pieces = {local};
  ListenerSpec spec = listener(Transport::Udp, {otherwise(tell)});
  spec.endpoints = {endpoint(Transport::Udp, "0.0.0.0")};
  Served served(std::move(spec));
  const Address asked = Address::ip4({127, 0, 0, 5}, served.address().port());
  Client client = connect_to(SocketAddress::of(asked), SOCK_DGRAM);
  client.send("x");
  EXPECT_EQ(client.receive_datagram(), "127.0.0.5");
}

TEST(DatagramReply, WaitsForNoOther) {
  Served served(
      listener(Transport::Udp, {rule("slow", delayed(reply("S"), 30ms)), otherwise(echo())}));
  Client client = served.datagram_client();
  const SteadyTime begin = now();
  client.send("slow");
  client.send("quick");
  EXPECT_EQ(client.receive_datagram(), "quick");
  EXPECT_EQ(client.receive_datagram(), "S");
  EXPECT_GE(now() - begin, 30ms);
}

TEST(DatagramReply, OfTheShorterDelayComesFirst) {
  Served served(listener(Transport::Udp, {rule("late", delayed(reply("L"), 60ms)),
                                          otherwise(delayed(reply("E"), 20ms))}));
  Client client = served.datagram_client();
  client.send("late");
  client.send("early");
  EXPECT_EQ(client.receive_datagram(), "E");
  EXPECT_EQ(client.receive_datagram(), "L");
}

TEST(DatagramReply, ThatIsDelayedIsBounded) {
  ListenerSpec spec = listener(Transport::Udp, {otherwise(delayed(echo(), 1h))});
  spec.limits.pending_datagrams = 10'000;
  Served served(std::move(spec));
  Client client = served.datagram_client();
  for (int i = 0; i < 100; ++i) client.send(std::string(500, 'x'));
  ASSERT_TRUE(served.reaches(80, &ListenerCounters::limited, Reason::Limit));
  EXPECT_LE(served.open_count(), 20u);
  EXPECT_GT(served.open_count(), 5u);
  ASSERT_TRUE(served.reaches(100, &ListenerCounters::messages));
  const auto held = served.total(&ListenerCounters::limited, Reason::Limit);
  EXPECT_EQ(served.total(&ListenerCounters::replies), 0u);
  const std::string log = served.stop();
  EXPECT_EQ(count_of(log, "event=limited"), held);
  EXPECT_EQ(count_of(log, "event=message"), 100 - held);
}

TEST(DatagramReply, ThatIsDelayedStillLeavesWhileDraining) {
  Served served(listener(Transport::Udp, {otherwise(delayed(echo(), 50ms))}));
  Client client = served.datagram_client();
  client.send("x");
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::messages));
  served.drain();
  EXPECT_EQ(served.open_count(), 1u);
  EXPECT_EQ(client.receive_datagram(), "x");
  EXPECT_EQ(served.open_count(), 0u);
}

TEST(DatagramReply, ThatCannotBeSentIsCountedAndHoldsUpNoOther) {
  ListenerSpec spec =
      listener(Transport::Udp, {rule("much", reply(std::string(65'508, 'x'))), otherwise(echo())});
  Served served(std::move(spec));
  Client client = served.datagram_client();
  client.send("much");
  client.send("x");
  EXPECT_EQ(client.receive_datagram(), "x");
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::errors));
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::replies));
  EXPECT_EQ(served.total(&ListenerCounters::replies), 1u);
  EXPECT_THAT(served.stop(), HasSubstr("1 replies could not be sent"));
}

TEST(DatagramSize, PastTheLimitIsDroppedAndCounted) {
  ListenerSpec spec = echoing();
  spec.limits.message_size = 4;
  Served served(std::move(spec));
  Client client = served.datagram_client();
  client.send("12345");
  client.send("1234");
  EXPECT_EQ(client.receive_datagram(), "1234");
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::MessageSize), 1u);
}

TEST(DatagramSize, PastTheLimitMayBeCut) {
  ListenerSpec spec = echoing();
  spec.limits.message_size = 4;
  spec.limits.oversize = Oversize::Truncate;
  Served served(std::move(spec));
  Client client = served.datagram_client();
  client.send("12345");
  EXPECT_EQ(client.receive_datagram(), "1234");
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::MessageSize), 1u);
  EXPECT_THAT(served.stop(), HasSubstr("payload=1234 truncated=true"));
}

TEST(DatagramRate, DropsWhatIsPastIt) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  spec.limits.message_rate = per(2, 1h);
  Served served(std::move(spec));
  Client client = served.datagram_client();
  for (int i = 0; i < 5; ++i) client.send("x");
  ASSERT_TRUE(served.reaches(3, &ListenerCounters::limited, Reason::Rate));
  EXPECT_EQ(served.total(&ListenerCounters::messages), 2u);
}

TEST(DatagramRate, OfOnePeerLeavesAnotherAlone) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  spec.limits.message_rate_per_peer = per(1, 1h);
  Served served(std::move(spec));
  Client one = served.connect_from(Address::ip4({127, 0, 0, 1}, 0));
  Client other = served.connect_from(Address::ip4({127, 0, 0, 2}, 0));
  for (int i = 0; i < 3; ++i) one.send("x");
  other.send("y");
  EXPECT_EQ(other.receive_datagram(), "y");
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::Rate), 2u);
}

TEST(DatagramLog, TellsOfTheMessage) {
  Served served(listener(Transport::Udp, {rule("1", reply("one"))}));
  Client client = served.datagram_client();
  const std::string peer = format_address(client.local());
  client.send("1");
  EXPECT_EQ(client.receive_datagram(), "one");
  const std::string log = served.stop();
  EXPECT_THAT(log, HasSubstr("event=message"));
  EXPECT_THAT(log, HasSubstr("transport=udp"));
  EXPECT_THAT(log, HasSubstr("peer=" + peer));
  EXPECT_THAT(log, HasSubstr("bytes_out=3"));
}

TEST(DatagramWorkers, ShareTheLoad) {
  Served::Options options;
  options.workers = 2;
  Served served(echoing(), options);
  for (int i = 0; i < 64; ++i) {
    Client client = served.datagram_client();
    client.send("x");
    EXPECT_EQ(client.receive_datagram(), "x");
  }
  const bool is_shared = served.fewest_of_a_worker(&ListenerCounters::messages) > 0;
  EXPECT_EQ(is_shared, can_share());
  EXPECT_EQ(served.open().sockets.size(), can_share() ? 2u : 1u);
}

}  // namespace
}  // namespace replyd::test
