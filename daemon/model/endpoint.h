#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace replyd {

enum class Transport : std::uint8_t { Tcp, Udp, Unix, UnixGram };

constexpr bool is_stream(Transport transport) noexcept {
  return transport == Transport::Tcp || transport == Transport::Unix;
}
constexpr bool is_unix(Transport transport) noexcept {
  return transport == Transport::Unix || transport == Transport::UnixGram;
}
// "tcp", "udp", "unix", "unixgram": in endpoints, logs, and for `${transport}`.
constexpr std::string_view name_of(Transport transport) noexcept {
  constexpr std::string_view kNames[] = {"tcp", "udp", "unix", "unixgram"};
  return kNames[static_cast<int>(transport)];
}

// One socket to listen on. A range or list of ports in `listen` has become one of these each.
struct EndpointSpec {
  Transport transport = Transport::Tcp;
  std::string host;        // tcp, udp: an address, a name, or "*" for all of both families
  std::uint16_t port = 0;  // tcp, udp: 0 lets the kernel pick
  std::string path;        // unix: a path, or '@' and an abstract name
  Position where;

  bool operator==(const EndpointSpec&) const = default;
};

// As `listen` would say it: "tcp://[::1]:80", "unix:///run/x", "unix:@x".
std::string format_endpoint(const EndpointSpec& endpoint);

}  // namespace replyd
