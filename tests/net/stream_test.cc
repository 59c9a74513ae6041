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

TEST(Stream, AnswersEachMessageInOrder) {
  Served served(listener(Transport::Tcp, {rule("1", reply("one\n")), otherwise(echo())}));
  Client client = served.connect();
  client.send("1\nab\n1\n");
  EXPECT_EQ(client.receive(10), "one\nabone\n");
}

TEST(Stream, PutsTogetherWhatComesInPieces) {
  Served served(listener(Transport::Tcp, {rule("hello", reply("welcome"))}));
  Client client = served.connect();
  for (const char byte : std::string("hello\n")) client.send(Bytes(&byte, 1));
  EXPECT_EQ(client.receive(7), "welcome");
}

TEST(Stream, ServesUnixSocketsAlike) {
  const Folder folder;
  ListenerSpec spec = listener(Transport::Unix, {rule("1", reply("one"))});
  spec.endpoints = {endpoint(Transport::Unix, folder.path("s"))};
  Served served(std::move(spec));
  Client client = served.connect();
  client.send("1\n");
  EXPECT_EQ(client.receive(3), "one");
}

TEST(Stream, GreetsAndCloses) {
  ListenerSpec spec = listener(Transport::Tcp, {});
  spec.greeting = closing(reply("byebye"));
  Served served(std::move(spec));
  Client client = served.connect();
  EXPECT_EQ(client.receive_all(), "byebye");
  EXPECT_EQ(client.last_error(), 0);
}

TEST(Stream, StaysSilentWhereNoRuleMatchesAndGoesOn) {
  Served served(listener(Transport::Tcp, {rule("1", reply("one"))}));
  Client client = served.connect();
  client.send("2\n1\n");
  EXPECT_EQ(client.receive(3), "one");
  EXPECT_EQ(served.total(&ListenerCounters::messages), 2u);
  EXPECT_EQ(served.total(&ListenerCounters::unmatched), 1u);
}

TEST(Stream, SendsALongReplyWhole) {
  const std::string page(5'000'000, 'x');
  Served served(listener(Transport::Tcp, {otherwise(closing(reply(page)))}));
  Client client = served.connect();
  client.send("get\n");
  EXPECT_EQ(client.receive_all(), page);
}

TEST(Stream, AnswersWhateverIsAskedAtOnce) {
  Served served(listener(Transport::Tcp, {otherwise(echo())}));
  Client client = served.connect();
  std::string asked;
  std::string expected;
  for (int i = 0; i < 20'000; ++i) {
    asked += std::to_string(i) + "\n";
    expected += std::to_string(i);
  }
  std::thread asker([&] { client.send(asked); });
  EXPECT_EQ(client.receive(expected.size()), expected);
  asker.join();
}

TEST(StreamClose, EndsAfterTheReplyAndAnswersNoMore) {
  Served served(listener(Transport::Tcp, {rule("bye", closing(reply("ciao"))), otherwise(echo())}));
  Client client = served.connect();
  client.send("a\nbye\nb\n");
  EXPECT_EQ(client.receive_all(), "aciao");
  EXPECT_EQ(client.last_error(), 0);
  client.close();
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::ReplyClose));
  EXPECT_EQ(served.total(&ListenerCounters::messages), 2u);
}

