#include "net/packet_info.h"

#include <netinet/in.h>

#include <cstring>

namespace replyd {
namespace {

// A socket of both families gets both.
static_assert(PacketControl::kSize >=
              CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(in_pktinfo)));

Address address_of(const in_addr& ip) noexcept {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr = ip;
  return Address::from(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

Address address_of(const in6_addr& ip) noexcept {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = ip;
  return Address::from(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

PacketInfo from_ip4(const cmsghdr& control) noexcept {
  in_pktinfo info;
  std::memcpy(&info, CMSG_DATA(&control), sizeof info);
  return {address_of(info.ipi_addr), address_of(info.ipi_spec_dst)};
}

PacketInfo from_ip6(const cmsghdr& control) noexcept {
  in6_pktinfo info;
  std::memcpy(&info, CMSG_DATA(&control), sizeof info);
  const Address destination = address_of(info.ipi6_addr);
  const Address reply_from = destination.is_multicast() ? Address() : destination;
  return {destination, reply_from};
}

template <typename Info>
void attach(msghdr& header, PacketControl& control, int level, int type,
            const Info& info) noexcept {
  control.bytes.fill(std::byte{0});
  header.msg_control = control.bytes.data();
  header.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* const entry = CMSG_FIRSTHDR(&header);
  entry->cmsg_level = level;
  entry->cmsg_type = type;
  entry->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(entry), &info, sizeof info);
}

void attach_ip4(msghdr& header, PacketControl& control, const PacketInfo& info) noexcept {
  in_pktinfo wire{};
  std::memcpy(&wire.ipi_spec_dst, info.reply_from.ip().data(), sizeof wire.ipi_spec_dst);
  attach(header, control, IPPROTO_IP, IP_PKTINFO, wire);
}

void attach_ip6(msghdr& header, PacketControl& control, const PacketInfo& info) noexcept {
  in6_pktinfo wire{};  // without an interface: the peer's address has it where it matters
  if (info.reply_from.family() == Address::Family::Ip4) {  // a socket of both families
    wire.ipi6_addr.s6_addr[10] = wire.ipi6_addr.s6_addr[11] = 0xff;
    std::memcpy(&wire.ipi6_addr.s6_addr[12], info.reply_from.ip().data(), 4);
  } else {
    std::memcpy(&wire.ipi6_addr, info.reply_from.ip().data(), sizeof wire.ipi6_addr);
  }
  attach(header, control, IPPROTO_IPV6, IPV6_PKTINFO, wire);
}

}  // namespace

bool PacketInfo::was_sent_to_many() const noexcept {
  if (!is_known()) return false;
  // For a network's broadcast the kernel answers from an address that is not the one asked.
  return destination.is_multicast() || destination.is_limited_broadcast() ||
         !(destination == reply_from);
}

bool request_packet_info(int fd, int family) noexcept {
  const int on = 1;
  const bool has_ip4 = ::setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) == 0;
  if (family != AF_INET6) return has_ip4;
  // A socket of both families has asked for both; one of IPv6 alone is never told the other.
  return ::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on) == 0;
}

// Of an IPv4 datagram at a socket of both families, only IPv4's own word tells a broadcast.
PacketInfo packet_info_of(const msghdr& header) noexcept {
  auto& readable = const_cast<msghdr&>(header);  // CMSG_NXTHDR wants it so, and only reads
  PacketInfo info;
  for (cmsghdr* entry = CMSG_FIRSTHDR(&readable); entry != nullptr;
       entry = CMSG_NXTHDR(&readable, entry)) {
    if (entry->cmsg_level == IPPROTO_IP && entry->cmsg_type == IP_PKTINFO) return from_ip4(*entry);
    if (entry->cmsg_level == IPPROTO_IPV6 && entry->cmsg_type == IPV6_PKTINFO) {
      info = from_ip6(*entry);
    }
  }
  return info;
}

void attach_packet_info(msghdr& header, PacketControl& control, int family,
                        const PacketInfo& info) noexcept {
  if (!info.reply_from.is_ip()) return;
  if (family == AF_INET6) return attach_ip6(header, control, info);
  attach_ip4(header, control, info);
}

}  // namespace replyd
