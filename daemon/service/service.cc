#include "service/service.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <initializer_list>
#include <latch>
#include <memory>
#include <random>
#include <utility>

#include "base/version.h"
#include "service/cpus.h"
#include "service/descriptors.h"
#include "service/report.h"
#include "service/signals.h"

namespace replyd {
namespace {

// libevent has one place for its warnings, whatever the loop, so there is one here too.
std::atomic<Log*> loop_log{nullptr};

void log_for_loop(Level level, std::string_view text) {
  Event event;
  event.name = EventName::Error;
  event.level = level;
  event.reason = Reason::Error;
  event.message = text;
  if (Log* const log = loop_log.load()) log->write(event);
}

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) ^ device();
}

unsigned worker_count(const Config& config) {
  return config.workers == 0 ? usable_cpus() : config.workers;
}

std::vector<std::vector<LogSpec>> logs_of(const Config& config) {
  std::vector<std::vector<LogSpec>> logs;
  for (const ListenerSpec& listener : config.listeners) logs.push_back(listener.logs);
  return logs;
}

std::vector<EndpointSpec> endpoints_of(const Assembled& assembled) {
  std::vector<EndpointSpec> endpoints;
  for (const OpenEndpoint& open : assembled.endpoints) endpoints.push_back(open.endpoint);
  return endpoints;
}

}  // namespace

Service::Service(std::function<Loaded()> load, ServiceOptions options)
    : load_(std::move(load)), options_(std::move(options)) {}

Service::~Service() { close_log(); }

void Service::close_log() {
  loop_log.store(nullptr);
  workers_.clear();
  log_.reset();
}

ExitStatus Service::run() {
  if (const ExitStatus status = start(); status != ExitStatus::Ok) return status;
  loop_->run();
  tell_end();
  return ExitStatus::Ok;
}

ExitStatus Service::start() {
  if (!options_.ready_file.empty()) ReadyFile::remove_stale(options_.ready_file);
  loaded_ = load_();
  if (!report(loaded_.diagnostics)) return ExitStatus::Configuration;
  if (const ExitStatus status = open_everything(); status != ExitStatus::Ok) return status;
  watch_signals();
  if (!start_workers()) return ExitStatus::Unavailable;
  return tell_ready() ? ExitStatus::Ok : ExitStatus::Unavailable;
}

ExitStatus Service::open_everything() {
  const Config& config = loaded_.config;
  const unsigned workers = worker_count(config);
  Diagnostics problems;
  fit_connections(loaded_.config, count_descriptors(config, workers),
                  raise_descriptor_limit(config.backend), problems);
  if (!report(problems)) return ExitStatus::Unavailable;
  if (const ExitStatus status = make_loops(workers); status != ExitStatus::Ok) return status;

  problems = {};
  assembled_ = compile_listeners(config, loaded_.sources, random_seed(), problems);
  if (!report(problems)) return ExitStatus::Configuration;

  problems = {};
  log_ = Log::open(config.logs, logs_of(config), problems);
  if (!report(problems)) return ExitStatus::Unavailable;
  loop_log.store(log_.get());
  tell_starting();

  problems = {};
  open_sockets(assembled_, workers, problems);
  if (problems.has_errors()) close_log();  // so that the last words are those of the error
  if (!report(problems)) return ExitStatus::Unavailable;
  hand_out_sockets();
  return ExitStatus::Ok;
}

ExitStatus Service::make_loops(unsigned workers) {
  Loop::set_log(&log_for_loop);
  auto main_loop = Loop::make("auto");
  if (!main_loop) {
    report_error(main_loop.error, main_loop.expected);
    return ExitStatus::Unavailable;
  }
  loop_ = std::move(*main_loop.value);
  for (unsigned i = 0; i < workers; ++i) {
    auto worker = Worker::make(name_of(loaded_.config.backend));
    if (!worker) {
      Diagnostics problems;
      problems.error(loaded_.config.backend_where, worker.error, worker.expected);
      report(problems);
      return ExitStatus::Configuration;
    }
    workers_.push_back(std::move(*worker.value));
  }
  return ExitStatus::Ok;
}

// A worker gets its own socket of an endpoint; an endpoint with one socket is dealt to the workers
// in turn.
void Service::hand_out_sockets() {
  std::size_t turn = 0;
  for (Assembled& assembled : assembled_) {
    listening_.push_back({&assembled.listener->spec, endpoints_of(assembled)});
    auto& counters = counters_.emplace_back();
    std::vector<ListenerLog*> logs;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      counters.push_back(std::make_unique<ListenerCounters>());
      logs.push_back(&log_->listener_log(assembled.listener->spec.logs));
    }
    for (OpenEndpoint& open : assembled.endpoints) {
      const bool shared_out = open.sockets.size() > 1;
      for (std::size_t i = 0; i < open.sockets.size(); ++i) {
        const std::size_t to = shared_out ? i : turn++ % workers_.size();
        workers_[to]->add(*assembled.listener, open.endpoint, std::move(open.sockets[i]),
                          *counters[to], *logs[to]);
      }
      open.sockets.clear();
    }
  }
}

