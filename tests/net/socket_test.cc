#include "net/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness.h"

namespace replyd::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// What open_endpoints made of a listener.
struct Opened {
  std::vector<OpenEndpoint> endpoints;
  std::vector<Diagnostic> found;

  std::string error() const { return found.empty() ? "" : found.front().message; }
  std::string cure() const { return found.empty() ? "" : found.front().expected; }
};

Opened open(const ListenerSpec& spec, unsigned workers = 1) {
  Diagnostics diagnostics;
  Opened opened{open_endpoints(spec, workers, diagnostics), {}};
  opened.found = diagnostics.sorted();
  return opened;
}

Opened open(Transport transport, const std::string& host, std::uint16_t port = 0,
            unsigned workers = 1) {
  ListenerSpec spec;
  spec.name = "door";
  spec.endpoints = {endpoint(transport, host)};
  spec.endpoints.front().port = port;
  spec.endpoints.front().where = {0, 7, 3};
  return open(spec, workers);
}

std::uint16_t port_of(const Opened& opened, std::size_t index = 0) {
  return opened.endpoints[index].endpoint.port;
}

int option(const Opened& opened, int level, int name) {
  int value = 0;
  socklen_t length = sizeof value;
  ::getsockopt(opened.endpoints.front().sockets.front().get(), level, name, &value, &length);
  return value;
}

