// System calls that fail for a reason that nobody has foreseen.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness.h"

namespace replyd::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Puts a pipe in the place of one of the server's sockets: nothing can be received from that. The
// socket is kept, because it is what the loop waits for.
class Broken {
 public:
  explicit Broken(int socket) : kept_(::dup(socket)) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const UniqueFd reader(ends[0]);
    writer_.reset(ends[1]);
    EXPECT_EQ(::fcntl(reader.get(), F_SETFL, O_NONBLOCK), 0);
    EXPECT_EQ(::write(writer_.get(), "x", 1), 1);
    EXPECT_EQ(::dup2(reader.get(), socket), socket);
  }

 private:
  UniqueFd kept_;
  UniqueFd writer_;
};

Address peer_of(int fd) {
  SocketAddress peer;
  peer.length = sizeof peer.storage;
  return ::getpeername(fd, peer.get(), &peer.length) == 0 ? peer.address() : Address();
}

// The descriptor of which that holds; -1 without one.
template <typename Condition>
int find_descriptor(Condition holds) {
  for (int fd = 3; fd < 1024; ++fd) {
    if (holds(fd)) return fd;
  }
  return -1;
}

TEST(StreamFailure, TellsWhatItWas) {
  Served served(listener(Transport::Tcp, {otherwise(echo())}));
  Client client = served.connect();
  client.send("x\n");
  ASSERT_EQ(client.receive(1), "x");
  const int socket = find_descriptor([&](int fd) { return peer_of(fd) == client.local(); });
  ASSERT_GE(socket, 0);
  {
    const Broken broken(socket);
    client.send("y\n");
    ASSERT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::Error));
  }
  EXPECT_EQ(served.total(&ListenerCounters::errors), 1u);
  EXPECT_THAT(served.stop(), HasSubstr("Socket operation on non-socket"));
}

TEST(StreamFailure, AfterTheReplyLeavesTheReasonAsItWas) {
  Served served(listener(Transport::Tcp, {otherwise(closing(echo()))}));
  Client client = served.connect();
  client.send("x\n");
  ASSERT_EQ(client.receive_all(), "x");
  const int socket = find_descriptor([&](int fd) { return peer_of(fd) == client.local(); });
  ASSERT_GE(socket, 0);
  {
    const Broken broken(socket);
    client.send("y\n");
    ASSERT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::ReplyClose));
  }
  EXPECT_EQ(served.total(&ListenerCounters::errors), 0u);
}

TEST(DatagramFailure, IsToldOnce) {
  Served served(listener(Transport::Udp, {otherwise(echo())}));
  Client client = served.datagram_client();
  const int socket = find_descriptor([&](int fd) { return local_address(fd) == served.address(); });
  ASSERT_GE(socket, 0);
  const Broken broken(socket);
  client.send("x");
  ASSERT_TRUE(served.reaches(2, &ListenerCounters::errors));
  const std::string log = served.stop();
  const std::string told = "nothing can be received for now: Socket operation on non-socket";
  ASSERT_THAT(log, HasSubstr(told));
  EXPECT_THAT(log.substr(log.find(told) + told.size()), Not(HasSubstr(told)));
}

}  // namespace
}  // namespace replyd::test