bool Service::start_workers() {
  // Shared, because a worker may still be inside it when the last wait is over.
  const auto serving = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(workers_.size()));
  for (const auto& worker : workers_) {
    const bool started = worker->start([serving] { serving->count_down(); },
                                       [this] { loop_->post([this] { on_worker_ended(); }); });
    if (!started) {
      return report_error("the system gives no thread for worker " +
                              std::to_string(workers_alive_ + 1) + " of " +
                              std::to_string(workers_.size()),
                          "lower `workers`, or raise the limit of processes (`ulimit -u`, "
                          "TasksMax= in the unit)");
    }
    ++workers_alive_;
  }
  serving->wait();
  return true;
}

void Service::watch_signals() {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) {
    signals_.push_back(
        std::make_unique<SignalWatch>(SignalWatch::of<&Service::on_signal>(*loop_, signal, *this)));
    signals_.back()->start();
  }
  release_signals();
}

void Service::on_signal(int signal) noexcept {
  switch (signal) {
    case SIGHUP:
      return reload();
    case SIGUSR1:
      return log_->reopen();
    default:
      return terminate();
  }
}

void Service::terminate() {
  if (stopping_) return end_early();
  stopping_ = true;
  log(EventName::Stopping, Level::Info, "waiting for pending replies");
  for (const auto& worker : workers_) worker->drain();
  shutdown_deadline_.emplace(Timer::of<&Service::end_early>(*loop_, *this));
  shutdown_deadline_->start(loaded_.config.shutdown_timeout);
}

void Service::reload() {
  log(EventName::ReloadFailed, Level::Warning,
      "reloading is not built yet: nothing has changed; restart to take the new configuration");
}

void Service::end_early() noexcept {
  ended_early_ = true;
  for (const auto& worker : workers_) worker->stop();
}

void Service::on_worker_ended() {
  if (--workers_alive_ == 0) loop_->stop();
}

void Service::tell_starting() const {
  log(EventName::Starting, Level::Info,
      "replyd " + std::string(kVersion) + ", workers " + std::to_string(workers_.size()) +
          ", backend " + std::string(workers_.front()->backend()));
  if (::geteuid() == 0) {
    log(EventName::Starting, Level::Warning,
        "running as root, which replyd never needs: give it a user of its own, and "
        "CAP_NET_BIND_SERVICE for ports below 1024");
  }
}

bool Service::tell_ready() {
  for (const Listening& listening : listening_) {
    for (const EndpointSpec& endpoint : listening.endpoints) {
      const std::string where = format_endpoint(endpoint);
      Event event;
      event.name = EventName::Listening;
      event.listener = listening.listener->name;
      event.transport = name_of(endpoint.transport);
      event.endpoint = where;
      log_->write(event);
    }
  }
  if (!options_.ready_file.empty() && !write_ready_file()) return false;
  log(EventName::Ready, Level::Info,
      std::to_string(listening_.size()) + (listening_.size() == 1 ? " listener" : " listeners"));
  if (options_.on_ready) options_.on_ready(listening_);
  return true;
}

bool Service::write_ready_file() {
  auto written = ReadyFile::write(options_.ready_file, ready_text(::getpid(), listening_));
  if (written) {
    ready_file_.emplace(std::move(*written.value));
    return true;
  }
  return report_error(written.error, written.expected);
}

void Service::tell_end() const {
  for (std::size_t i = 0; i < assembled_.size(); ++i) {
    const std::string totals = format_totals(counters_[i]);
    Event event;
    event.name = EventName::Stopped;
    event.listener = assembled_[i].listener->spec.name;
    event.message = totals;
    log_->write(event);
  }
  if (ended_early_) {
    log(EventName::Stopped, Level::Warning, "ended before all pending replies were sent");
  } else {
    log(EventName::Stopped, Level::Info, "all is done");
  }
}

bool Service::report(const Diagnostics& diagnostics) const {
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    std::fputs(format_diagnostic(diagnostic, loaded_.sources).c_str(), stderr);
  }
  return !diagnostics.has_errors();
}

bool Service::report_error(const std::string& message, const std::string& expected) const {
  const std::string cure = expected.empty() ? "" : "; " + expected;
  std::fprintf(stderr, "replyd: error: %s%s\n", message.c_str(), cure.c_str());
  return false;
}

void Service::log(EventName name, Level level, std::string_view message) const noexcept {
  Event event;
  event.name = name;
  event.level = level;
  event.message = message;
  log_->write(event);
}

}  // namespace replyd