class IpTransports : public ::testing::TestWithParam<Transport> {};
INSTANTIATE_TEST_SUITE_P(Sockets, IpTransports, ::testing::Values(Transport::Tcp, Transport::Udp),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

TEST_P(IpTransports, TellThePortThatTheKernelPicked) {
  const Opened opened = open(GetParam(), "127.0.0.1");
  EXPECT_THAT(opened.found, IsEmpty());
  ASSERT_THAT(opened.endpoints, SizeIs(1));
  EXPECT_EQ(opened.endpoints[0].endpoint.host, "127.0.0.1");
  EXPECT_NE(port_of(opened), 0);
}

TEST_P(IpTransports, InUseIsAnErrorAtTheEndpoint) {
  const Opened first = open(GetParam(), "127.0.0.1");
  const Opened second = open(GetParam(), "127.0.0.1", port_of(first));
  const std::string url =
      std::string(name_of(GetParam())) + "://127.0.0.1:" + std::to_string(port_of(first));
  EXPECT_EQ(second.error(), "listener 'door' cannot listen on " + url + ": address already in use");
  EXPECT_THAT(second.cure(), HasSubstr("sport = :" + std::to_string(port_of(first))));
  EXPECT_EQ(second.found.front().where, (Position{0, 7, 3}));
  EXPECT_THAT(second.endpoints, IsEmpty());
}

TEST_P(IpTransports, SharedByWorkersAreStillClosedToOthers) {
  const Opened first = open(GetParam(), "127.0.0.1", 0, 2);
  const Opened second = open(GetParam(), "127.0.0.1", port_of(first), 2);
  EXPECT_THAT(second.error(), HasSubstr("address already in use"));
}

TEST_P(IpTransports, StarMeansBothFamiliesOnOnePort) {
  const Opened opened = open(GetParam(), "*");
  EXPECT_THAT(opened.found, IsEmpty());
  ASSERT_THAT(opened.endpoints, SizeIs(2));
  EXPECT_EQ(opened.endpoints[0].endpoint.host, "0.0.0.0");
  EXPECT_EQ(opened.endpoints[1].endpoint.host, "::");
  EXPECT_EQ(port_of(opened, 0), port_of(opened, 1));
}

TEST_P(IpTransports, StarMayBeOneSocketOfBothFamilies) {
  ListenerSpec spec;
  spec.endpoints = {endpoint(GetParam(), "*")};
  spec.socket.v6_only = false;
  const Opened opened = open(spec);
  ASSERT_THAT(opened.endpoints, SizeIs(1));
  EXPECT_EQ(option(opened, IPPROTO_IPV6, IPV6_V6ONLY), 0);
}

TEST_P(IpTransports, OfBothFamiliesStandSideBySide) {
  EXPECT_TRUE(soon([&] {  // another process may have the port in one of them
    const Opened all6 = open(GetParam(), "::");
    return open(GetParam(), "0.0.0.0", port_of(all6)).found.empty();
  }));
}

TEST_P(IpTransports, OfANameAreThoseOfAllItsAddresses) {
  const Opened opened = open(GetParam(), "localhost");
  EXPECT_THAT(opened.found, IsEmpty());
  ASSERT_THAT(opened.endpoints, Not(IsEmpty()));
  for (const OpenEndpoint& open : opened.endpoints) {
    EXPECT_TRUE(parse_ip(open.endpoint.host)->is_loopback()) << open.endpoint.host;
    EXPECT_EQ(open.endpoint.port, port_of(opened));
  }
}

TEST_P(IpTransports, OfAnUnknownHostAreAnError) {
  const Opened opened = open(GetParam(), "no-such-host.invalid");
  EXPECT_THAT(opened.error(), HasSubstr("unknown host 'no-such-host.invalid'"));
}

TEST_P(IpTransports, OfAForeignAddressAreAnErrorThatNamesFreeBind) {
  const Opened opened = open(GetParam(), "192.0.2.1");
  EXPECT_THAT(opened.error(), HasSubstr("this machine does not have the address"));
  EXPECT_THAT(opened.cure(), HasSubstr("free_bind: true"));
}

// Where the system cannot do it, it says so.
TEST_P(IpTransports, OfAForeignAddressAreBoundIfTheFileSaysSo) {
  ListenerSpec spec;
  spec.endpoints = {endpoint(GetParam(), "192.0.2.1")};
  spec.socket.free_bind = true;
  const Opened opened = open(spec);
  const UniqueFd probe = open_socket(AF_INET, SOCK_STREAM);
  if (allow_foreign_address(probe.get())) {
    EXPECT_EQ(opened.error(), "");
  } else {
    EXPECT_THAT(opened.error(), HasSubstr("cannot bind an address that is not there yet"));
  }
}

TEST_P(IpTransports, AreNeverInheritedAndNeverBlock) {
  const Opened opened = open(GetParam(), "127.0.0.1", 0, 2);
  for (const UniqueFd& fd : opened.endpoints.front().sockets) {
    EXPECT_NE(::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_NE(::fcntl(fd.get(), F_GETFL) & O_NONBLOCK, 0);
  }
}

TEST(TcpSockets, TakeTheOptionsOfTheFile) {
  ListenerSpec spec;
  spec.endpoints = {endpoint(Transport::Tcp, "127.0.0.1")};
  spec.socket.keep_alive = true;
  spec.socket.receive_buffer = 20'000;
  const Opened opened = open(spec);
  EXPECT_EQ(option(opened, IPPROTO_TCP, TCP_NODELAY), 1);
  EXPECT_EQ(option(opened, SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(option(opened, SOL_SOCKET, SO_RCVBUF), 40'000);  // the kernel doubles it
}

TEST(UdpSockets, AskForALargerBufferAndNeverShareTheirPort) {
  const Opened udp = open(Transport::Udp, "127.0.0.1");
  const Opened tcp = open(Transport::Tcp, "127.0.0.1");
  EXPECT_EQ(option(udp, SOL_SOCKET, SO_REUSEADDR), 0);
  EXPECT_EQ(option(tcp, SOL_SOCKET, SO_REUSEADDR), 1);
  const UniqueFd plain(::socket(AF_INET, SOCK_DGRAM, 0));
  int usual = 0;
  socklen_t length = sizeof usual;
  ::getsockopt(plain.get(), SOL_SOCKET, SO_RCVBUF, &usual, &length);
  EXPECT_GT(option(udp, SOL_SOCKET, SO_RCVBUF), usual);
}

class UnixSockets : public ::testing::TestWithParam<Transport> {
 protected:
  Opened open_at(const std::string& path) { return open(GetParam(), path); }
  int type() const { return GetParam() == Transport::Unix ? SOCK_STREAM : SOCK_DGRAM; }
  Folder folder_;
};
INSTANTIATE_TEST_SUITE_P(Sockets, UnixSockets,
                         ::testing::Values(Transport::Unix, Transport::UnixGram),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

TEST_P(UnixSockets, RemoveTheirFileAtTheEnd) {
  const std::string path = folder_.path("s");
  {
    const Opened opened = open_at(path);
    EXPECT_THAT(opened.found, IsEmpty());
    EXPECT_TRUE(std::filesystem::is_socket(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_P(UnixSockets, LeaveAFileThatSomebodyElsePutThere) {
  const std::string path = folder_.path("s");
  {
    const Opened opened = open_at(path);
    std::filesystem::remove(path);
    std::ofstream(path) << "mine";
  }
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_P(UnixSockets, ReplaceAFileThatNobodyListensOn) {
  const std::string path = folder_.path("s");
  {
    const UniqueFd dead(::socket(AF_UNIX, type(), 0));
    const auto address = SocketAddress::of_unix(path);
    ASSERT_EQ(::bind(dead.get(), address->get(), address->length), 0);
  }
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_THAT(open_at(path).found, IsEmpty());
}

TEST_P(UnixSockets, ThatAreServedAreAnErrorAndStay) {
  const std::string path = folder_.path("s");
  const Opened first = open_at(path);
  EXPECT_THAT(open_at(path).error(), HasSubstr("address already in use"));
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_P(UnixSockets, DoNotReplaceWhatIsNoSocket) {
  const std::string path = folder_.path("s");
  std::ofstream(path) << "mine";
  EXPECT_THAT(open_at(path).error(), HasSubstr("is there, and is not a socket"));
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_P(UnixSockets, SayWhichFolderIsMissing) {
  const Opened opened = open_at(folder_.path("nowhere/s"));
  EXPECT_THAT(opened.error(), HasSubstr("there is no folder '" + folder_.path("nowhere") + "'"));
  EXPECT_THAT(opened.cure(), HasSubstr("RuntimeDirectory="));
}

TEST_P(UnixSockets, HaveTheModeThatIsAskedFor) {
  ListenerSpec spec;
  spec.endpoints = {endpoint(GetParam(), folder_.path("s"))};
  spec.socket.mode = 0626;
  const Opened opened = open(spec);
  EXPECT_THAT(opened.found, IsEmpty());
  struct stat status {};
  ::stat(spec.endpoints.front().path.c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777u, 0626u);
}

TEST_P(UnixSockets, HaveTheBuffersThatAreAskedFor) {
  ListenerSpec spec;
  spec.endpoints = {endpoint(GetParam(), folder_.path("s"))};
  spec.socket.receive_buffer = 20'000;
  spec.socket.send_buffer = 30'000;
  const Opened opened = open(spec);
  EXPECT_EQ(option(opened, SOL_SOCKET, SO_RCVBUF), 40'000);  // the kernel doubles it
  EXPECT_EQ(option(opened, SOL_SOCKET, SO_SNDBUF), 60'000);
}

TEST_P(UnixSockets, ThatNobodyMayAskAreAMatterOfPermission) {
  const std::string path = folder_.path("s");
  const Opened first = open_at(path);
  using std::filesystem::perms;
  std::filesystem::permissions(std::filesystem::path(path).parent_path(), perms{0755});
  std::filesystem::permissions(path, perms::none);
  const uid_t self = ::geteuid();
  if (self == 0) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  const Opened second = open_at(path);
  EXPECT_EQ(::seteuid(self), 0);
  EXPECT_THAT(second.error(), HasSubstr("permission denied for '" + path + "'"));
}

TEST_P(UnixSockets, OfAnUnknownOwnerAreAnError) {
  ListenerSpec spec;
  spec.endpoints = {endpoint(GetParam(), folder_.path("s"))};
  spec.socket.owner = "no-such-user";
  EXPECT_THAT(open(spec).error(), HasSubstr("there is no user 'no-such-user'"));
  EXPECT_FALSE(std::filesystem::exists(spec.endpoints.front().path));
}

TEST(AbstractSockets, HaveNoFile) {
  const std::string name = "@replyd-test-" + std::to_string(::getpid());
  const Opened opened = open(Transport::Unix, name);
  EXPECT_THAT(opened.found, IsEmpty());
  EXPECT_THAT(open(Transport::Unix, name).error(), HasSubstr("address already in use"));
}

TEST(Sockets, TellAllThatIsWrongAtOnce) {
  ListenerSpec spec;
  spec.name = "door";
  spec.endpoints = {endpoint(Transport::Tcp, "192.0.2.1"),
                    endpoint(Transport::Unix, "/nowhere/at/all"),
                    endpoint(Transport::Tcp, "127.0.0.1")};
  for (std::uint32_t i = 0; i < 3; ++i) spec.endpoints[i].where.line = i + 1;
  EXPECT_THAT(open(spec).found, SizeIs(2));
}

// Connections are spread over the sockets of all workers.
TEST(SharedSockets, AllGetTheirShare) {
  Served::Options options;
  options.workers = 2;
  Served served(listener(Transport::Tcp, {otherwise(echo())}), options);
  for (int i = 0; i < 64; ++i) served.connect();
  ASSERT_TRUE(served.reaches(64, &ListenerCounters::connections));
  const bool is_shared = served.fewest_of_a_worker(&ListenerCounters::connections) > 0;
  EXPECT_EQ(is_shared, can_share());
  EXPECT_THAT(served.open().sockets, SizeIs(can_share() ? 2 : 1));
}

}  // namespace
}  // namespace replyd::test
