#include "base/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "base/bytes.h"

namespace replyd {
namespace {

using namespace std::string_literals;

constexpr std::size_t kPathStart = offsetof(sockaddr_un, sun_path);

Address ip(std::string_view text) { return *parse_ip(text); }

TEST(Address, IsParsedAndWrittenTheSame) {
  for (const std::string text :
       {"192.0.2.1", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:db8::1", "fe80::1", "ff02::1",
        "2001:db8:0:1:1:1:1:1", "fe80::1%7"}) {
    const Parsed<Address> address = parse_ip(text);
    ASSERT_TRUE(address) << text << ": " << address.error;
    std::string out;
    append_ip(out, *address);
    EXPECT_EQ(out, text);
    EXPECT_EQ(address->port(), 0) << text;
  }
}

TEST(Address, MappedIntoIp6IsIp4) {
  EXPECT_EQ(ip("::ffff:192.0.2.1"), ip("192.0.2.1"));
  EXPECT_EQ(ip("::ffff:c000:201"), ip("192.0.2.1"));
  EXPECT_EQ(Address::ip6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}, 80, 3),
            Address::ip4({127, 0, 0, 1}, 80));
  EXPECT_NE(ip("::192.0.2.1"), ip("192.0.2.1"));
}

TEST(Address, TakesAnInterfaceByNameAndNumber) {
  const unsigned index = if_nametoindex("lo");
  ASSERT_NE(index, 0U);
  EXPECT_EQ(ip("fe80::1%lo"), ip("fe80::1%" + std::to_string(index)));
  EXPECT_EQ(ip("fe80::1%lo").scope(), index);
  EXPECT_NE(ip("fe80::1%7"), ip("fe80::1%8"));
}

TEST(Address, SaysWhyATextIsNone) {
  struct Wrong {
    std::string text;
    std::string error;
    std::string expected;
  };
  const std::string example = "an address is such as 192.0.2.1 or 2001:db8::1";
  const Wrong cases[] = {
      {"", "'' is not an IP address", example},
      {"localhost", "'localhost' is not an IP address", example},
      {"192.0.2", "'192.0.2' is not an IP address", example},
      {"192.0.2.256", "'192.0.2.256' is not an IP address", example},
      {"192.0.2.1 ", "'192.0.2.1 ' is not an IP address", example},
      {"192.0.2.1\0"s, R"('192.0.2.1\x00' is not an IP address)", example},
      {"192.0.2.1\0x"s, R"('192.0.2.1\x00x' is not an IP address)", example},
      {"::1\0x"s, R"('::1\x00x' is not an IP address)", example},
      {"1::2::3", "'1::2::3' is not an IP address", example},
      {"[::1]", "'[::1]' is not an IP address", "did you mean ::1?"},
      {"[::1]:80", "'[::1]:80' is not an IP address", "did you mean ::1?"},
      {"[", "'[' is not an IP address", example},
      {"192.0.2.1:80", "'192.0.2.1:80' is not an IP address", "did you mean 192.0.2.1?"},
      {"10.0.0.0/8", "'10.0.0.0/8' is not an IP address", "did you mean 10.0.0.0?"},
      {"192.0.2.1%lo", "'192.0.2.1%lo' is not an IPv6 address", ""},
      {"2001:db8::1%lo", "'2001:db8::1%lo' names an interface",
       "only link-local addresses (fe80::) do"},
      {"fe80::1%nowhere0", "there is no interface 'nowhere0'", ""},
      {"fe80::1%", "there is no interface ''", ""},
      {"fe80::1%0", "there is no interface '0'", ""},
      {"fe80::1%lo\0"s, R"(there is no interface 'lo\x00')", ""},
  };
  for (const Wrong& wrong : cases) {
    const Parsed<Address> address = parse_ip(wrong.text);
    EXPECT_FALSE(address) << wrong.text;
    EXPECT_EQ(address.error, wrong.error);
    EXPECT_EQ(address.expected, wrong.expected) << wrong.text;
  }
}

