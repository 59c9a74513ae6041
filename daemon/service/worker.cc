#include "service/worker.h"

#include <system_error>
#include <utility>

#include "service/signals.h"

namespace replyd {
namespace {

// How soon a draining worker notices that its last connection has gone.
constexpr std::chrono::milliseconds kIdleCheck{5};

}  // namespace

Parsed<std::unique_ptr<Worker>> Worker::make(std::string_view backend) {
  auto loop = Loop::make(backend);
  if (!loop) return Parsed<std::unique_ptr<Worker>>::failed(loop.error, loop.expected);
  return std::unique_ptr<Worker>(new Worker(std::move(*loop.value)));
}

Worker::Worker(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}

Worker::~Worker() {
  if (thread_.joinable()) {
    stop();
    thread_.join();
  }
}

void Worker::add(Listener& listener, const EndpointSpec& endpoint, UniqueFd socket,
                 ListenerCounters& counters, ListenerLog& log) {
  handlers_.push_back(make_handler(WorkerContext{*loop_, buffers_, arena_}, listener, endpoint,
                                   std::move(socket), counters, log));
}

bool Worker::start(std::function<void()> on_serving, std::function<void()> on_ended) {
  try {
    thread_ = std::thread(&Worker::turn, this, std::move(on_serving), std::move(on_ended));
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

void Worker::turn(const std::function<void()>& on_serving, const std::function<void()>& on_ended) {
  block_signals();
  for (const auto& handler : handlers_) handler->start();
  on_serving();
  loop_->run();
  idle_check_.reset();
  handlers_.clear();
  on_ended();
}

void Worker::drain() {
  loop_->post([this] {
    for (const auto& handler : handlers_) handler->drain();
    end_if_idle();
  });
}

void Worker::end_if_idle() noexcept {
  std::size_t open = 0;
  for (const auto& handler : handlers_) open += handler->open_count();
  if (open == 0) return end_now();
  if (!idle_check_) idle_check_.emplace(Timer::of<&Worker::end_if_idle>(*loop_, *this));
  idle_check_->start(kIdleCheck);
}

void Worker::stop() {
  loop_->post([this] { end_now(); });
}

void Worker::end_now() {
  for (const auto& handler : handlers_) handler->stop();
  loop_->stop();
}

}  // namespace replyd
