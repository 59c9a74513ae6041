#pragma once

#include <cstddef>
#include <memory>

#include "base/arena.h"
#include "base/fd.h"
#include "loop/loop.h"
#include "net/listener.h"
#include "observe/counters.h"
#include "observe/log.h"

namespace replyd {

class IoBuffers;  // net/io.h: one thread's read buffer and datagram batches, shared by its handlers

// What a handler is given by its worker; all of it outlives the handler and is of its thread only.
struct WorkerContext {
  Loop& loop;
  IoBuffers& buffers;
  Arena& arena;
};

// Serves one listening socket on one worker's thread.
class Handler {
 public:
  virtual ~Handler() = default;
  // Begins to serve. Until then the socket only collects in the kernel's queue.
  virtual void start() = 0;
  // Takes nothing new: idle connections close at once, pending replies leave first.
  virtual void drain() = 0;
  // Ends what is still open, with reason shutdown.
  virtual void stop() = 0;
  // Connections open, or delayed datagrams that still wait.
  virtual std::size_t open_count() const noexcept = 0;
};

std::unique_ptr<Handler> make_handler(WorkerContext context, Listener& listener,
                                      const EndpointSpec& endpoint, UniqueFd socket,
                                      ListenerCounters& counters, ListenerLog& log);

}  // namespace replyd
