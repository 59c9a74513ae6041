#pragma once

#include "language/fields.h"
#include "model/listener.h"

namespace replyd {

// Reads the socket options among a listener's keys.
void load_socket_keys(const Fields& fields, SocketSpec& socket);

}  // namespace replyd
