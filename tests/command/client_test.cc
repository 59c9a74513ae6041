#include "command/client.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "base/address.h"

namespace replyd {
namespace {

using namespace std::chrono_literals;

Deadline soon() { return std::chrono::steady_clock::now() + 5s; }
Deadline passed() { return std::chrono::steady_clock::now() - 1s; }

// A socket of ours on loopback that the client under test talks to.
struct Peer {
  explicit Peer(int type) : fd(::socket(AF_INET, type, 0)) {
    const auto address = SocketAddress::of(Address::ip4({127, 0, 0, 1}, 0));
    EXPECT_EQ(::bind(fd.get(), address.get(), address.length), 0);
    SocketAddress bound;
    bound.length = sizeof bound.storage;
    ::getsockname(fd.get(), bound.get(), &bound.length);
    endpoint.transport = type == SOCK_STREAM ? Transport::Tcp : Transport::Udp;
    endpoint.host = "127.0.0.1";
    endpoint.port = bound.address().port();
  }
  UniqueFd fd;
  EndpointSpec endpoint;
};

TEST(Client, GetsAStreamPieceByPieceAndThenItsEnd) {
  Peer peer(SOCK_STREAM);
  ASSERT_EQ(::listen(peer.fd.get(), 1), 0);
  auto client = Client::connect(peer.endpoint, soon());
  ASSERT_TRUE(client) << client.error;
  UniqueFd accepted(::accept(peer.fd.get(), nullptr, nullptr));
  ASSERT_EQ(::send(accepted.get(), "hello", 5, 0), 5);
  accepted.reset();
  std::string got;
  std::string why;
  EXPECT_EQ(client.value->receive(got, soon(), why), Client::Received::Some);
  EXPECT_EQ(client.value->receive(got, soon(), why), Client::Received::End);
  EXPECT_EQ(got, "hello");
  EXPECT_EQ(why, "");
}

TEST(Client, NamesWhomItCannotReach) {
  Peer peer(SOCK_STREAM);  // bound, and nobody listens
  const auto client = Client::connect(peer.endpoint, soon());
  EXPECT_EQ(client.error, "cannot reach tcp://127.0.0.1:" + std::to_string(peer.endpoint.port) +
                              ": Connection refused");
}

TEST(Client, TakesAnEmptyDatagramForAnAnswer) {
  Peer peer(SOCK_DGRAM);
  auto client = Client::connect(peer.endpoint, soon());
  ASSERT_TRUE(client) << client.error;
  ASSERT_TRUE(client.value->send("ask", soon()));
  SocketAddress asker;
  asker.length = sizeof asker.storage;
  char room[8];
  ASSERT_EQ(::recvfrom(peer.fd.get(), room, sizeof room, 0, asker.get(), &asker.length), 3);
  ASSERT_EQ(::sendto(peer.fd.get(), "", 0, 0, asker.get(), asker.length), 0);
  std::string got;
  std::string why;
  EXPECT_EQ(client.value->receive(got, soon(), why), Client::Received::Some);
  EXPECT_EQ(got, "");
}

TEST(Client, WaitsNoLongerThanTheDeadline) {
  Peer peer(SOCK_DGRAM);
  auto client = Client::connect(peer.endpoint, soon());
  ASSERT_TRUE(client) << client.error;
  std::string got;
  std::string why;
  EXPECT_EQ(client.value->receive(got, passed(), why), Client::Received::Nothing);
}

}  // namespace
}  // namespace replyd