// What is unread when a socket closes resets the connection, and may eat the reply.
TEST(StreamClose, TakesInWhatStillComesSoThatTheReplyArrives) {
  Served served(listener(Transport::Tcp, {rule("bye", closing(reply("ciao")))}));
  for (int i = 0; i < 50; ++i) {
    Client client = served.connect();
    client.send("bye\n" + std::string(10'000, 'x'));
    client.send(std::string(10'000, 'y'));
    EXPECT_EQ(client.receive_all(), "ciao");
    EXPECT_EQ(client.last_error(), 0);
  }
}

TEST(StreamClose, OfAPeerThatSendsForEverComesAtABound) {
  Served served(listener(Transport::Tcp, {rule("bye", closing(reply("ciao")))}));
  Client client = served.connect();
  client.send("bye\n");
  const std::string more(100'000, 'x');
  EXPECT_TRUE(soon([&] {
    client.send(more);
    return client.send_error() == ECONNRESET || client.send_error() == EPIPE;
  }));
}

TEST(StreamClose, ResetIsARealOne) {
  Served served(listener(Transport::Tcp, {otherwise(closing(silent(), Close::Reset))}));
  Client client = served.connect();
  client.send("x\n");
  client.receive(1);
  EXPECT_EQ(client.last_error(), ECONNRESET);
}

TEST(StreamClose, OfOurSideOnlyGoesOnReading) {
  Served served(listener(Transport::Tcp,
                         {rule("half", closing(reply("last"), Close::Write)), otherwise(echo())}));
  Client client = served.connect();
  client.send("half\n");
  EXPECT_EQ(client.receive_all(), "last");
  client.send("more\n");
  ASSERT_TRUE(served.reaches(2, &ListenerCounters::messages));
  EXPECT_EQ(served.open_count(), 1u);
  EXPECT_EQ(served.total(&ListenerCounters::replies), 1u);
  client.shut_writing();
  EXPECT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::PeerClosed));
}

TEST(StreamEnd, LetsWhatIsLeftBeTheLastMessage) {
  Served served(listener(Transport::Tcp, {otherwise(echo())}));
  Client client = served.connect();
  client.send("one\ntwo");
  client.shut_writing();
  EXPECT_EQ(client.receive_all(), "onetwo");
  EXPECT_EQ(client.last_error(), 0);
}

TEST(StreamEnd, TellsOfAnUnfinishedMessage) {
  ListenerSpec spec = listener(Transport::Tcp, {otherwise(echo())});
  spec.framing.kind = FramingSpec::Kind::Fixed;
  spec.framing.size = 4;
  Served served(std::move(spec));
  Client client = served.connect();
  client.send("onetwo");
  client.shut_writing();
  EXPECT_EQ(client.receive_all(), "onet");
  EXPECT_THAT(served.stop(), HasSubstr("the last 2 bytes were not a whole message"));
}

TEST(StreamEnd, StillGivesADelayedReply) {
  Served served(listener(Transport::Tcp, {otherwise(delayed(reply("late"), 30ms))}));
  Client client = served.connect();
  client.send("x\n");
  client.shut_writing();
  EXPECT_EQ(client.receive_all(), "late");
}

TEST(StreamEnd, OfAPeerThatResetsIsNotOurs) {
  Served served(listener(Transport::Tcp, {otherwise(echo())}));
  Client client = served.connect();
  client.send("x\n");
  client.receive(1);
  client.reset();
  EXPECT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::PeerReset));
}

TEST(StreamDelay, CountsAReplyWhenItLeaves) {
  Served served(listener(Transport::Tcp, {otherwise(delayed(reply("late"), 1h))}));
  Client client = served.connect();
  client.send("x\n");
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::messages));
  served.open_count();
  EXPECT_EQ(served.total(&ListenerCounters::replies), 0u);
}

TEST(StreamDelay, CountsFromEachMessagesArrival) {
  Served served(listener(Transport::Tcp, {otherwise(delayed(echo(), 100ms))}));
  Client client = served.connect();
  const SteadyTime begin = now();
  client.send("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  EXPECT_EQ(client.receive(10), "0123456789");
  EXPECT_GE(now() - begin, 100ms);
  EXPECT_LT(now() - begin, 900ms);
}

TEST(StreamDelay, KeepsTheOrderOfTheMessages) {
  Served served(
      listener(Transport::Tcp, {rule("slow", delayed(reply("S"), 30ms)), otherwise(reply("q"))}));
  Client client = served.connect();
  client.send("quick\nslow\nquick\n");
  EXPECT_EQ(client.receive(1), "q");
  EXPECT_EQ(client.receive(2), "Sq");
}

TEST(StreamDelay, HoldsUpTheCloseAndTheEvent) {
  ActionSpec action = closing(delayed(reply("bye"), 30ms));
  action.event = EventSpec{Level::Warning, literal("it-was-time")};
  Served served(listener(Transport::Tcp, {otherwise(action)}));
  Client client = served.connect();
  const SteadyTime begin = now();
  client.send("x\ny\n");
  EXPECT_EQ(client.receive_all(), "bye");
  EXPECT_GE(now() - begin, 30ms);
  EXPECT_EQ(served.total(&ListenerCounters::messages), 1u);
  EXPECT_THAT(served.stop(), HasSubstr("it-was-time"));
}

TEST(StreamDelay, OfTheGreetingCountsFromTheConnect) {
  ListenerSpec spec = listener(Transport::Tcp, {otherwise(echo())});
  spec.greeting = delayed(reply("welcome"), 30ms);
  Served served(std::move(spec));
  const SteadyTime begin = now();
  Client client = served.connect();
  client.send("x\n");
  EXPECT_EQ(client.receive(8), "welcomex");
  EXPECT_GE(now() - begin, 30ms);
}

TEST(StreamTime, EndsIdleConnections) {
  ListenerSpec spec = listener(Transport::Tcp, {otherwise(echo())});
  spec.idle_timeout = 40ms;
  Served served(std::move(spec));
  Client client = served.connect();
  const SteadyTime begin = now();
  client.send("x\n");
  EXPECT_EQ(client.receive(1), "x");
  EXPECT_TRUE(client.is_ended());
  EXPECT_GE(now() - begin, 40ms);
  EXPECT_EQ(served.total(&ListenerCounters::closed, Reason::IdleTimeout), 1u);
}

TEST(StreamTime, IsNotIdleWhoeverWaitsForADelayedReply) {
  ListenerSpec spec = listener(Transport::Tcp, {otherwise(delayed(reply("late"), 120ms))});
  spec.idle_timeout = 30ms;
  Served served(std::move(spec));
  Client client = served.connect();
  client.send("x\n");
  EXPECT_EQ(client.receive_all(), "late");
}

TEST(StreamTime, EndsWithTheLifetimeInAnyCase) {
  ListenerSpec spec = listener(Transport::Tcp, {otherwise(echo())});
  spec.lifetime = 50ms;
  Served served(std::move(spec));
  const SteadyTime begin = now();
  Client client = served.connect();
  std::string heard;
  EXPECT_TRUE(soon([&] {
    client.send("x\n");
    heard = client.receive(1);
    return heard.empty();
  }));
  EXPECT_GE(now() - begin, 50ms);
  client.close();
  EXPECT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::Lifetime));
}

