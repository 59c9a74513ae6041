// What a stream listener bounds.
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <list>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness.h"

namespace replyd::test {
namespace {

using ::testing::HasSubstr;

SteadyTime now() { return Loop::now(); }

ListenerSpec echoing() { return listener(Transport::Tcp, {otherwise(echo())}); }

Served::Options two_workers() {
  Served::Options options;
  options.workers = 2;
  return options;
}

// How many of so many clients are answered; those that are, stay.
int served_of(const Served& served, int clients) {
  std::list<Client> connected;
  for (int i = 0; i < clients; ++i) connected.push_back(served.connect());
  int answered = 0;
  for (Client& client : connected) {
    client.send("x\n");
    answered += client.receive(1) == "x" ? 1 : 0;
  }
  return answered;
}

TEST(Connections, ThatAreTooManyAreClosedAtOnceAndCounted) {
  ListenerSpec spec = echoing();
  spec.limits.connections = 3;
  Served served(std::move(spec), two_workers());
  EXPECT_EQ(served_of(served, 10), 3);
  EXPECT_EQ(served.total(&ListenerCounters::refused, Reason::Limit), 7u);
  EXPECT_THAT(served.stop(), HasSubstr("event=refused"));
}

TEST(Connections, MayComeAgainWhenOthersHaveGone) {
  ListenerSpec spec = echoing();
  spec.limits.connections = 1;
  Served served(std::move(spec));
  EXPECT_EQ(served_of(served, 1), 1);
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::PeerClosed));
  EXPECT_EQ(served_of(served, 1), 1);
}

TEST(Connections, OfOnePeerAreBoundedOverAllWorkersThoughItIsExemptFromRates) {
  ListenerSpec spec = echoing();
  spec.limits.connections_per_peer = 5;
  Served served(std::move(spec), two_workers());
  EXPECT_EQ(served_of(served, 100), 5);
  EXPECT_EQ(served.total(&ListenerCounters::refused, Reason::Limit), 95u);
}

TEST(Connections, OfOnePeerLeaveRoomForAnother) {
  ListenerSpec spec = echoing();
  spec.limits.connections_per_peer = 1;
  Served served(std::move(spec));
  Client one = served.connect_from(Address::ip4({127, 0, 0, 1}, 0));
  Client refused = served.connect_from(Address::ip4({127, 0, 0, 1}, 0));
  Client other = served.connect_from(Address::ip4({127, 0, 0, 2}, 0));
  refused.receive(1);
  for (Client* client : {&one, &other}) {
    client->send("x\n");
    EXPECT_EQ(client->receive(1), "x");
  }
  EXPECT_EQ(served.total(&ListenerCounters::refused, Reason::Limit), 1u);
  one.close();
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::PeerClosed));
  Client again = served.connect_from(Address::ip4({127, 0, 0, 1}, 0));
  again.send("x\n");
  EXPECT_EQ(again.receive(1), "x");
}

TEST(ConnectionRate, RefusesWhatIsPastIt) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  spec.limits.connection_rate = per(3, 1h);
  Served served(std::move(spec), two_workers());
  EXPECT_EQ(served_of(served, 10), 3);
  EXPECT_EQ(served.total(&ListenerCounters::refused, Reason::Rate), 7u);
}

TEST(ConnectionRate, OfOnePeerLeavesAnotherAlone) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  spec.limits.connection_rate_per_peer = per(2, 1h);
  Served served(std::move(spec));
  EXPECT_EQ(served_of(served, 5), 2);
  Client other = served.connect_from(Address::ip4({127, 0, 0, 2}, 0));
  other.send("x\n");
  EXPECT_EQ(other.receive(1), "x");
}

TEST(ConnectionRate, SparesTheExempt) {
  ListenerSpec spec = echoing();
  spec.limits.connection_rate = per(1, 1h);
  spec.limits.connection_rate_per_peer = per(1, 1h);
  Served served(std::move(spec));
  EXPECT_EQ(served_of(served, 5), 5);
}

// A peer pays only for what it gets.
TEST(ConnectionRate, OfTheListenerCostsARefusedPeerNothing) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  spec.limits.connection_rate = Rate{1, 20ms, 1};
  spec.limits.connection_rate_per_peer = per(3, 1h);
  Served served(std::move(spec));
  EXPECT_TRUE(soon([&] {
    served.connect();
    return served.total(&ListenerCounters::connections) == 3;
  }));
}

TEST(MessageRates, OfTheListenerCostAWaitingPeerNothing) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  spec.limits.message_rate = Rate{1, 20ms, 1};
  spec.limits.message_rate_per_peer = per(3, 1h);
  Served served(std::move(spec));
  Client client = served.connect();
  client.send("0\n1\n2\n");
  EXPECT_EQ(client.receive(3), "012");
}

class MessageRate : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Limits, MessageRate, ::testing::Bool(), [](const auto& tested) {
  return std::string(tested.param ? "OfAPeer" : "OfTheListener");
});

TEST_P(MessageRate, MakesAStreamWaitAndLosesNothing) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  (GetParam() ? spec.limits.message_rate_per_peer : spec.limits.message_rate) = Rate{1, 10ms, 2};
  Served served(std::move(spec));
  Client client = served.connect();
  const SteadyTime begin = now();
  client.send("0\n1\n2\n3\n4\n5\n");
  client.shut_writing();
  EXPECT_EQ(client.receive_all(), "012345");
  EXPECT_GE(now() - begin, 40ms);
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::Rate), 1u);
}

