// Datagrams over unix sockets, whose senders have a name or cannot be answered.
#include <sys/socket.h>

#include <cerrno>
#include <future>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness.h"

namespace replyd::test {
namespace {

using ::testing::HasSubstr;

void fill(const SocketAddress& to) {
  const UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM, 0));
  while (::sendto(fd.get(), "x", 1, MSG_DONTWAIT, to.get(), to.length) == 1) {
  }
  EXPECT_EQ(errno, EAGAIN);
}

class UnixDatagram : public ::testing::Test {
 protected:
  ListenerSpec spec(std::vector<RuleSpec> rules) {
    ListenerSpec spec = listener(Transport::UnixGram, std::move(rules));
    spec.endpoints = {endpoint(Transport::UnixGram, path("server"))};
    return spec;
  }
  std::string path(const std::string& name) const { return folder_.path(name); }
  Client nameless() const {
    return connect_to(*SocketAddress::of_unix(path("server")), SOCK_DGRAM);
  }
  // One that can be answered.
  Client named(const std::string& name) const {
    const auto own = SocketAddress::of_unix(path(name));
    const auto server = SocketAddress::of_unix(path("server"));
    UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM, 0));
    EXPECT_EQ(::bind(fd.get(), own->get(), own->length), 0);
    EXPECT_EQ(::connect(fd.get(), server->get(), server->length), 0);
    const timeval limit{5, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return Client(std::move(fd));
  }

 private:
  Folder folder_;
};

TEST_F(UnixDatagram, IsAnsweredIfItsSenderHasAName) {
  Served served(spec({otherwise(echo())}));
  nameless().send("lost");
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::messages));
  Client client = named("client");
  client.send("found");
  EXPECT_EQ(client.receive_datagram(), "found");
  EXPECT_THAT(served.stop(), HasSubstr(path("client")));
}

TEST_F(UnixDatagram, OfAReceiverWithoutRoomHoldsUpNoOther) {
  Served served(spec({otherwise(echo())}));
  // Not connected: whose peer is the server, has room for it always.
  const auto server = SocketAddress::of_unix(path("server"));
  const auto own = SocketAddress::of_unix(path("full"));
  const UniqueFd full(::socket(AF_UNIX, SOCK_DGRAM, 0));
  ASSERT_EQ(::bind(full.get(), own->get(), own->length), 0);
  fill(*own);
  Client other = named("other");
  // The loop is held up until both are sent, so that they are in one batch.
  const auto held = std::make_shared<std::promise<void>>();
  std::promise<void> sent;
  served.loop().post([held, both = sent.get_future().share()] {
    held->set_value();
    both.wait();
  });
  held->get_future().wait();
  EXPECT_EQ(::sendto(full.get(), "lost", 4, 0, server->get(), server->length), 4);
  other.send("found");
  sent.set_value();
  EXPECT_EQ(other.receive_datagram(), "found");
  ASSERT_TRUE(served.reaches(1, &ListenerCounters::errors));
  EXPECT_EQ(served.total(&ListenerCounters::errors), 1u);
}

}  // namespace
}  // namespace replyd::test
