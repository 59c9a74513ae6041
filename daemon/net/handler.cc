#include "net/handler.h"

#include <utility>

#include "net/datagram_handler.h"
#include "net/stream_handler.h"

namespace replyd {

std::unique_ptr<Handler> make_handler(WorkerContext context, Listener& listener,
                                      const EndpointSpec& endpoint, UniqueFd socket,
                                      ListenerCounters& counters, ListenerLog& log) {
  if (is_stream(endpoint.transport)) {
    return std::make_unique<StreamHandler>(context, listener, endpoint.transport, std::move(socket),
                                           counters, log);
  }
  return std::make_unique<DatagramHandler>(context, listener, endpoint.transport, std::move(socket),
                                           counters, log);
}

}  // namespace replyd
