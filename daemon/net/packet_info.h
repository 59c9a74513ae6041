#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>

#include "base/address.h"

namespace replyd {

// Which address a datagram was sent to, and from which its reply must leave.
struct PacketInfo {
  Address destination;  // family None: not known
  Address reply_from;   // family None: let the kernel choose

  bool is_known() const noexcept { return destination.is_ip(); }
  // Sent to a broadcast or multicast address, and so to who knows how many.
  bool was_sent_to_many() const noexcept;
};

// Room for what the kernel tells of a datagram, and is told.
struct alignas(cmsghdr) PacketControl {
  static constexpr std::size_t kSize = 128;
  std::array<std::byte, kSize> bytes;
};

// Asks for the packet info of all that comes to this socket. False with errno if it cannot be had.
bool request_packet_info(int fd, int family) noexcept;
// What came with a datagram.
PacketInfo packet_info_of(const msghdr& header) noexcept;
// Adds `info` to a datagram that leaves by a socket of this family; `control` outlives the call.
void attach_packet_info(msghdr& header, PacketControl& control, int family,
                        const PacketInfo& info) noexcept;

}  // namespace replyd
