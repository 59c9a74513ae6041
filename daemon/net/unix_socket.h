#pragma once

#include "base/fd.h"
#include "model/listener.h"
#include "net/socket_file.h"
#include "net/socket_problem.h"

namespace replyd {

struct UnixSocket {
  UniqueFd socket;
  SocketFile file;
  SocketProblem problem;  // then there is no socket
};

// Binds a unix socket, with the file's mode and owner, and listens on it. A file that a socket left
// behind is replaced; one that is served, or is no socket, is a problem.
UnixSocket open_unix_socket(const EndpointSpec& endpoint, const SocketSpec& options);

}  // namespace replyd
