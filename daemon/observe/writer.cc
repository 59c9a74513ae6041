#include "observe/writer.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <initializer_list>
#include <mutex>
#include <system_error>

#include "observe/output.h"

namespace replyd {
namespace {

constexpr std::chrono::seconds kPatience{1};  // with sinks that stand still, at the end

}  // namespace

struct Writer::State {
  State(std::shared_ptr<Complaints> c, Options o) : complaints(std::move(c)), options(o) {}

  void run();
  bool has_work() const;
  bool pass(bool again_at_once);
  void sum_up(SteadyTime now);
  void rest(std::unique_lock<std::mutex>& lock);
  void sleep(std::unique_lock<std::mutex>& lock);
  void signal();
  void expect_summary();

  const std::shared_ptr<Complaints> complaints;
  const Options options;
  std::deque<Output> outputs;  // fixed once the thread runs

  std::mutex mutex;  // guards what follows, and the first half of each output
  std::condition_variable wake;
  std::condition_variable end;
  bool is_asleep = false;
  bool is_stopping = false;
  bool has_ended = false;
  SteadyTime next_summary;
  std::atomic<bool> expects_summary = false;  // read without the mutex
};

// Under the mutex. Only the first push after a pause costs a system call.
void Writer::State::signal() {
  if (!std::exchange(is_asleep, false)) return;
  wake.notify_one();
}

// Under the mutex.
void Writer::State::expect_summary() {
  if (expects_summary.exchange(true, std::memory_order_relaxed)) return;
  next_summary = std::chrono::steady_clock::now() + options.summary;
  signal();
}

// Under the mutex.
bool Writer::State::has_work() const {
  const SteadyTime now = std::chrono::steady_clock::now();
  return std::any_of(outputs.begin(), outputs.end(),
                     [now](const Output& output) { return output.has_work(now); });
}

// Lets each sink take what is queued for it. False: there was nothing.
bool Writer::State::pass(bool again_at_once) {
  bool was_busy = false;
  for (Output& output : outputs) {
    {
      const std::lock_guard lock(mutex);
      if (!again_at_once && !output.has_work(std::chrono::steady_clock::now())) continue;
      output.take();
    }
    const bool is_well = output.write(*complaints);
    const std::lock_guard lock(mutex);
    output.settle(is_well, std::chrono::steady_clock::now() + options.retry);
    was_busy = true;
  }
  return was_busy;
}

// Under the mutex.
void Writer::State::sum_up(SteadyTime now) {
  bool any = false;
  for (Output& output : outputs) any |= output.sum_up();
  next_summary = now + options.summary;
  // A drop between the count and this is told with the next one.
  if (!any) expects_summary.store(false, std::memory_order_relaxed);
}

void Writer::State::rest(std::unique_lock<std::mutex>& lock) {
  wake.wait_for(lock, options.rest, [this] { return is_stopping; });
}

void Writer::State::sleep(std::unique_lock<std::mutex>& lock) {
  std::optional<SteadyTime> until;
  if (expects_summary.load(std::memory_order_relaxed)) until = next_summary;
  for (const Output& output : outputs) {
    if (const auto retry_at = output.retry_at())
      until = std::min(until.value_or(*retry_at), *retry_at);
  }
  is_asleep = true;
  const auto is_woken = [this] { return !is_asleep; };
  if (until) wake.wait_until(lock, *until, is_woken);
  if (!until) wake.wait(lock, is_woken);
  is_asleep = false;
}

void Writer::State::run() {
  bool was_busy = false;
  for (;;) {
    std::unique_lock lock(mutex);
    if (was_busy) rest(lock);
    if (!has_work() && !is_stopping) sleep(lock);
    if (is_stopping) break;
    const SteadyTime now = std::chrono::steady_clock::now();
    if (expects_summary.load(std::memory_order_relaxed) && now >= next_summary) sum_up(now);
    lock.unlock();
    was_busy = pass(false);
  }
  pass(true);
  {
    const std::lock_guard lock(mutex);
    sum_up(std::chrono::steady_clock::now());
  }
  pass(true);
  const std::lock_guard lock(mutex);
  has_ended = true;
  end.notify_all();
}

Writer::Writer(std::shared_ptr<Complaints> complaints, Options options)
    : state_(std::make_shared<State>(std::move(complaints), options)) {}

Writer::~Writer() {
  if (!thread_.joinable()) return;
  if (!deadline_) stop_by(std::chrono::steady_clock::now() + kPatience);
  std::unique_lock lock(state_->mutex);
  const bool has_ended =
      state_->end.wait_until(lock, *deadline_, [this] { return state_->has_ended; });
  lock.unlock();
  if (has_ended) thread_.join();
  if (!has_ended) thread_.detach();
}

Writer::Output& Writer::add(std::unique_ptr<Sink> sink, LogFormat format) {
  return state_->outputs.emplace_back(std::move(sink), format);
}

bool Writer::start() {
  // Signals are for the main thread; and a reader that is gone must not end us by SIGPIPE. Those
  // that a fault of the thread itself raises must come through.
  sigset_t signals;
  sigset_t before;
  sigfillset(&signals);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigdelset(&signals, fault);
  pthread_sigmask(SIG_SETMASK, &signals, &before);
  try {
    thread_ = std::thread([state = state_] { state->run(); });
  } catch (const std::system_error&) {
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread_.joinable();
}

void Writer::push(Output& output, Bytes record, Importance importance) noexcept {
  const bool is_operational = importance == Importance::Operational;
  const std::size_t beyond = is_operational ? state_->options.room_beyond : 0;
  const std::lock_guard lock(state_->mutex);
  if (!output.push(record, state_->options.room + beyond)) {
    state_->expect_summary();
  } else if (!output.is_stalled()) {
    state_->signal();
  }
}

Counter& Writer::add_drop_counter(Output& output) {
  const std::lock_guard lock(state_->mutex);
  return output.add_drop_counter();
}

void Writer::note_drop() noexcept {
  if (state_->expects_summary.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock(state_->mutex);
  state_->expect_summary();
}

std::uint64_t Writer::dropped() const noexcept {
  const std::lock_guard lock(state_->mutex);
  std::uint64_t sum = 0;
  for (const Output& output : state_->outputs) sum += output.dropped().sum();
  return sum;
}

void Writer::reopen() noexcept {
  const std::lock_guard lock(state_->mutex);
  for (Output& output : state_->outputs) output.reopen_behind_queue();
  state_->signal();
}

void Writer::stop_by(SteadyTime deadline) noexcept {
  deadline_ = deadline;
  const std::lock_guard lock(state_->mutex);
  state_->is_stopping = true;
  state_->is_asleep = false;
  state_->wake.notify_one();
}

}  // namespace replyd
