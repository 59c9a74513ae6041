#pragma once

#include <vector>

#include "base/address.h"
#include "base/fd.h"
#include "model/listener.h"

namespace replyd {

// The sockets of one address, or the errno that kept them from being made.
struct IpSockets {
  std::vector<UniqueFd> sockets;
  int error = 0;
};

// Binds a tcp or udp address with the options of the file, and listens on it. So many sockets as
// there are workers, if the system balances between them, else one. The first is bound as the only
// one, so that a port which another process has is found out.
IpSockets open_ip_sockets(const SocketAddress& address, Transport transport,
                          const SocketSpec& options, unsigned workers);

}  // namespace replyd
