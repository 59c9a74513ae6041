#include "net/datagram_guard.h"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <memory>

#include "net/peers.h"

namespace replyd {
namespace {

// How long the machine's addresses are taken for granted.
constexpr std::chrono::seconds kFresh{1};

struct FreeAddresses {
  void operator()(ifaddrs* list) const noexcept { ::freeifaddrs(list); }
};

socklen_t length_of(const sockaddr& address) noexcept {
  return address.sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

bool is_ip(const sockaddr* address) noexcept {
  return address != nullptr && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

bool has_same_ip(const Address& one, const Address& other) noexcept {
  return one.family() == other.family() && one.ip() == other.ip();
}

}  // namespace

bool OwnMachine::has(const Address& address, SteadyTime now) {
  if (address.is_loopback()) return true;
  if (now >= fresh_until_) {
    refresh();
    fresh_until_ = now + kFresh;
  }
  return std::any_of(addresses_.begin(), addresses_.end(),
                     [&](const Address& own) { return has_same_ip(own, address); });
}

void OwnMachine::refresh() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return;
  const std::unique_ptr<ifaddrs, FreeAddresses> owner(list);
  addresses_.clear();
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (!is_ip(entry->ifa_addr)) continue;
    addresses_.push_back(Address::from(entry->ifa_addr, length_of(*entry->ifa_addr)));
  }
}

Reason DatagramGuard::judge(const Address& peer, const PacketInfo& info, SteadyTime now) {
  if (!peer.is_ip()) return Reason::None;  // a unix socket's name cannot be forged
  const LimitsSpec& limits = listener_.spec.limits;
  const PortRange& ports = limits.source_ports;
  if (peer.port() == 0 || peer.port() < ports.first || peer.port() > ports.last) {
    return Reason::SourcePort;
  }
  if (peer.is_multicast() || peer.is_limited_broadcast() || peer.is_unspecified()) {
    return Reason::Loop;
  }
  if (info.was_sent_to_many() && !limits.answer_broadcast) return Reason::Loop;
  return is_own_socket(peer, now) ? Reason::Loop : Reason::None;
}

bool DatagramGuard::is_own_socket(const Address& peer, SteadyTime now) {
  const auto& own = listener_.own_addresses;
  return std::any_of(own.begin(), own.end(), [&](const Address& address) {
    if (address.port() != peer.port()) return false;
    return address.is_unspecified() ? machine_.has(peer, now) : has_same_ip(address, peer);
  });
}

Reason DatagramGuard::take_answer(const Address& peer, std::size_t size, SteadyTime now) noexcept {
  if (!peer.is_ip() || listener_.is_exempt(peer)) return Reason::None;
  return listener_.peers->take_answer(peer, size, now) ? Reason::None : Reason::Rate;
}

}  // namespace replyd
