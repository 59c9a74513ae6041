// What leaves a connection: at once, when its time has come, or when the kernel has room.
#include <utility>

#include "net/gather.h"
#include "net/stream_connection.h"
#include "net/stream_handler.h"

namespace replyd {
namespace {

// So much is collected before it is sent.
constexpr std::size_t kEnoughToSend = std::size_t{64} * 1024;

}  // namespace

void StreamConnection::perform(const Effects& effects, SteadyTime arrival) noexcept {
  if (effects.delay.count() == 0 && !has_output()) return perform_now(effects, arrival);
  perform_later(effects, arrival + effects.delay);
}

void StreamConnection::perform_now(const Effects& effects, SteadyTime now) noexcept {
  if (effects.reply && !output_ended_) send(*effects.reply, now);
  if (effects.event) log_user_event(effects.event->level, effects.event->text, effects.rule, now);
  if (effects.close == Close::Write && !output_ended_) shut_after_output(now);
  announce_close(effects.close);
}

void StreamConnection::shut_after_output(SteadyTime now) noexcept {
  flush(now);
  if (stage_ == Stage::Closed) return;
  if (has_output()) return hold().output.push({now, LateBytes(), nullptr, true});
  shut_down_writing(socket_.get());
}

void StreamConnection::perform_later(const Effects& effects, SteadyTime due) noexcept {
  OutputStep step;
  step.due = due;
  if (effects.reply && !output_ended_) {
    step.bytes = LateBytes(effects.reply->bytes, effects.reply->kept);
    step.is_reply = true;
  }
  if (effects.event) {
    step.event = std::make_unique<LateEvent>(
        LateEvent{effects.event->level, std::string(effects.event->text), effects.rule});
  }
  step.shuts_writing = effects.close == Close::Write && !output_ended_;
  hold().output.push(std::move(step));
  announce_close(effects.close);
}

// What comes after a close has no answer, though the close itself may have to wait.
void StreamConnection::announce_close(Close close) noexcept {
  if (close == Close::No) return;
  output_ended_ = true;
  if (close == Close::Write) return;
  resets_ = close == Close::Reset;
  finish(Reason::ReplyClose);
}

void StreamConnection::send(const Reply& reply, SteadyTime now) noexcept {
  Gather& gather = handler_.context_.buffers.output();
  if (!gather.add(reply.bytes, reply.kept)) {
    flush(now);
    if (stage_ == Stage::Closed) return;
    if (has_output()) {
      return hold().output.push({now, LateBytes(reply.bytes, reply.kept), nullptr, false, true});
    }
    gather.add(reply.bytes, reply.kept);
  }
  handler_.counters_.replies.add();
  if (gather.size() >= kEnoughToSend) flush(now);
}

void StreamConnection::flush(SteadyTime now) noexcept {
  Gather& gather = handler_.context_.buffers.output();
  if (stage_ != Stage::Closed && !gather.is_empty()) {
    const std::size_t sent = write_gathered(now);
    if (stage_ != Stage::Closed) keep_rest(sent, now);
  }
  gather.clear();
}

// Returns the bytes that the kernel took; it may have closed the connection.
std::size_t StreamConnection::write_gathered(SteadyTime now) noexcept {
  const Gather& gather = handler_.context_.buffers.output();
  const bool is_last =
      stage_ == Stage::Finishing && !resets_ && (!held_ || held_->output.ends_by(now));
  const IoResult result =
      write_some(socket_.get(), gather.pieces(), is_last ? Follows::End : Follows::Nothing);
  switch (result.status) {
    case IoStatus::Done:
      bytes_out_ += result.size;
      handler_.counters_.sent_bytes.add(result.size);
      last_activity_ = now;
      return result.size;
    case IoStatus::Again:
      return 0;
    case IoStatus::Ended:
    case IoStatus::Reset:
      close(Reason::PeerReset);
      return 0;
    case IoStatus::NoResources:
    case IoStatus::Failed:
      close(Reason::Error, result.error);
      return 0;
  }
  return 0;
}

void StreamConnection::keep_rest(std::size_t sent, SteadyTime now) noexcept {
  const Gather& gather = handler_.context_.buffers.output();
  std::size_t end = gather.size();
  for (std::size_t i = gather.pieces().size(); i-- > 0 && end > sent;) {
    const Gather::Piece piece = gather.piece(i);
    const std::size_t start = end - piece.bytes.size();
    const std::size_t skip = sent > start ? sent - start : 0;
    hold().output.push_front(piece.bytes.substr(skip), piece.kept, now);
    end = start;
  }
}

void StreamConnection::send_due(SteadyTime now) noexcept {
  Gather& gather = handler_.context_.buffers.output();
  while (stage_ != Stage::Closed && is_blocked(now)) {
    gather.clear();
    held_->output.gather_due(gather, now);
    const std::size_t gathered = gather.size();
    std::size_t sent = gathered == 0 ? 0 : write_gathered(now);
    if (stage_ == Stage::Closed) break;
    const bool is_full = sent < gathered;
    while (const auto step = held_->output.take_done(sent, now)) complete(*step, now);
    if (is_full) break;
  }
  gather.clear();
}

void StreamConnection::complete(const OutputStep& step, SteadyTime now) noexcept {
  if (step.is_reply) handler_.counters_.replies.add();
  if (step.event) log_user_event(step.event->level, step.event->text, step.event->rule, now);
  if (step.shuts_writing) shut_down_writing(socket_.get());
}

}  // namespace replyd
