#include "loop/loop.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <event2/event.h>

#include "base/fd.h"
#include "loop/watch.h"

namespace replyd {
namespace {

// Frees a C handle; stateless, so the pointer stays one word.
template <auto Free>
struct FreeWith {
  void operator()(auto* handle) const noexcept { Free(handle); }
};
using EventBase = std::unique_ptr<event_base, FreeWith<event_base_free>>;
using EventConfig = std::unique_ptr<event_config, FreeWith<event_config_free>>;

// libevent keeps so many common timeouts at most, and aborts nothing beyond: it says no.
constexpr std::size_t kSharedTimeouts = 256;
// After a failed wait (no memory for the kernel's lists) a rest, so that it is no spin.
constexpr std::chrono::milliseconds kRestAfterFailure{10};

std::vector<std::string> backends_of_machine() {
  std::vector<std::string> names;
  for (const char** name = event_get_supported_methods(); *name != nullptr; ++name) {
    names.emplace_back(*name);
  }
  return names;
}

std::string join(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ", ";
    line += word;
  }
  return line;
}

// A base of just this method; null if the machine lacks it.
EventBase make_base(std::string_view backend) {
  const std::vector<std::string> names = backends_of_machine();
  const bool is_there = std::find(names.begin(), names.end(), backend) != names.end();
  const EventConfig config(event_config_new());
  if (!config || !(is_there || backend == "auto")) return nullptr;
  for (const std::string& name : names) {
    if (backend != "auto" && name != backend) {
      event_config_avoid_method(config.get(), name.c_str());
    }
  }
  // Timers count from the moment they are set, not from the start of the pass, and finer than the
  // coarse clock's 4 ms: a delay must never be short. One thread has the base, so it needs no lock.
  const int flags = EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV |
                    EVENT_BASE_FLAG_PRECISE_TIMER | EVENT_BASE_FLAG_NO_CACHE_TIME;
  event_config_set_flag(config.get(), flags);
  return EventBase(event_base_new_with_config(config.get()));
}

bool make_quiet(int fd) noexcept {
  return ::fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && ::fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

std::atomic<void (*)(Level, std::string_view)> log_of_libevent{nullptr};

Level level_of(int severity) noexcept {
  switch (severity) {
    case EVENT_LOG_DEBUG:
      return Level::Debug;
    case EVENT_LOG_MSG:
      return Level::Info;
    case EVENT_LOG_WARN:
      return Level::Warning;
    default:
      return Level::Error;
  }
}

void pass_on(int severity, const char* text) noexcept {
  if (const auto log = log_of_libevent.load()) log(level_of(severity), text);
}

}  // namespace

struct Loop::State {
  bool open_wake();
  void on_wake(FdWatch::Ready) noexcept;
  void wake() noexcept;
  void run_tasks() noexcept;
  void destroy_doomed() noexcept;

  EventBase base;
  UniqueFd wake_reader;
  UniqueFd wake_writer;
  std::unique_ptr<FdWatch> wake_watch;

  std::atomic<bool> stopping{false};
  std::mutex tasks_mutex;
  std::vector<std::function<void()>> tasks;  // under the mutex
  std::vector<std::unique_ptr<Deferred>> doomed;
  std::map<Nanoseconds, SharedTimeout> shared_timeouts;
};

bool Loop::State::open_wake() {
  int ends[2];
  if (::pipe(ends) != 0) return false;
  wake_reader.reset(ends[0]);
  wake_writer.reset(ends[1]);
  return make_quiet(ends[0]) && make_quiet(ends[1]);
}

void Loop::State::wake() noexcept {
  // A full pipe wakes as well, so that a byte less is no loss.
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(wake_writer.get(), &byte, 1);
}

void Loop::State::on_wake(FdWatch::Ready) noexcept {
  char bytes[64];
  [[maybe_unused]] const auto size = ::read(wake_reader.get(), bytes, sizeof bytes);
  run_tasks();
}

void Loop::State::run_tasks() noexcept {
  std::vector<std::function<void()>> due;
  {
    const std::lock_guard lock(tasks_mutex);
    due.swap(tasks);
  }
  for (const auto& task : due) task();
}

void Loop::State::destroy_doomed() noexcept {
  while (!doomed.empty()) {
    const auto dying = std::exchange(doomed, {});
  }
}

Loop::Loop() : state_(std::make_unique<State>()) {}

Loop::~Loop() {
  state_->destroy_doomed();
  state_->tasks.clear();
  state_->wake_watch.reset();
}

Parsed<std::unique_ptr<Loop>> Loop::make(std::string_view backend) {
  using Made = Parsed<std::unique_ptr<Loop>>;
  std::unique_ptr<Loop> loop(new Loop);
  State& state = *loop->state_;
  state.base = make_base(backend);
  if (!state.base) {
    return Made::failed("this machine has no event backend '" + std::string(backend) + "'",
                        "one of: auto, " + join(backends_of_machine()));
  }
  if (!state.open_wake()) {
    return Made::failed("cannot make an event loop: out of descriptors",
                        "raise the limit (`ulimit -n`, or LimitNOFILE= in the unit)");
  }
  state.wake_watch = std::unique_ptr<FdWatch>(
      new FdWatch(FdWatch::of<&State::on_wake>(*loop, state.wake_reader.get(), state)));
  state.wake_watch->start(FdWatch::Interest::Read);
  return loop;
}

void Loop::run() {
  State& state = *state_;
  while (!state.stopping.load()) {
    const int result = event_base_loop(state.base.get(), EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY);
    if (result < 0) std::this_thread::sleep_for(kRestAfterFailure);
    state.destroy_doomed();
  }
  state.stopping.store(false);
}

void Loop::stop() noexcept {
  state_->stopping.store(true);
  state_->wake();
}

void Loop::post(std::function<void()> task) {
  bool first = false;
  {
    const std::lock_guard lock(state_->tasks_mutex);
    first = state_->tasks.empty();
    state_->tasks.push_back(std::move(task));
  }
  if (first) state_->wake();
}

void Loop::destroy_later(std::unique_ptr<Deferred> object) {
  state_->doomed.push_back(std::move(object));
}

const SharedTimeout* Loop::shared_timeout(Nanoseconds timeout) {
  auto& known = state_->shared_timeouts;
  if (const auto found = known.find(timeout); found != known.end()) return &found->second;
  if (known.size() == kSharedTimeouts) return nullptr;
  const auto microseconds = std::chrono::ceil<std::chrono::microseconds>(timeout).count();
  const timeval value{static_cast<time_t>(microseconds / 1'000'000),
                      static_cast<suseconds_t>(microseconds % 1'000'000)};
  const timeval* key = event_base_init_common_timeout(state_->base.get(), &value);
  if (key == nullptr) return nullptr;
  return &known.emplace(timeout, SharedTimeout(*key)).first->second;
}

std::string_view Loop::backend() const noexcept {
  return event_base_get_method(state_->base.get());
}

event_base* Loop::base() const noexcept { return state_->base.get(); }

void Loop::set_log(void (*log)(Level level, std::string_view text)) noexcept {
  log_of_libevent.store(log);
  event_set_log_callback(pass_on);
  event_set_fatal_callback([](int) { std::abort(); });
}

}  // namespace replyd
