#include "net/listener.h"

#include <algorithm>
#include <utility>

#include "net/peers.h"

namespace replyd {
namespace {

bool limits_peers(const ListenerSpec& spec) {
  const LimitsSpec& limits = spec.limits;
  return spec.has_datagrams() || limits.connections_per_peer.has_value() ||
         limits.connection_rate_per_peer.has_value() || limits.message_rate_per_peer.has_value();
}

struct ByPort {
  bool operator()(const Address& one, const Address& other) const noexcept {
    return one.port() < other.port();
  }
  bool operator()(const Address& one, std::uint16_t port) const noexcept {
    return one.port() < port;
  }
  bool operator()(std::uint16_t port, const Address& one) const noexcept {
    return port < one.port();
  }
};

}  // namespace

AddressesByPort::AddressesByPort(std::vector<Address> addresses) : sorted_(std::move(addresses)) {
  std::sort(sorted_.begin(), sorted_.end(), ByPort());
}

std::span<const Address> AddressesByPort::at_port(std::uint16_t port) const noexcept {
  const auto [first, last] = std::equal_range(sorted_.begin(), sorted_.end(), port, ByPort());
  return {first, last};
}

Listener::Listener(ListenerSpec listener_spec, std::shared_ptr<const Program> compiled,
                   std::uint64_t choices_seed)
    : spec(std::move(listener_spec)), program(std::move(compiled)), seed(choices_seed) {
  if (limits_peers(spec)) peers = std::make_unique<Peers>(spec.limits);
}

Listener::~Listener() = default;

bool Listener::is_exempt(const Address& peer) const noexcept {
  return std::any_of(spec.limits.exempt.begin(), spec.limits.exempt.end(),
                     [&](const Network& network) { return network.contains(peer); });
}

}  // namespace replyd
