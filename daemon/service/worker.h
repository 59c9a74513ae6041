#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "base/arena.h"
#include "base/fd.h"
#include "base/parsed.h"
#include "loop/loop.h"
#include "loop/watch.h"
#include "net/handler.h"
#include "net/io.h"

namespace replyd {

// One event loop on a thread of its own, and the handlers that it turns. Its methods are the main
// thread's; the handlers are touched by its own thread only, once it has started.
class Worker {
 public:
  // `backend` as for Loop::make.
  static Parsed<std::unique_ptr<Worker>> make(std::string_view backend);
  ~Worker();

  // Gives it a socket to serve; before start().
  void add(Listener& listener, const EndpointSpec& endpoint, UniqueFd socket,
           ListenerCounters& counters, ListenerLog& log);
  // Begins to serve. `on_serving` and `on_ended` are called on the worker's thread: when all its
  // handlers serve, and when it has ended and nothing of them is left. False if the system gives
  // no thread.
  bool start(std::function<void()> on_serving, std::function<void()> on_ended);
  // Takes nothing new, and ends as soon as nothing is open.
  void drain();
  // Ends at once.
  void stop();

  std::string_view backend() const noexcept { return loop_->backend(); }

 private:
  explicit Worker(std::unique_ptr<Loop> loop);
  void turn(const std::function<void()>& on_serving, const std::function<void()>& on_ended);
  void end_if_idle() noexcept;
  void end_now();

  std::unique_ptr<Loop> loop_;
  IoBuffers buffers_;
  Arena arena_;
  std::vector<std::unique_ptr<Handler>> handlers_;
  std::optional<Timer> idle_check_;
  std::thread thread_;
};

}  // namespace replyd