TEST(StreamDrain, ClosesTheIdleAtOnceAndLetsPendingRepliesLeave) {
  Served served(listener(Transport::Tcp, {otherwise(delayed(reply("late"), 60ms))}));
  Client idle = served.connect();
  Client waiting = served.connect();
  waiting.send("x\n");
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::messages));
  ASSERT_TRUE(served.reaches(2, &ListenerCounters::connections));
  served.drain();
  EXPECT_TRUE(idle.is_ended());
  EXPECT_EQ(served.open_count(), 1u);
  EXPECT_EQ(waiting.receive_all(), "late");
  waiting.close();
  EXPECT_TRUE(served.reaches(2, &ListenerCounters::closed, Reason::Shutdown));
  EXPECT_EQ(served.open_count(), 0u);
}

TEST(StreamDrain, RefusesNewConnections) {
  Served served(listener(Transport::Tcp, {otherwise(echo())}));
  const SocketAddress address = SocketAddress::of(served.address());
  served.drain();
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
  EXPECT_EQ(::connect(fd.get(), address.get(), address.length), -1);
  EXPECT_EQ(errno, ECONNREFUSED);
}

TEST(StreamLog, TellsOfAConnectionFromBeginToEnd) {
  Served served(listener(Transport::Tcp, {rule("1", closing(reply("one")))}));
  Client client = served.connect();
  const std::string peer = format_address(client.local());
  client.send("2\n1\n");
  EXPECT_EQ(client.receive_all(), "one");
  client.close();
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::ReplyClose));
  const std::string log = served.stop();
  EXPECT_THAT(log, HasSubstr("event=connected"));
  EXPECT_THAT(log, HasSubstr("event=unmatched"));
  EXPECT_THAT(log, HasSubstr("event=message"));
  EXPECT_THAT(log, HasSubstr("rule=1"));
  EXPECT_THAT(log, HasSubstr("event=closed"));
  EXPECT_THAT(log, HasSubstr("reason=reply_close"));
  EXPECT_THAT(log, HasSubstr("peer=" + peer));
  EXPECT_THAT(log, HasSubstr("connection=1"));
}

TEST(Stream, NumbersItsConnectionsAndMessages) {
  ActionSpec numbers;
  numbers.reply.emplace();
  Placeholder connection;
  connection.source = Source::Connection;
  Placeholder message;
  message.source = Source::Message;
  numbers.reply->content.pieces = {connection, std::string("."), message, std::string(" ")};
  Served served(listener(Transport::Tcp, {otherwise(numbers)}));
  Client first = served.connect();
  first.send("a\nb\n");
  EXPECT_EQ(first.receive(8), "1.1 1.2 ");
  Client second = served.connect();
  second.send("a\n");
  EXPECT_EQ(second.receive(4), "2.1 ");
}

}  // namespace
}  // namespace replyd::test
