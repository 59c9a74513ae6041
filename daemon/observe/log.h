#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/token_bucket.h"
#include "model/log.h"
#include "observe/event.h"

namespace replyd {

class Log;

// One thread's way into the log of one listener: which of its events are wanted, how much of a
// payload, and the rate. write() never blocks, never throws, and costs a comparison while the rate
// is used up.
class ListenerLog {
 public:
  ListenerLog() = default;  // wants nothing
  // Would anything come of a traffic event of this kind now? Ask before gathering its fields.
  bool wants(EventName name, Level level, SteadyTime now) noexcept;
  void write(const Event& event, SteadyTime now) noexcept;

  struct Route;  // one log that this listener writes to

 private:
  friend class Log;
  std::vector<Route*> routes_;
};

// All logs of the daemon, and the threads that write them: one for all files, and one for each
// output whose reader might stand still. Events are copied into bounded queues; what does not fit
// is dropped and counted, and the count is logged once a second.
class Log {
 public:
  // Opens every log that `daemon` and `listeners` (their effective specs) name, once each.
  // One that cannot be opened is an error in `diagnostics`, at its position; then there is no log.
  static std::unique_ptr<Log> open(std::span<const LogSpec> daemon,
                                   std::span<const std::vector<LogSpec>> listeners,
                                   Diagnostics& diagnostics);
  ~Log();  // writes what is queued, waiting at most a second for a reader that stands still

  // An operational event, to the daemon's logs; from any thread.
  void write(const Event& event) noexcept;
  // The entry for one listener and one thread; lives as long as the log. Listeners that inherit a
  // log's rate share it; one that has its own has it for all its threads. From any thread.
  ListenerLog& listener_log(std::span<const LogSpec> specs);
  // Opens files again (after logrotate), on the writer's thread.
  void reopen() noexcept;
  // Events dropped so far: past the rate, and for want of room.
  std::uint64_t dropped() const noexcept;

 private:
  Log();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace replyd
