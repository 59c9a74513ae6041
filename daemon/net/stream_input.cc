// What a connection takes in: reading, cutting into messages, answering, the message rate.
#include <algorithm>
#include <utility>

#include "net/stream_connection.h"
#include "net/stream_handler.h"

namespace replyd {
namespace {

// What one connection may have answered, rendered and sent before others have their turn, and the
// arena is empty again.
constexpr std::size_t kMessagesOfTurn = 256;
constexpr std::size_t kRenderedOfTurn = std::size_t{512} * 1024;
constexpr std::uint64_t kOutputOfTurn = std::uint64_t{1024} * 1024;
// A connection that waits for the message rate looks again no sooner than this.
constexpr std::chrono::milliseconds kShortestStall{1};

}  // namespace

void StreamConnection::receive(SteadyTime now) noexcept {
  if (stage_ == Stage::Closed) return;
  const std::span<char> room = handler_.context_.buffers.input();
  const IoResult result = read_some(socket_.get(), room);
  switch (result.status) {
    case IoStatus::Done:
      return take(Bytes(room.data(), result.size), now);
    case IoStatus::Again:
      return;
    case IoStatus::Ended:
      input_ended_ = true;
      if (stage_ == Stage::Lingering) return close(reason_);
      return answer_held(now);
    case IoStatus::Reset:
      return close(stage_ == Stage::Lingering ? reason_ : Reason::PeerReset);
    case IoStatus::NoResources:
    case IoStatus::Failed:
      if (stage_ == Stage::Lingering) return close(reason_);
      return close(Reason::Error, result.error);
  }
}

void StreamConnection::take(Bytes fresh, SteadyTime now) noexcept {
  bytes_in_ += fresh.size();
  handler_.counters_.received_bytes.add(fresh.size());
  if (stage_ == Stage::Lingering) return drop_lingering(fresh.size());
  last_activity_ = now;
  if (has_input()) {
    held_->input.append(fresh);
    return answer_held(now);
  }
  const Bytes rest = answer_all(fresh, now);
  if (!rest.empty() && is_open()) hold().input.append(rest);
}

void StreamConnection::answer_held(SteadyTime now) noexcept {
  // Taken out, because an end drops what is held.
  HeldInput input = held_ ? std::exchange(held_->input, HeldInput()) : HeldInput();
  const Bytes rest = answer_all(input.rest(), now);
  const bool is_unfinished = stage_ == Stage::Finishing && reason_ == Reason::PeerClosed;
  if (rest.empty() || !(is_open() || is_unfinished)) return;
  input.keep_last(rest.size());
  hold().input = std::move(input);
}

// Answers all messages of `input` that may be answered now, and returns what is left. With many of
// them it goes on in the next pass.
Bytes StreamConnection::answer_all(Bytes input, SteadyTime now) noexcept {
  const std::uint64_t sent_before = bytes_out_;
  Progress progress = Progress::NeedsMore;
  for (std::size_t count = 0; !input.empty() && may_answer(now);) {
    progress = answer_next(input, now);
    if (progress != Progress::Answered || is_turn_over(++count, sent_before)) break;
  }
  const bool is_through = input.empty() || progress == Progress::NeedsMore;
  if (is_through) {
    told_stall_ = false;
    if (input_ended_ && may_answer(now)) answer_last(input, now);
  }
  flush(now);
  yields_ = !is_through && may_answer(now);
  if (yields_) last_activity_ = now;  // it is we who need the time
  return input;
}

bool StreamConnection::is_turn_over(std::size_t messages,
                                    std::uint64_t sent_before) const noexcept {
  return messages >= kMessagesOfTurn || handler_.context_.arena.used() >= kRenderedOfTurn ||
         bytes_out_ - sent_before >= kOutputOfTurn;
}

StreamConnection::Progress StreamConnection::answer_next(Bytes& input, SteadyTime now) noexcept {
  const Framing& framing = handler_.listener_.program->framing();
  const FrameState before = frames_;
  const Cut cut = next_message(framing, input, frames_);
  if (cut.what == Cut::What::TooLong) {
    finish(Reason::MessageSize);
    return Progress::Stopped;
  }
  if (cut.what == Cut::What::Message) {
    if (!take_message_token(now)) {
      frames_ = before;
      stall(now);
      return Progress::Stopped;
    }
    answer_message(cut, now);
  }
  input.remove_prefix(cut.consumed);
  return cut.what == Cut::What::Message ? Progress::Answered : Progress::NeedsMore;
}

void StreamConnection::answer_last(Bytes& input, SteadyTime now) noexcept {
  const Cut cut = last_message(handler_.listener_.program->framing(), input, frames_);
  if (cut.what == Cut::What::TooLong) return finish(Reason::MessageSize);
  if (cut.what == Cut::What::Message) answer_message(cut, now);
  input.remove_prefix(cut.consumed);
  finish(Reason::PeerClosed);
}

void StreamConnection::answer_message(const Cut& cut, SteadyTime now) noexcept {
  const Program& program = *handler_.listener_.program;
  const Address local = program.needs().local_address ? local_address(socket_.get()) : Address();
  const Effects effects =
      answer(program, conversation_, cut.message, facts(local), handler_.context_.arena);
  handler_.counters_.messages.add();
  if (cut.truncated)
    handler_.counters_.limited[static_cast<std::size_t>(Reason::MessageSize)].add();
  if (!effects.matched) handler_.counters_.unmatched.add();
  log_message(effects, cut, now);
  if (!effects.error.empty()) log_error(effects, now);
  perform(effects, now);
}

// While output waits for the kernel, or too much of it for its time, nothing more is answered.
bool StreamConnection::may_answer(SteadyTime now) const noexcept {
  if (!is_open()) return false;
  if (!held_) return true;
  return !is_blocked(now) && !is_stalled(now) &&
         held_->output.memory() < handler_.listener_.spec.limits.pending_output;
}

bool StreamConnection::take_message_token(SteadyTime now) noexcept {
  Listener& listener = handler_.listener_;
  const auto& rate = listener.spec.limits.message_rate;
  if (is_exempt_) return true;
  // Looked at first: the peer must not pay for what the listener then refuses.
  if (rate && listener.shared.message_rate.ready_at(*rate) > now) return false;
  if (listener.peers && !listener.peers->take_message(peer_, now)) return false;
  if (rate && !listener.shared.message_rate.take(*rate, now)) return false;
  end_stall();
  return true;
}

// Nothing is read until a message may be taken again. Each of the worker's connections that wait
// for that comes at its own time, in turn, not all for the same token.
void StreamConnection::stall(SteadyTime now) noexcept {
  const Listener& listener = handler_.listener_;
  const auto& rate = listener.spec.limits.message_rate;
  SteadyTime at = now + kShortestStall;
  if (rate) {
    const auto before_me = static_cast<std::int64_t>(handler_.stalled_ - counts_as_stalled_);
    const Nanoseconds turn = rate->period / static_cast<std::int64_t>(rate->count) * before_me;
    at = std::max(at, listener.shared.message_rate.ready_at(*rate) + turn);
  }
  if (listener.peers) at = std::max(at, listener.peers->next_message_at(peer_, now));
  hold().resume_at = at;
  if (!counts_as_stalled_) ++handler_.stalled_;
  counts_as_stalled_ = true;
  if (!told_stall_) log_stall(now);
  told_stall_ = true;
}

void StreamConnection::end_stall() noexcept {
  if (!counts_as_stalled_) return;
  counts_as_stalled_ = false;
  --handler_.stalled_;
}

}  // namespace replyd
