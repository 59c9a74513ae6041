#include "service/assembly.h"

#include <functional>
#include <string>
#include <utility>

#include "base/address.h"
#include "reply/compile.h"

namespace replyd {
namespace {

std::uint64_t seed_of(const ListenerSpec& listener, std::uint64_t seed) {
  return seed ^ std::hash<std::string>{}(listener.name);
}

// The daemon's own datagram sockets. A datagram that comes from one of them is never answered.
std::vector<Address> datagram_addresses(const std::vector<Assembled>& listeners) {
  std::vector<Address> own;
  for (const Assembled& assembled : listeners) {
    for (const OpenEndpoint& open : assembled.endpoints) {
      if (open.endpoint.transport != Transport::Udp) continue;
      if (const auto ip = parse_ip(open.endpoint.host)) {
        own.push_back(ip->with_port(open.endpoint.port));
      }
    }
  }
  return own;
}

}  // namespace

std::vector<Assembled> compile_listeners(const Config& config, const Sources& sources,
                                         std::uint64_t seed, Diagnostics& diagnostics) {
  std::vector<Assembled> listeners;
  listeners.reserve(config.listeners.size());
  for (const ListenerSpec& spec : config.listeners) {
    auto program = compile_program(spec, sources, diagnostics);
    if (program == nullptr) continue;
    listeners.push_back(
        {std::make_unique<Listener>(spec, std::move(program), seed_of(spec, seed)), {}});
  }
  return listeners;
}

void open_sockets(std::vector<Assembled>& listeners, unsigned workers, Diagnostics& diagnostics) {
  for (Assembled& assembled : listeners) {
    assembled.endpoints = open_endpoints(assembled.listener->spec, workers, diagnostics);
  }
  const AddressesByPort own(datagram_addresses(listeners));
  for (Assembled& assembled : listeners) assembled.listener->own_addresses = own;
}

}  // namespace replyd