TEST(MessageRates, HoldForAllConnectionsTogether) {
  ListenerSpec spec = echoing();
  spec.limits.exempt.clear();
  spec.limits.message_rate = Rate{1, 5ms, 1};
  Served served(std::move(spec), two_workers());
  const SteadyTime begin = now();
  EXPECT_EQ(served_of(served, 10), 10);
  EXPECT_GE(now() - begin, 45ms);
}

TEST(MessageSize, ClosesWhateverGrowsPastIt) {
  ListenerSpec spec = echoing();
  spec.limits.message_size = 10;
  Served served(std::move(spec));
  Client client = served.connect();
  client.send("short\n");
  EXPECT_EQ(client.receive(5), "short");
  client.send(std::string(11, 'x'));
  EXPECT_TRUE(client.is_ended());
  client.close();
  EXPECT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::MessageSize));
}

TEST(MessageSize, MayCutTheMessage) {
  ListenerSpec spec = echoing();
  spec.limits.message_size = 4;
  spec.limits.oversize = Oversize::Truncate;
  Served served(std::move(spec));
  Client client = served.connect();
  client.send("0123456789");
  client.send("0123456789\nab\n");
  EXPECT_EQ(client.receive(6), "0123ab");
  EXPECT_EQ(served.total(&ListenerCounters::limited, Reason::MessageSize), 1u);
  EXPECT_THAT(served.stop(), HasSubstr("payload=0123 truncated=true"));
}

// The peer asks for far more than it reads.
TEST(PendingOutput, BoundsWhatAPeerThatDoesNotReadCosts) {
  const std::string page(100'000, 'x');
  ActionSpec rendered = reply(page);
  rendered.reply->content.pieces.emplace_back(Placeholder{});
  for (const ActionSpec& action : {reply(page), rendered}) {
    ListenerSpec spec = listener(Transport::Tcp, {otherwise(action)});
    spec.socket.send_buffer = 16 * 1024;
    Served served(std::move(spec));
    Client client = served.connect();
    std::string asked;
    for (int i = 0; i < 4000; ++i) asked += "a\n";
    const std::size_t before = resident_memory();
    client.send(asked);
    EXPECT_EQ(client.receive(1000).size(), 1000u);
    const std::size_t messages = served.total(&ListenerCounters::messages);
    EXPECT_LT(messages, 200u);
    EXPECT_LT(resident_memory(), before + 4 * 1024 * 1024);
  }
}

TEST(PendingOutput, GoesOnWhereItStoppedWhenThePeerReads) {
  const std::string page(100'000, 'x');
  ListenerSpec spec = listener(Transport::Tcp, {otherwise(reply(page))});
  spec.socket.send_buffer = 64 * 1024;
  Served served(std::move(spec));
  Client client = served.connect();
  std::string asked;
  for (int i = 0; i < 60; ++i) asked += "a\n";
  client.send(asked);
  client.shut_writing();
  EXPECT_EQ(client.receive_all().size(), 60 * page.size());
}

TEST(PendingOutput, EndsAPeerThatNeverReadsAsIdle) {
  ListenerSpec spec = listener(Transport::Tcp, {otherwise(reply(std::string(100'000, 'x')))});
  spec.socket.send_buffer = 16 * 1024;
  spec.idle_timeout = 50ms;
  Served served(std::move(spec));
  Client client = served.connect();
  std::string asked;
  for (int i = 0; i < 200; ++i) asked += "a\n";
  client.send(asked);
  EXPECT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::IdleTimeout));
}

TEST(PendingOutput, BoundsDelayedRepliesAndThenStopsAnswering) {
  ListenerSpec spec = listener(Transport::Tcp, {otherwise(delayed(echo(), 1h))});
  spec.limits.pending_output = 10'000;
  Served served(std::move(spec));
  Client client = served.connect();
  std::string asked;
  for (int i = 0; i < 10'000; ++i) asked += "0123456789\n";
  std::thread asker([&] { client.send(asked); });
  ASSERT_TRUE(served.reaches(20, &ListenerCounters::messages));
  asker.join();
  EXPECT_LT(served.total(&ListenerCounters::messages), 200u);
}

// Descriptors run out, and come back.
TEST(Descriptors, ThatRunOutMakeAcceptingRest) {
  Served served(echoing());
  Client before = served.connect();
  before.send("x\n");
  ASSERT_EQ(before.receive(1), "x");
  rlimit usual{};
  ::getrlimit(RLIMIT_NOFILE, &usual);
  std::list<Client> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back(UniqueFd(::socket(AF_INET, SOCK_STREAM, 0)));
  }
  const rlimit none{static_cast<rlim_t>(waiting.back().fd()) + 1, usual.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  const SocketAddress address = SocketAddress::of(served.address());
  for (Client& client : waiting) {
    EXPECT_EQ(::connect(client.fd(), address.get(), address.length), 0);
  }
  EXPECT_TRUE(served.reaches(1, &ListenerCounters::limited, Reason::Limit));
  before.send("y\n");
  EXPECT_EQ(before.receive(1), "y");
  ::setrlimit(RLIMIT_NOFILE, &usual);
  for (Client& client : waiting) {
    client.send("z\n");
    EXPECT_EQ(client.receive(1), "z");
  }
  EXPECT_LE(served.total(&ListenerCounters::limited, Reason::Limit), 3u);
  EXPECT_THAT(served.stop(), HasSubstr("accepting rests for a second"));
}

}  // namespace
}  // namespace replyd::test
