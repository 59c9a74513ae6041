#include "net/socket.h"

#include <netdb.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "base/address.h"
#include "net/io.h"
#include "net/ip_socket.h"
#include "net/socket_problem.h"
#include "net/unix_socket.h"

namespace replyd {
namespace {

// Port 0 on several addresses: how often one is tried that all of them have free.
constexpr int kPortAttempts = 16;

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};

using Addresses = std::vector<Address>;

// Opens the endpoints of one listener, and collects what keeps it from that.
class Opener {
 public:
  Opener(const ListenerSpec& listener, unsigned workers, Diagnostics& diagnostics)
      : listener_(listener), workers_(workers), diagnostics_(diagnostics) {}

  void open(const EndpointSpec& endpoint) {
    is_unix(endpoint.transport) ? open_unix(endpoint) : open_ip(endpoint);
  }
  std::vector<OpenEndpoint> take() { return std::move(opened_); }

 private:
  void open_unix(const EndpointSpec& endpoint);
  void open_ip(const EndpointSpec& endpoint);
  Addresses resolve(const EndpointSpec& endpoint);
  Addresses resolve_name(const EndpointSpec& endpoint);
  Addresses all_addresses() const;
  bool open_all(const EndpointSpec& endpoint, const Addresses& addresses, bool is_last_attempt);
  bool may_do_without(const EndpointSpec& endpoint, const Address& address, int error);

  const ListenerSpec& listener_;
  const unsigned workers_;
  Diagnostics& diagnostics_;
  std::vector<OpenEndpoint> opened_;
};

void Opener::open_unix(const EndpointSpec& endpoint) {
  UnixSocket unix_socket = open_unix_socket(endpoint, listener_.socket);
  if (unix_socket.problem) {
    return report(unix_socket.problem, listener_, endpoint, diagnostics_);
  }
  OpenEndpoint open{endpoint, {}, std::move(unix_socket.file)};
  open.sockets.push_back(std::move(unix_socket.socket));
  opened_.push_back(std::move(open));
}

void Opener::open_ip(const EndpointSpec& endpoint) {
  const Addresses addresses = resolve(endpoint);
  if (addresses.empty()) return;
  const int attempts = endpoint.port == 0 && addresses.size() > 1 ? kPortAttempts : 1;
  for (int attempt = 1; attempt <= attempts; ++attempt) {
    if (open_all(endpoint, addresses, attempt == attempts)) return;
  }
}

Addresses Opener::all_addresses() const {
  const Address ip4 = Address::ip4({}, 0);
  const Address ip6 = Address::ip6({}, 0);
  const auto& v6_only = listener_.socket.v6_only;
  // One socket for both families, if the file says so; else one for each.
  if (v6_only) return {ip6};
  return {ip4, ip6};
}

Addresses Opener::resolve(const EndpointSpec& endpoint) {
  if (endpoint.host == "*") return all_addresses();
  if (const auto address = parse_ip(endpoint.host)) return {*address};
  return resolve_name(endpoint);
}

Addresses Opener::resolve_name(const EndpointSpec& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = endpoint.transport == Transport::Tcp ? SOCK_STREAM : SOCK_DGRAM;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(endpoint.host.c_str(), nullptr, &hints, &list);
  if (error != 0) {
    report({"unknown host '" + endpoint.host + "' (" + ::gai_strerror(error) + ")",
            "an address, `*`, or a name that `getent ahosts` knows"},
           listener_, endpoint, diagnostics_);
    return {};
  }
  const std::unique_ptr<addrinfo, FreeAddresses> owner(list);
  Addresses addresses;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    const Address address = Address::from(entry->ai_addr, entry->ai_addrlen);
    const bool is_known = std::find(addresses.begin(), addresses.end(), address) != addresses.end();
    if (address.is_ip() && !is_known) addresses.push_back(address);
  }
  return addresses;
}

// Opens all addresses, on one port. False if that was taken on one of them, and another may do.
bool Opener::open_all(const EndpointSpec& endpoint, const Addresses& addresses,
                      bool is_last_attempt) {
  std::vector<OpenEndpoint> opened;
  std::uint16_t port = endpoint.port;
  for (const Address& address : addresses) {
    IpSockets ip = open_ip_sockets(SocketAddress::of(address.with_port(port)), endpoint.transport,
                                   listener_.socket, workers_);
    if (ip.error == EADDRINUSE && !is_last_attempt) return false;
    EndpointSpec exact = endpoint;
    exact.host.clear();
    append_ip(exact.host, address);
    exact.port = port;
    if (ip.error != 0) {
      if (may_do_without(endpoint, address, ip.error)) continue;
      report(problem_of_ip(ip.error, exact), listener_, exact, diagnostics_);
      continue;
    }
    port = exact.port = local_address(ip.sockets.front().get()).port();
    opened.push_back({std::move(exact), std::move(ip.sockets), SocketFile()});
  }
  std::move(opened.begin(), opened.end(), std::back_inserter(opened_));
  return true;
}

// "*" means all that there is, and IPv6 may be off.
bool Opener::may_do_without(const EndpointSpec& endpoint, const Address& address, int error) {
  const bool is_missing = error == EAFNOSUPPORT || error == EADDRNOTAVAIL;
  if (endpoint.host != "*" || address.family() != Address::Family::Ip6 || !is_missing) return false;
  if (listener_.socket.v6_only) return false;
  diagnostics_.warning(
      endpoint.where,
      "listener '" + listener_.name + "' listens on IPv4 only: this machine has no IPv6",
      "write `0.0.0.0` in place of `*` to say so");
  return true;
}

}  // namespace

std::vector<OpenEndpoint> open_endpoints(const ListenerSpec& listener, unsigned workers,
                                         Diagnostics& diagnostics) {
  Opener opener(listener, workers, diagnostics);
  for (const EndpointSpec& endpoint : listener.endpoints) opener.open(endpoint);
  return opener.take();
}

}  // namespace replyd
