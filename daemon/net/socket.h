#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/fd.h"
#include "model/listener.h"
#include "net/socket_file.h"

namespace replyd {

// An endpoint with its sockets open: one for each worker where the system balances between them,
// else one. A name or "*" of one EndpointSpec may have become several of these.
struct OpenEndpoint {
  EndpointSpec endpoint;  // with the numeric address and the port that the kernel picked
  std::vector<UniqueFd> sockets;
  SocketFile file;  // of a unix socket; goes with this
};

// Binds and, for streams, listens on all endpoints of a listener, for so many workers. Whatever
// fails is an error at the endpoint's position that names listener, endpoint and remedy; then the
// result is to be thrown away.
std::vector<OpenEndpoint> open_endpoints(const ListenerSpec& listener, unsigned workers,
                                         Diagnostics& diagnostics);

}  // namespace replyd