TEST(Address, IsWrittenWithItsPort) {
  EXPECT_EQ(format_address(ip("192.0.2.1").with_port(80)), "192.0.2.1:80");
  EXPECT_EQ(format_address(ip("2001:db8::1").with_port(65535)), "[2001:db8::1]:65535");
  EXPECT_EQ(format_address(ip("fe80::1%2").with_port(1)), "[fe80::1%2]:1");
  EXPECT_EQ(format_address(Address::unix_socket()), "unix");
  EXPECT_EQ(format_address(Address()), "unknown");
}

TEST(Address, WithoutAnIpHasNone) {
  for (const Address& address : {Address(), Address::unix_socket()}) {
    std::string out;
    append_ip(out, address);
    EXPECT_EQ(out, "");
    EXPECT_TRUE(address.ip().empty());
    EXPECT_FALSE(address.is_ip());
    EXPECT_FALSE(address.is_loopback() || address.is_multicast() || address.is_unspecified() ||
                 address.is_limited_broadcast());
  }
}

TEST(Address, KnowsItsKind) {
  struct Kind {
    std::string text;
    bool loopback = false;
    bool multicast = false;
    bool unspecified = false;
    bool broadcast = false;
  };
  const Kind cases[] = {
      {"127.0.0.1", true},
      {"127.255.255.255", true},
      {"::1", true},
      {"::ffff:127.0.0.1", true},
      {"126.255.255.255"},
      {"128.0.0.1"},
      {"::2"},
      {"224.0.0.1", false, true},
      {"239.255.255.255", false, true},
      {"ff02::1", false, true},
      {"223.255.255.255"},
      {"240.0.0.1"},
      {"fe80::1"},
      {"0.0.0.0", false, false, true},
      {"0.1.2.3", false, false, true},
      {"::", false, false, true},
      {"1.0.0.0"},
      {"255.255.255.255", false, false, false, true},
      {"255.255.255.254"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false, true},
  };
  for (const Kind& kind : cases) {
    const Address address = ip(kind.text);
    EXPECT_EQ(address.is_loopback(), kind.loopback) << kind.text;
    EXPECT_EQ(address.is_multicast(), kind.multicast) << kind.text;
    EXPECT_EQ(address.is_unspecified(), kind.unspecified) << kind.text;
    EXPECT_EQ(address.is_limited_broadcast(), kind.broadcast) << kind.text;
  }
}

TEST(SocketAddress, GoesToTheKernelAndBack) {
  for (const std::string text : {"192.0.2.1", "::", "2001:db8::1", "fe80::1%7"}) {
    const Address address = ip(text).with_port(4711);
    const SocketAddress socket = SocketAddress::of(address);
    EXPECT_EQ(socket.address(), address) << text;
    EXPECT_EQ(socket.unix_path(), "") << text;
  }
}

TEST(SocketAddress, IsInNetworkOrder) {
  const SocketAddress socket = SocketAddress::of(Address::ip4({192, 0, 2, 1}, 0x1234));
  sockaddr_in in{};
  ASSERT_EQ(socket.length, sizeof in);
  std::memcpy(&in, &socket.storage, sizeof in);
  EXPECT_EQ(in.sin_family, AF_INET);
  EXPECT_EQ(in.sin_port, htons(0x1234));
  EXPECT_EQ(in.sin_addr.s_addr, htonl(0xc0000201));
}

TEST(SocketAddress, OfNoIpIsEmpty) {
  EXPECT_EQ(SocketAddress::of(Address()).length, 0U);
  EXPECT_EQ(SocketAddress::of(Address::unix_socket()).length, 0U);
}

TEST(SocketAddress, OfAKernelMappedAddressIsIp4) {
  sockaddr_in6 in{};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(80);
  ASSERT_EQ(inet_pton(AF_INET6, "::ffff:192.0.2.1", &in.sin6_addr), 1);
  EXPECT_EQ(format_address(Address::from(reinterpret_cast<sockaddr*>(&in), sizeof in)),
            "192.0.2.1:80");
}

