#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/exit_status.h"
#include "language/loader.h"
#include "loop/loop.h"
#include "loop/watch.h"
#include "observe/counters.h"
#include "observe/log.h"
#include "service/assembly.h"
#include "service/ready_file.h"
#include "service/report.h"
#include "service/worker.h"

namespace replyd {

struct ServiceOptions {
  std::string ready_file;  // empty: none
  // Called once every listener is bound and serving.
  std::function<void(std::span<const Listening>)> on_ready;
};

// The daemon: reads its configuration, opens everything or nothing, lets the workers serve, and
// ends as signals say. Lives on the main thread, whose loop takes the signals.
class Service {
 public:
  // `load` reads the configuration, overrides of the command line applied.
  Service(std::function<Loaded()> load, ServiceOptions options);
  ~Service();

  // Serves until a signal ends it. hold_signals() must have been called. Everything that is wrong
  // with the configuration, or keeps it from starting, is printed to standard error.
  ExitStatus run();

 private:
  ExitStatus start();
  ExitStatus open_everything();
  void close_log();
  ExitStatus make_loops(unsigned workers);
  void hand_out_sockets();
  bool start_workers();

  void tell_starting() const;
  bool tell_ready();
  bool write_ready_file();
  void tell_end() const;

  void watch_signals();
  void on_signal(int signal) noexcept;
  void reload();
  void terminate();
  void end_early() noexcept;
  void on_worker_ended();

  // Prints what there is to say; false if there is an error in it.
  bool report(const Diagnostics& diagnostics) const;
  // Prints an error that has no place in the file. Always false.
  bool report_error(const std::string& message, const std::string& expected) const;
  void log(EventName name, Level level, std::string_view message) const noexcept;

  std::function<Loaded()> load_;
  ServiceOptions options_;
  Loaded loaded_;

  // What stands later uses what stands before, so it goes first.
  std::unique_ptr<Log> log_;
  std::unique_ptr<Loop> loop_;
  std::vector<std::unique_ptr<SignalWatch>> signals_;  // until everything else is cleared away
  std::vector<Assembled> assembled_;
  std::vector<Listening> listening_;
  std::vector<std::vector<std::unique_ptr<ListenerCounters>>> counters_;  // [listener][worker]
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<Timer> shutdown_deadline_;
  std::optional<ReadyFile> ready_file_;
  std::size_t workers_alive_ = 0;
  bool stopping_ = false;
  bool ended_early_ = false;  // a reply may have been left unsent
};

}  // namespace replyd
