#include "base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace replyd {
namespace {

constexpr std::size_t kFamilyEnd = offsetof(sockaddr, sa_family) + sizeof(sa_family_t);
constexpr std::array<std::uint8_t, 16> kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

// The bytes may stand anywhere, and be fewer than the type; what is missing stays zero.
template <typename Type>
Type copy_of(const sockaddr* address, socklen_t length) noexcept {
  Type copy{};
  std::memcpy(&copy, address, std::min<std::size_t>(sizeof copy, length));
  return copy;
}

Address from_ip4(const sockaddr* address, socklen_t length) noexcept {
  const auto in = copy_of<sockaddr_in>(address, length);
  std::array<std::uint8_t, 4> ip{};
  std::memcpy(ip.data(), &in.sin_addr, ip.size());
  return Address::ip4(ip, ntohs(in.sin_port));
}

Address from_ip6(const sockaddr* address, socklen_t length) noexcept {
  const auto in = copy_of<sockaddr_in6>(address, length);
  std::array<std::uint8_t, 16> ip{};
  std::memcpy(ip.data(), &in.sin6_addr, ip.size());
  return Address::ip6(ip, ntohs(in.sin6_port), in.sin6_scope_id);
}

}  // namespace

Address Address::from(const sockaddr* address, socklen_t length) noexcept {
  if (address == nullptr || length < kFamilyEnd) return {};
  const sa_family_t family = copy_of<sockaddr>(address, length).sa_family;
  if (family == AF_UNIX) return unix_socket();
  if (family == AF_INET && length >= sizeof(sockaddr_in)) return from_ip4(address, length);
  if (family == AF_INET6 && length >= sizeof(sockaddr_in6)) return from_ip6(address, length);
  return {};
}

Address Address::ip4(std::array<std::uint8_t, 4> ip, std::uint16_t port) noexcept {
  Address address;
  std::copy(ip.begin(), ip.end(), address.ip_.begin());
  address.port_ = port;
  address.family_ = Family::Ip4;
  return address;
}

Address Address::ip6(std::array<std::uint8_t, 16> ip, std::uint16_t port,
                     std::uint32_t scope) noexcept {
  if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), ip.begin())) {
    return ip4({ip[12], ip[13], ip[14], ip[15]}, port);
  }
  Address address;
  address.ip_ = ip;
  address.scope_ = scope;
  address.port_ = port;
  address.family_ = Family::Ip6;
  return address;
}

Address Address::unix_socket() noexcept {
  Address address;
  address.family_ = Family::Unix;
  return address;
}

std::basic_string_view<std::uint8_t> Address::ip() const noexcept {
  if (family_ == Family::Ip4) return {ip_.data(), 4};
  if (family_ == Family::Ip6) return {ip_.data(), 16};
  return {};
}

Address Address::with_port(std::uint16_t port) const noexcept {
  Address address = *this;
  address.port_ = port;
  return address;
}

bool Address::is_loopback() const noexcept {
  if (family_ == Family::Ip4) return ip_[0] == 127;
  return family_ == Family::Ip6 && ip_ == kLoopback;
}

bool Address::is_multicast() const noexcept {
  if (family_ == Family::Ip4) return (ip_[0] & 0xf0) == 0xe0;
  return family_ == Family::Ip6 && ip_[0] == 0xff;
}

bool Address::is_unspecified() const noexcept {
  if (family_ == Family::Ip4) return ip_[0] == 0;
  return family_ == Family::Ip6 && ip_ == std::array<std::uint8_t, 16>{};
}

bool Address::is_limited_broadcast() const noexcept {
  return family_ == Family::Ip4 &&
         std::all_of(ip_.begin(), ip_.begin() + 4, [](std::uint8_t byte) { return byte == 255; });
}

void append_ip(std::string& out, const Address& address) {
  if (!address.is_ip()) return;
  char text[INET6_ADDRSTRLEN];
  const int family = address.family() == Address::Family::Ip4 ? AF_INET : AF_INET6;
  if (inet_ntop(family, address.ip().data(), text, sizeof text) == nullptr) return;
  out += text;
  if (address.scope() != 0) out += '%' + std::to_string(address.scope());
}

void append_address(std::string& out, const Address& address) {
  if (address.family() == Address::Family::Unix) out += "unix";
  if (address.family() == Address::Family::None) out += "unknown";
  if (!address.is_ip()) return;
  const bool brackets = address.family() == Address::Family::Ip6;
  if (brackets) out += '[';
  append_ip(out, address);
  if (brackets) out += ']';
  out += ':' + std::to_string(address.port());
}

std::string format_address(const Address& address) {
  std::string out;
  append_address(out, address);
  return out;
}

}  // namespace replyd
