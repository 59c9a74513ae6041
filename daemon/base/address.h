#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/parsed.h"

namespace replyd {

// Who a peer is, small enough to keep for each connection: an IPv4 or IPv6 address with its port,
// or a unix socket (whose path, if it has one, only datagrams need: see SocketAddress).
// An IPv4 address mapped into IPv6 is the IPv4 address.
class Address {
 public:
  enum class Family : std::uint8_t { None, Ip4, Ip6, Unix };

  Address() = default;
  static Address from(const sockaddr* address, socklen_t length) noexcept;
  static Address ip4(std::array<std::uint8_t, 4> ip, std::uint16_t port) noexcept;
  static Address ip6(std::array<std::uint8_t, 16> ip, std::uint16_t port,
                     std::uint32_t scope = 0) noexcept;
  static Address unix_socket() noexcept;

  Family family() const noexcept { return family_; }
  bool is_ip() const noexcept { return family_ == Family::Ip4 || family_ == Family::Ip6; }
  std::uint16_t port() const noexcept { return port_; }
  // The interface of a link-local IPv6 address; 0: none.
  std::uint32_t scope() const noexcept { return scope_; }
  // 4 or 16 bytes in network order; none for a unix socket.
  std::basic_string_view<std::uint8_t> ip() const noexcept;
  Address with_port(std::uint16_t port) const noexcept;

  bool is_loopback() const noexcept;
  bool is_multicast() const noexcept;
  bool is_unspecified() const noexcept;        // all of 0.0.0.0/8, and ::
  bool is_limited_broadcast() const noexcept;  // 255.255.255.255

  bool operator==(const Address&) const = default;

 private:
  std::array<std::uint8_t, 16> ip_{};
  std::uint32_t scope_ = 0;
  std::uint16_t port_ = 0;
  Family family_ = Family::None;
};

// "192.0.2.1", "2001:db8::1", "fe80::1%2"; empty for a unix socket.
void append_ip(std::string& out, const Address& address);
// "192.0.2.1:80", "[2001:db8::1]:80", "unix", "unknown".
void append_address(std::string& out, const Address& address);
std::string format_address(const Address& address);

// Only an address, no name: "192.0.2.1", "::1", "fe80::1%eth0".
Parsed<Address> parse_ip(std::string_view text);

// All addresses that share their first bits.
class Network {
 public:
  Network() = default;
  Network(const Address& base, unsigned prefix) noexcept;
  bool contains(const Address& address) const noexcept;
  const Address& base() const noexcept { return base_; }
  unsigned prefix() const noexcept { return prefix_; }
  // A CIDR with host bits set ("10.0.0.1/8") is taken; check warns of it.
  bool had_host_bits() const noexcept { return had_host_bits_; }

  bool operator==(const Network&) const = default;

 private:
  Address base_;
  unsigned prefix_ = 0;
  bool had_host_bits_ = false;
};

// "10.0.0.0/8", "::1" (one address), "fe80::/10".
Parsed<Network> parse_network(std::string_view text);
std::string format_network(const Network& network);

// An address as the socket calls want it, of any family, unix paths included.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  static SocketAddress of(const Address& ip_and_port) noexcept;
  // `path` as in the file system; one that starts with '@' is Linux's abstract name.
  static Parsed<SocketAddress> of_unix(std::string_view path);
  const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage); }
  Address address() const noexcept { return Address::from(get(), length); }
  // The path of a unix socket as of_unix takes it; empty for other families and unnamed sockets.
  std::string unix_path() const;
};

}  // namespace replyd
