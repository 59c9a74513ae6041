#include <string>

#include <gmock/gmock.h>

#include "base/address.h"

namespace replyd {
namespace {

struct Membership {
  std::string network;
  std::string address;
  bool contained;
};

TEST(Network, ContainsWhatSharesItsFirstBits) {
  const Membership cases[] = {
      {"10.0.0.0/8", "10.0.0.0", true},
      {"10.0.0.0/8", "10.255.255.255", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.0.0.0/8", "9.255.255.255", false},
      {"192.0.2.128/25", "192.0.2.128", true},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"192.0.2.0/31", "192.0.2.1", true},
      {"192.0.2.0/31", "192.0.2.2", false},
      {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.2", false},
      {"0.0.0.0/0", "255.255.255.255", true},
      {"::/0", "2001:db8::1", true},
      {"fe80::/10", "febf::1", true},
      {"fe80::/10", "fec0::1", false},
      {"fe80::/10", "fe80::1%7", true},
      {"fe80::1%7", "fe80::1%7", true},
      {"fe80::1%7", "fe80::1%8", false},
      {"::1", "::1", true},
      {"::1", "::2", false},
      {"2001:db8::/127", "2001:db8::1", true},
      {"2001:db8::/127", "2001:db8::2", false},
  };
  for (const Membership& test : cases) {
    EXPECT_EQ(parse_network(test.network)->contains(*parse_ip(test.address)), test.contained)
        << test.network << " " << test.address;
  }
}

TEST(Network, DoesNotReachIntoTheOtherFamily) {
  EXPECT_FALSE(parse_network("0.0.0.0/0")->contains(*parse_ip("::1")));
  EXPECT_FALSE(parse_network("::/0")->contains(*parse_ip("192.0.2.1")));
  EXPECT_TRUE(parse_network("127.0.0.0/8")->contains(*parse_ip("::ffff:127.0.0.1")));
  for (const std::string text : {"0.0.0.0/0", "::/0"}) {
    EXPECT_FALSE(parse_network(text)->contains(Address::unix_socket())) << text;
    EXPECT_FALSE(parse_network(text)->contains(Address())) << text;
  }
  EXPECT_FALSE(Network().contains(Address()));
  EXPECT_FALSE(Network().contains(Address::unix_socket()));
}

TEST(Network, DoesNotMindThePort) {
  EXPECT_TRUE(parse_network("192.0.2.1")->contains(parse_ip("192.0.2.1")->with_port(80)));
  EXPECT_EQ(Network(parse_ip("192.0.2.1")->with_port(80), 24), *parse_network("192.0.2.1/24"));
}

TEST(Network, IsWrittenWithoutItsHostBits) {
  const std::pair<std::string, std::string> cases[] = {
      {"10.1.2.3/8", "10.0.0.0/8"},
      {"10.0.0.0/8", "10.0.0.0/8"},
      {"192.0.2.255/25", "192.0.2.128/25"},
      {"192.0.2.1/32", "192.0.2.1"},
      {"192.0.2.1", "192.0.2.1"},
      {"2001:db8::1/32", "2001:db8::/32"},
      {"::1/128", "::1"},
      {"1.2.3.4/0", "0.0.0.0/0"},
      {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
      {"::ffff:0:0/96", "0.0.0.0/0"},
      {"fe80::1%7/64", "fe80::%7/64"},
  };
  for (const auto& [text, expected] : cases) {
    const Parsed<Network> network = parse_network(text);
    ASSERT_TRUE(network) << text << ": " << network.error;
    EXPECT_EQ(format_network(*network), expected) << text;
    EXPECT_EQ(parse_network(expected)->base(), network->base()) << text;
  }
}

TEST(Network, KnowsIfItHadHostBits) {
  EXPECT_TRUE(parse_network("10.0.0.1/8")->had_host_bits());
  EXPECT_TRUE(parse_network("2001:db8::1/64")->had_host_bits());
  EXPECT_FALSE(parse_network("10.0.0.0/8")->had_host_bits());
  EXPECT_FALSE(parse_network("10.0.0.1/32")->had_host_bits());
  EXPECT_FALSE(parse_network("::1")->had_host_bits());
}

TEST(Network, WithATooLongPrefixIsOneAddress) {
  EXPECT_EQ(Network(*parse_ip("10.0.0.1"), 99), *parse_network("10.0.0.1"));
}

TEST(Network, SaysWhyATextIsNone) {
  struct Wrong {
    std::string text;
    std::string error;
    std::string expected;
  };
  const std::string example = "a network is such as 10.0.0.0/8 or 2001:db8::/32";
  const Wrong cases[] = {
      {"10.0.0.0/33", "'10.0.0.0/33' has a prefix that is too long", "the longest is /32"},
      {"::/129", "'::/129' has a prefix that is too long", "the longest is /128"},
      {"::/18446744073709551615", "'::/18446744073709551615' has a prefix that is too long",
       "the longest is /128"},
      {"10.0.0.0/", "'10.0.0.0/' has no number after its slash", example},
      {"10.0.0.0/x", "'10.0.0.0/x' has no number after its slash", example},
      {"10.0.0.0/08", "'10.0.0.0/08' has no number after its slash", example},
      {"10.0.0.0/8/8", "'10.0.0.0/8/8' has no number after its slash", example},
      {"10.0.0.0/255.0.0.0", "'10.0.0.0/255.0.0.0' has a mask for a prefix",
       "did you mean 10.0.0.0/8?"},
      {"::ffff:10.0.0.0/8", "'::ffff:10.0.0.0/8' is more than the IPv4 addresses",
       "write 0.0.0.0/0 for all of those"},
      {"10/8", "'10' is not an IP address", "an address is such as 192.0.2.1 or 2001:db8::1"},
      {"/8", "'' is not an IP address", "an address is such as 192.0.2.1 or 2001:db8::1"},
  };
  for (const Wrong& wrong : cases) {
    const Parsed<Network> network = parse_network(wrong.text);
    EXPECT_FALSE(network) << wrong.text;
    EXPECT_EQ(network.error, wrong.error);
    EXPECT_EQ(network.expected, wrong.expected) << wrong.text;
  }
}

}  // namespace
}  // namespace replyd
