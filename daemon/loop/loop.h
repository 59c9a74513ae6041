#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/level.h"
#include "base/parsed.h"
#include "base/units.h"

struct event_base;

namespace replyd {

class SharedTimeout;

// An object whose death waits for the end of the loop's pass, because callers up the stack may
// still use it.
class Deferred {
 public:
  virtual ~Deferred() = default;
};

// One event loop over libevent, for one thread: the one that calls run(). Only post() and stop()
// may be called from others. What waits on it (loop/watch.h) must die before it.
class Loop {
 public:
  // `backend` is "auto" or one of libevent's method names ("epoll", "kqueue", "poll", "select").
  // Fails with the list of what the machine has. Environment variables choose nothing.
  static Parsed<std::unique_ptr<Loop>> make(std::string_view backend);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Turns until stop(). A loop with nothing to watch sleeps.
  void run();
  // Ends run() after the pass under way, or at once the run() that comes next; from any thread.
  void stop() noexcept;
  // Runs `task` on the loop's thread, soon; from any thread. Tasks run in order, outside any lock.
  void post(std::function<void()> task);
  // Destroys `object` when the pass is over.
  void destroy_later(std::unique_ptr<Deferred> object);

  // For a timeout that thousands of watches have. There is room for 256 different ones; after
  // those it is null, and the plain form will do.
  const SharedTimeout* shared_timeout(Nanoseconds timeout);

  // Monotonic; read once per call.
  static std::chrono::steady_clock::time_point now() noexcept {
    return std::chrono::steady_clock::now();
  }
  std::string_view backend() const noexcept;
  event_base* base() const noexcept;  // for watches

  // Where libevent's own warnings go, of all loops; before the first of them is made. `log` may be
  // called on any thread and must use no loop. An error that libevent cannot go on after is told,
  // and then ends the process.
  static void set_log(void (*log)(Level level, std::string_view text)) noexcept;

 private:
  Loop();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace replyd
