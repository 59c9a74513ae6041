#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/diagnostic.h"
#include "model/config.h"
#include "net/listener.h"
#include "net/socket.h"

namespace replyd {

// A listener that is ready to be served: compiled, its sockets open.
struct Assembled {
  std::unique_ptr<Listener> listener;
  std::vector<OpenEndpoint> endpoints;
};

// Compiles all listeners. Nothing outside is touched; errors are in `diagnostics`.
// `seed` is what the random choices of all listeners are derived from.
std::vector<Assembled> compile_listeners(const Config& config, const Sources& sources,
                                         std::uint64_t seed, Diagnostics& diagnostics);

// Opens the sockets of all listeners for so many workers. All or nothing: if there is an error,
// drop them.
void open_sockets(std::vector<Assembled>& listeners, unsigned workers, Diagnostics& diagnostics);

}  // namespace replyd
