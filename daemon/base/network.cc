#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

#include "base/address.h"
#include "base/escape.h"
#include "base/units.h"

namespace replyd {
namespace {

using Octets = std::array<std::uint8_t, 16>;

unsigned bits_of(const Address& address) noexcept {
  return static_cast<unsigned>(address.ip().size() * 8);
}

// ---- Reading addresses

// A string without the NUL that would end it early for inet_pton.
template <typename Ip>
std::optional<Ip> read(int family, std::string_view text) {
  Ip ip{};
  if (text.find('\0') != text.npos) return std::nullopt;
  if (inet_pton(family, std::string(text).c_str(), &ip) != 1) return std::nullopt;
  return ip;
}

std::optional<Address> read_ip4(std::string_view text) {
  const auto ip = read<std::array<std::uint8_t, 4>>(AF_INET, text);
  if (!ip) return std::nullopt;
  return Address::ip4(*ip, 0);
}

std::optional<Address> read_ip6(std::string_view text, std::uint32_t scope = 0) {
  const auto ip = read<Octets>(AF_INET6, text);
  if (!ip) return std::nullopt;
  return Address::ip6(*ip, 0, scope);
}

// An interface by its number or its name; 0: there is none.
std::uint32_t read_scope(std::string_view text) {
  std::uint32_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error == std::errc{} && end == last) return number;
  if (text.find('\0') != text.npos) return 0;
  return if_nametoindex(std::string(text).c_str());
}

bool takes_scope(const Address& address) noexcept {
  if (address.family() != Address::Family::Ip6) return false;
  const std::uint8_t first = address.ip()[0];
  const std::uint8_t second = address.ip()[1];
  // Link-local: fe80::/10, and multicast on the interface or the link.
  return (first == 0xfe && (second & 0xc0) == 0x80) ||
         (first == 0xff && ((second & 0x0f) == 1 || (second & 0x0f) == 2));
}

Parsed<Address> parse_scoped(std::string_view text, std::size_t percent) {
  const std::string_view name = text.substr(percent + 1);
  const std::optional<Address> plain = read_ip6(text.substr(0, percent));
  if (!plain) return Parsed<Address>::failed(in_quotes(text) + " is not an IPv6 address");
  if (!takes_scope(*plain)) {
    return Parsed<Address>::failed(in_quotes(text) + " names an interface",
                                   "only link-local addresses (fe80::) do");
  }
  const std::uint32_t scope = read_scope(name);
  if (scope == 0) {
    return Parsed<Address>::failed("there is no interface " + in_quotes(name));
  }
  return *read_ip6(text.substr(0, percent), scope);
}

// What an address with something around it was meant to be; empty if that is not the fault.
std::string guess_ip(std::string_view text) {
  if (text.starts_with('[')) {
    const std::string_view inner = text.substr(1, text.find(']') - 1);
    return read_ip6(inner) ? std::string(inner) : std::string();
  }
  const std::string_view host = text.substr(0, text.find_first_of(":/"));
  return host.size() < text.size() && read_ip4(host) ? std::string(host) : std::string();
}

// ---- Reading networks

// `255.255.0.0` as the number of its leading ones.
std::optional<unsigned> read_mask(std::string_view text) {
  const std::optional<Address> mask = read_ip4(text);
  if (!mask) return std::nullopt;
  unsigned ones = 0;
  while (ones < 32 && (mask->ip()[ones / 8] >> (7 - ones % 8) & 1) != 0) ++ones;
  return Network(*mask, ones).had_host_bits() ? std::nullopt : std::optional(ones);
}

Parsed<Network> failed(std::string_view text, std::string fault, std::string expected) {
  return Parsed<Network>::failed(in_quotes(text) + std::move(fault), std::move(expected));
}

// An IPv4 network that was written as mapped into IPv6 has its prefix counted from there.
Parsed<Network> make_network(std::string_view text, const Address& base, std::uint64_t prefix) {
  const bool mapped = base.family() == Address::Family::Ip4 && text.find(':') != text.npos;
  const std::uint64_t longest = mapped ? 128 : bits_of(base);
  if (prefix > longest) {
    return failed(text, " has a prefix that is too long",
                  "the longest is /" + std::to_string(longest));
  }
  if (mapped && prefix < 96) {
    return failed(text, " is more than the IPv4 addresses", "write 0.0.0.0/0 for all of those");
  }
  return Network(base, static_cast<unsigned>(mapped ? prefix - 96 : prefix));
}

}  // namespace

Parsed<Address> parse_ip(std::string_view text) {
  if (const std::size_t percent = text.find('%'); percent != text.npos) {
    return parse_scoped(text, percent);
  }
  if (const std::optional<Address> address = read_ip4(text)) return *address;
  if (const std::optional<Address> address = read_ip6(text)) return *address;
  const std::string guess = guess_ip(text);
  return Parsed<Address>::failed(in_quotes(text) + " is not an IP address",
                                 guess.empty() ? "an address is such as 192.0.2.1 or 2001:db8::1"
                                               : "did you mean " + guess + "?");
}

Network::Network(const Address& base, unsigned prefix) noexcept
    : prefix_(std::min(prefix, bits_of(base))) {
  Octets ip{};
  std::copy(base.ip().begin(), base.ip().end(), ip.begin());
  for (unsigned bit = prefix_; bit < bits_of(base); ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
    had_host_bits_ = had_host_bits_ || (ip[bit / 8] & mask) != 0;
    ip[bit / 8] = static_cast<std::uint8_t>(ip[bit / 8] & ~mask);
  }
  if (base.family() == Address::Family::Ip4) base_ = Address::ip4({ip[0], ip[1], ip[2], ip[3]}, 0);
  if (base.family() == Address::Family::Ip6) base_ = Address::ip6(ip, 0, base.scope());
}

bool Network::contains(const Address& address) const noexcept {
  if (!base_.is_ip() || address.family() != base_.family()) return false;
  if (base_.scope() != 0 && base_.scope() != address.scope()) return false;
  const auto* const mine = base_.ip().data();
  const auto* const theirs = address.ip().data();
  const unsigned whole = prefix_ / 8;
  if (!std::equal(mine, mine + whole, theirs)) return false;
  const unsigned rest = prefix_ % 8;
  return rest == 0 || (mine[whole] ^ theirs[whole]) >> (8 - rest) == 0;
}

Parsed<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const Parsed<Address> base = parse_ip(text.substr(0, slash));
  if (!base) return Parsed<Network>::failed(base.error, base.expected);
  if (slash == text.npos) return Network(*base, bits_of(*base));
  const std::string_view length = text.substr(slash + 1);
  if (const std::optional<unsigned> ones = read_mask(length)) {
    return failed(text, " has a mask for a prefix",
                  "did you mean " + format_network(Network(*base, *ones)) + "?");
  }
  const Parsed<std::uint64_t> prefix = parse_number(length);
  if (!prefix) {
    return failed(text, " has no number after its slash",
                  "a network is such as 10.0.0.0/8 or 2001:db8::/32");
  }
  return make_network(text, *base, *prefix);
}

std::string format_network(const Network& network) {
  std::string out;
  append_ip(out, network.base());
  if (network.prefix() < bits_of(network.base())) out += '/' + std::to_string(network.prefix());
  return out;
}

}  // namespace replyd
