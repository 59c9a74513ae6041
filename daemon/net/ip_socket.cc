#include "net/ip_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>

#include "net/io.h"
#include "net/packet_info.h"
#include "net/socket_options.h"

namespace replyd {
namespace {

// With the usual 208 KiB a burst of a few hundred datagrams is lost while the loop is busy.
constexpr int kUdpReceiveBuffer = 4 * 1024 * 1024;

// What is accepted inherits these.
void set_tcp(int fd, const SocketSpec& options) noexcept {
  set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);  // so that a restart need not wait for TIME_WAIT
  if (options.no_delay) set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (options.keep_alive) set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}

// Not SO_REUSEADDR for udp: with it a second daemon would take the port, and the datagrams.
void set_options(int fd, const SocketAddress& address, Transport transport,
                 const SocketSpec& options) noexcept {
  const int family = address.storage.ss_family;
  if (family == AF_INET6) {
    set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, options.v6_only.value_or(true) ? 1 : 0);
  }
  if (transport == Transport::Tcp) set_tcp(fd, options);
  if (transport == Transport::Udp && address.address().is_unspecified()) {
    request_packet_info(fd, family);
  }
  if (transport == Transport::Udp) {
    set_option(fd, SOL_SOCKET, SO_RCVBUF, kUdpReceiveBuffer);  // the kernel cuts it to its bound
  }
  set_buffers(fd, options);
}

enum class Alone : bool { No, Yes };

// Bound, and listening. Without a socket errno tells why.
UniqueFd open_one(const SocketAddress& address, Transport transport, const SocketSpec& options,
                  Alone alone) {
  const int type = transport == Transport::Tcp ? SOCK_STREAM : SOCK_DGRAM;
  UniqueFd fd = open_socket(address.storage.ss_family, type);
  if (!fd) return fd;
  set_options(fd.get(), address, transport, options);
  if (options.free_bind && !allow_foreign_address(fd.get())) return UniqueFd();
  if (alone == Alone::No && !share_address(fd.get())) return UniqueFd();
  if (::bind(fd.get(), address.get(), address.length) != 0) return UniqueFd();
  if (type == SOCK_STREAM && ::listen(fd.get(), as_int(options.backlog)) != 0) return UniqueFd();
  return fd;
}

}  // namespace

IpSockets open_ip_sockets(const SocketAddress& address, Transport transport,
                          const SocketSpec& options, unsigned workers) {
  IpSockets opened;
  UniqueFd first = open_one(address, transport, options, Alone::Yes);
  if (!first) {
    opened.error = errno;
    return opened;
  }
  const SocketAddress bound = local_socket_address(first.get());
  // Only now may the address be shared: its siblings come in, nobody else's socket was let in.
  const bool is_shared = workers > 1 && share_address(first.get());
  opened.sockets.push_back(std::move(first));
  while (is_shared && opened.sockets.size() < workers) {
    UniqueFd sibling = open_one(bound, transport, options, Alone::No);
    if (!sibling) {
      opened.error = errno;
      return opened;
    }
    opened.sockets.push_back(std::move(sibling));
  }
  return opened;
}

}  // namespace replyd
