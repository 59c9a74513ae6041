#include "net/datagram_guard.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "loop/loop.h"
#include "net/peers.h"

namespace replyd {
namespace {

// How long the machine's addresses are taken for granted.
constexpr std::chrono::seconds kFresh{1};

struct FreeAddresses {
  void operator()(ifaddrs* list) const noexcept { ::freeifaddrs(list); }
};
using Interfaces = std::unique_ptr<ifaddrs, FreeAddresses>;

Interfaces interfaces() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return nullptr;
  return Interfaces(list);
}

// Family None if it is not an IP address.
Address address_of(const sockaddr* address) noexcept {
  if (address == nullptr) return {};
  if (address->sa_family == AF_INET) return Address::from(address, sizeof(sockaddr_in));
  if (address->sa_family == AF_INET6) return Address::from(address, sizeof(sockaddr_in6));
  return {};
}

bool has_same_ip(const Address& one, const Address& other) noexcept {
  return one.family() == other.family() && one.ip() == other.ip();
}

bool has_ip(const std::vector<Address>& list, const Address& address) noexcept {
  return std::any_of(list.begin(), list.end(),
                     [&](const Address& own) { return has_same_ip(own, address); });
}

std::shared_ptr<const OwnAddresses> look() {
  auto seen = std::make_shared<OwnAddresses>();
  const Interfaces list = interfaces();
  for (const ifaddrs* entry = list.get(); entry != nullptr; entry = entry->ifa_next) {
    const Address address = address_of(entry->ifa_addr);
    if (address.is_ip()) seen->addresses.push_back(address);
    if ((entry->ifa_flags & IFF_BROADCAST) == 0) continue;
    const Address broadcast = address_of(entry->ifa_broadaddr);
    if (broadcast.is_ip()) seen->broadcasts.push_back(broadcast);
  }
  return seen;
}

// One look serves all guards: there may be as many as endpoints times workers.
std::shared_ptr<const OwnAddresses> latest(SteadyTime now) {
  static std::mutex mutex;
  static std::shared_ptr<const OwnAddresses> seen;
  static SteadyTime fresh_until{};
  const std::lock_guard lock(mutex);
  if (!seen || now >= fresh_until) {
    seen = look();
    fresh_until = now + kFresh;
  }
  return seen;
}

}  // namespace

const OwnAddresses& OwnMachine::known(SteadyTime now) {
  if (!known_ || now >= fresh_until_) {
    known_ = latest(now);
    fresh_until_ = now + kFresh;
  }
  return *known_;
}

bool OwnMachine::has(const Address& address, SteadyTime now) {
  return address.is_loopback() || has_ip(known(now).addresses, address);
}

bool OwnMachine::is_for_many(const Address& address, SteadyTime now) {
  if (address.is_multicast() || address.is_limited_broadcast()) return true;
  if (address.family() != Address::Family::Ip4 || address.is_unspecified()) return false;
  return has_ip(known(now).broadcasts, address);
}

DatagramGuard::DatagramGuard(Listener& listener, const Address& bound)
    : listener_(listener), is_bound_to_many_(machine_.is_for_many(bound, Loop::now())) {}

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
  const bool is_for_many = is_bound_to_many_ || info.was_sent_to_many();
  if (is_for_many && !limits.answer_broadcast) return Reason::Loop;
  return is_own_socket(peer, now) ? Reason::Loop : Reason::None;
}

bool DatagramGuard::is_own_socket(const Address& peer, SteadyTime now) {
  const auto own = listener_.own_addresses.at_port(peer.port());
  return std::any_of(own.begin(), own.end(), [&](const Address& address) {
    return address.is_unspecified() ? machine_.has(peer, now) : has_same_ip(address, peer);
  });
}

Reason DatagramGuard::take_answer(const Address& peer, std::size_t size, SteadyTime now) noexcept {
  if (!peer.is_ip() || listener_.is_exempt(peer)) return Reason::None;
  return listener_.peers->take_answer(peer, size, now) ? Reason::None : Reason::Rate;
}

}  // namespace replyd
