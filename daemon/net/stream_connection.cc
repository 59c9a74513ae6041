#include "net/stream_connection.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "net/gather.h"
#include "net/stream_handler.h"

namespace replyd {
namespace {

// After our side has shut, so long and so much is taken in, so that what is still on its way
// resets nothing.
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::size_t kLingerBytes = std::size_t{64} * 1024;

}  // namespace

StreamConnection::StreamConnection(StreamHandler& handler, UniqueFd socket, const Address& peer,
                                   Peers::Place place, SteadyTime now) noexcept
    : watch_(FdWatch::of<&StreamConnection::on_ready>(handler.context_.loop, socket.get(), *this)),
      handler_(handler),
      number_(1 + handler.listener_.shared.connections.fetch_add(1, std::memory_order_relaxed)),
      opened_(now),
      last_activity_(now),
      peer_(peer),
      socket_(std::move(socket)),
      place_(place),
      is_exempt_(handler.listener_.is_exempt(peer)) {
  // What ten thousand of them cost.
  static_assert(sizeof(StreamConnection) <= 256);
}

StreamConnection::~StreamConnection() = default;

void StreamConnection::start() noexcept {
  const Listener& listener = handler_.listener_;
  log_connected(opened_);
  if (listener.program->has_greeting()) {
    const Address local =
        listener.program->needs().local_address ? local_address(socket_.get()) : Address();
    const Effects greeting = greet(*listener.program, facts(local), handler_.context_.arena);
    if (!greeting.error.empty()) log_error(greeting, opened_);
    perform(greeting, opened_);
    flush(opened_);
  }
  settle(opened_);
}

void StreamConnection::on_ready(FdWatch::Ready ready) noexcept {
  const SteadyTime now = Loop::now();
  yields_ = false;
  if (ready.timed_out) on_deadline(now);
  if (has_output()) send_due(now);
  if (ready.readable) {
    receive(now);
  } else if (is_open() && (has_input() || input_ended_)) {
    answer_held(now);
  }
  settle(now);
}

void StreamConnection::on_deadline(SteadyTime now) noexcept {
  const ListenerSpec& spec = handler_.listener_.spec;
  if (stage_ == Stage::Lingering) {
    if (now >= last_activity_ + kLingerTime) close(reason_);
    return;
  }
  if (spec.lifetime && now >= opened_ + *spec.lifetime) return expire(Reason::Lifetime);
  if (now >= idle_since() + spec.idle_timeout) close(Reason::IdleTimeout);
}

// Ends whatever is under way, but so that what has been sent arrives.
void StreamConnection::expire(Reason reason) noexcept {
  finish(reason);
  reason_ = reason;
  held_.reset();
}

void StreamConnection::drain() noexcept {
  if (!is_open()) return;
  if (!has_output()) return close(Reason::Shutdown);
  finish(Reason::Shutdown);
  settle(Loop::now());
}

void StreamConnection::finish(Reason reason) noexcept {
  if (!is_open()) return;
  stage_ = Stage::Finishing;
  reason_ = reason;
  end_stall();
  if (held_ && reason != Reason::PeerClosed) held_->input = HeldInput();
}

void StreamConnection::end_if_finished(SteadyTime now) noexcept {
  if (stage_ != Stage::Finishing || has_output()) return;
  if (resets_) reset_on_close(socket_.get());
  if (resets_ || input_ended_) return close(reason_);
  shut_down_writing(socket_.get());
  stage_ = Stage::Lingering;
  last_activity_ = now;
}

void StreamConnection::drop_lingering(std::size_t size) noexcept {
  lingered_ += static_cast<std::uint32_t>(size);
  if (lingered_ >= kLingerBytes) close(reason_);
}

void StreamConnection::close(Reason reason, int error) noexcept {
  if (stage_ == Stage::Closed) return;
  end_stall();
  if (reason == Reason::Error) handler_.counters_.errors.add();
  log_closed(reason, error, Loop::now());
  stage_ = Stage::Closed;
  Listener& listener = handler_.listener_;
  listener.shared.open.fetch_sub(1, std::memory_order_relaxed);
  if (listener.peers) listener.peers->leave(place_);
  handler_.counters_.closed[static_cast<std::size_t>(reason)].add();
  watch_.stop();
  socket_.reset();
  handler_.remove(*this);
}

// The end of each turn: the connection goes on in its stage, or into the next one.
void StreamConnection::settle(SteadyTime now) noexcept {
  handler_.context_.buffers.output().clear();
  handler_.context_.arena.reset();
  end_if_finished(now);
  if (stage_ == Stage::Closed) return;
  release_if_empty();
  arm(now);
}

void StreamConnection::arm(SteadyTime now) noexcept {
  const FdWatch::Interest wanted = interest(now);
  const SteadyTime until = deadline(now);
  const bool is_idle = wanted == FdWatch::Interest::Read && handler_.idle_timeout_ != nullptr &&
                       until == now + handler_.listener_.spec.idle_timeout;
  if (is_idle && idle_armed_) return;
  idle_armed_ = is_idle;
  const bool waits =
      is_idle ? watch_.start(wanted, *handler_.idle_timeout_) : watch_.start(wanted, until - now);
  if (!waits) close(Reason::Error, errno);
}

FdWatch::Interest StreamConnection::interest(SteadyTime now) const noexcept {
  if (stage_ == Stage::Lingering) return FdWatch::Interest::Read;
  if (is_blocked(now)) return FdWatch::Interest::Write;
  if (yields_) return FdWatch::Interest::None;  // the deadline, which is now, brings it back
  const bool reads = is_open() && !input_ended_ && may_answer(now);
  return reads ? FdWatch::Interest::Read : FdWatch::Interest::None;
}

SteadyTime StreamConnection::deadline(SteadyTime now) const noexcept {
  if (stage_ == Stage::Lingering) return last_activity_ + kLingerTime;
  if (yields_) return now;
  const ListenerSpec& spec = handler_.listener_.spec;
  SteadyTime next = idle_since() + spec.idle_timeout;
  if (spec.lifetime) next = std::min(next, opened_ + *spec.lifetime);
  if (has_output() && !is_blocked(now)) next = std::min(next, held_->output.next_due());
  if (is_stalled(now)) next = std::min(next, held_->resume_at);
  return next;
}

// Whoever waits for a delayed reply, or is kept waiting by the message rate, is not idle.
SteadyTime StreamConnection::idle_since() const noexcept {
  SteadyTime since = last_activity_;
  if (held_) since = std::max(since, held_->resume_at);
  if (has_output()) since = std::max(since, held_->output.next_due());
  return since;
}

StreamConnection::Held& StreamConnection::hold() {
  if (!held_) held_ = std::make_unique<Held>();
  return *held_;
}

void StreamConnection::release_if_empty() noexcept {
  if (held_ && held_->input.is_empty() && held_->output.is_empty()) held_.reset();
}

Facts StreamConnection::facts(const Address& local) const noexcept {
  const Listener& listener = handler_.listener_;
  Facts facts;
  facts.peer = &peer_;
  facts.local = &local;
  facts.transport = handler_.transport_;
  facts.connection = number_;
  if (listener.program->needs().clock) facts.now = std::chrono::system_clock::now();
  facts.seed = listener.seed;
  return facts;
}

}  // namespace replyd