TEST(SocketAddress, ThatIsShortOrUnknownIsNone) {
  for (const std::string text : {"192.0.2.1", "2001:db8::1"}) {
    const SocketAddress whole = SocketAddress::of(ip(text));
    for (socklen_t length = 0; length < whole.length; ++length) {
      // On the heap and no longer than it says, so that a sanitizer sees each byte too many.
      std::vector<char> part(length);
      std::copy_n(reinterpret_cast<const char*>(&whole.storage), length, part.data());
      const auto* address = reinterpret_cast<const sockaddr*>(part.data());
      EXPECT_EQ(Address::from(address, length), Address()) << text << " " << length;
    }
  }
  EXPECT_EQ(Address::from(nullptr, 16), Address());
  sockaddr unknown{};
  unknown.sa_family = 250;
  EXPECT_EQ(Address::from(&unknown, sizeof unknown), Address());
}

TEST(UnixPath, GoesToTheKernelAndBack) {
  for (const std::string& path : {"/run/replyd.sock"s, "relative"s, "@abstract"s, "@a\0b"s,
                                  std::string(107, 'x'), "@" + std::string(107, 'x')}) {
    const Parsed<SocketAddress> socket = SocketAddress::of_unix(path);
    ASSERT_TRUE(socket) << path << ": " << socket.error;
    EXPECT_EQ(socket->unix_path(), path);
    EXPECT_EQ(socket->address(), Address::unix_socket());
  }
}

TEST(UnixPath, HasTheLengthThatTheKernelCounts) {
  const Parsed<SocketAddress> file = SocketAddress::of_unix("/a");
  EXPECT_EQ(file->length, kPathStart + 3);
  EXPECT_EQ(Bytes(reinterpret_cast<const char*>(&file->storage) + kPathStart, 3), "/a\0"s);
  const Parsed<SocketAddress> abstract = SocketAddress::of_unix("@ab");
  EXPECT_EQ(abstract->length, kPathStart + 3);
  EXPECT_EQ(Bytes(reinterpret_cast<const char*>(&abstract->storage) + kPathStart, 3), "\0ab"s);
}

TEST(UnixPath, SaysWhyItIsNone) {
  EXPECT_EQ(SocketAddress::of_unix("").error, "'' names no unix socket");
  EXPECT_EQ(SocketAddress::of_unix("@").error, "'@' names no unix socket");
  EXPECT_EQ(SocketAddress::of_unix("a\0b"s).error, R"('a\x00b' holds a NUL byte)");
  for (const std::string prefix : {"", "@"}) {
    const Parsed<SocketAddress> socket = SocketAddress::of_unix(prefix + std::string(108, 'x'));
    EXPECT_FALSE(socket);
    EXPECT_THAT(socket.error, testing::EndsWith("has 108 bytes"));
    EXPECT_EQ(socket.expected, "the name of a unix socket has at most 107");
  }
}

TEST(UnixPath, OfAnUnnamedSocketIsEmpty) {
  SocketAddress socket;
  socket.storage.ss_family = AF_UNIX;
  EXPECT_EQ(socket.unix_path(), "");
  socket.length = offsetof(sockaddr_un, sun_path);
  EXPECT_EQ(socket.unix_path(), "");
  socket.length = sizeof(sockaddr_storage);
  EXPECT_EQ(socket.unix_path(), "");
  EXPECT_EQ(socket.address(), Address::unix_socket());
}

TEST(UnixPath, NeedsNoNulAtItsEnd) {
  // Linux gives a path of the full 108 bytes without one.
  sockaddr_un un{};
  un.sun_family = AF_UNIX;
  std::memset(un.sun_path, 'x', sizeof un.sun_path);
  SocketAddress socket;
  std::memcpy(&socket.storage, &un, sizeof un);
  socket.length = sizeof un;
  EXPECT_EQ(socket.unix_path(), std::string(sizeof un.sun_path, 'x'));
}

}  // namespace
}  // namespace replyd
