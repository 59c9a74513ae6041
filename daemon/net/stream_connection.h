#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/address.h"
#include "base/fd.h"
#include "loop/loop.h"
#include "loop/watch.h"
#include "net/held_input.h"
#include "net/io.h"
#include "net/output_queue.h"
#include "net/peers.h"
#include "observe/event.h"
#include "reply/conversation.h"
#include "reply/framing.h"

namespace replyd {

class StreamHandler;

// One peer of a stream listener: cuts what it sends into messages, answers them in order, and ends
// for exactly one reason. Belongs to its handler; on the handler's thread only.
//
// It is small as long as it waits: input that is not yet a message, and output that is not yet
// gone, have memory only while there is any. While the kernel has no room for output nothing is
// read and nothing answered, so a peer that does not read costs no more than it has been sent.
class StreamConnection final : public Deferred {
 public:
  StreamConnection(StreamHandler& handler, UniqueFd socket, const Address& peer, Peers::Place place,
                   SteadyTime now) noexcept;
  ~StreamConnection() override;

  // Begins to serve: greets, and waits for input.
  void start() noexcept;
  // Takes nothing new, and ends as soon as what is due has left.
  void drain() noexcept;
  // The one way out; `error` is the errno of Reason::Error. The object lives on until the loop's
  // pass is over.
  void close(Reason reason, int error = 0) noexcept;

  // Its place in the handler's list.
  std::uint32_t index = 0;

 private:
  std::uint32_t lingered_ = 0;  // bytes dropped; here, where there is a gap

  enum class Stage : std::uint8_t {
    Open,
    Finishing,  // no message is answered any more; what is due still leaves
    Lingering,  // our side is shut; what still comes is dropped, lest it reset what was sent
    Closed,
  };
  // What is held only while there is some of it.
  struct Held {
    HeldInput input;
    OutputQueue output;
    SteadyTime resume_at{};  // when a message may be taken again; zero: at any time
  };
  enum class Progress : std::uint8_t { Answered, NeedsMore, Stopped };

  void on_ready(FdWatch::Ready ready) noexcept;
  void on_deadline(SteadyTime now) noexcept;

  // Input: stream_input.cc
  void receive(SteadyTime now) noexcept;
  void drop_lingering(std::size_t size) noexcept;
  void take(Bytes fresh, SteadyTime now) noexcept;
  void answer_held(SteadyTime now) noexcept;
  Bytes answer_all(Bytes input, SteadyTime now) noexcept;
  Progress answer_next(Bytes& input, SteadyTime now) noexcept;
  void answer_last(Bytes& input, SteadyTime now) noexcept;
  void answer_message(const Cut& cut, SteadyTime now) noexcept;
  bool is_turn_over(std::size_t messages, std::uint64_t sent_before) const noexcept;
  bool may_answer(SteadyTime now) const noexcept;
  bool take_message_token(SteadyTime now) noexcept;
  void stall(SteadyTime now) noexcept;
  void end_stall() noexcept;

  // Output: stream_output.cc
  void perform(const Effects& effects, SteadyTime arrival) noexcept;
  void perform_now(const Effects& effects, SteadyTime now) noexcept;
  void send(const Reply& reply, SteadyTime now) noexcept;
  void shut_after_output(SteadyTime now) noexcept;
  void perform_later(const Effects& effects, SteadyTime due) noexcept;
  void announce_close(Close close) noexcept;
  void flush(SteadyTime now) noexcept;
  void keep_rest(std::size_t sent, SteadyTime now) noexcept;
  void send_due(SteadyTime now) noexcept;
  std::size_t write_gathered(SteadyTime now) noexcept;
  void complete(const OutputStep& step, SteadyTime now) noexcept;

  // Stages and deadlines.
  bool is_open() const noexcept { return stage_ == Stage::Open; }
  void finish(Reason reason) noexcept;
  void end_if_finished(SteadyTime now) noexcept;
  void expire(Reason reason) noexcept;
  void settle(SteadyTime now) noexcept;
  void arm(SteadyTime now) noexcept;
  FdWatch::Interest interest(SteadyTime now) const noexcept;
  SteadyTime deadline(SteadyTime now) const noexcept;
  SteadyTime idle_since() const noexcept;
  Held& hold();
  void release_if_empty() noexcept;
  bool has_input() const noexcept { return held_ && !held_->input.is_empty(); }
  bool is_stalled(SteadyTime now) const noexcept { return held_ && held_->resume_at > now; }
  bool has_output() const noexcept { return held_ && !held_->output.is_empty(); }
  bool is_blocked(SteadyTime now) const noexcept { return held_ && held_->output.is_due(now); }

  Facts facts(const Address& local) const noexcept;
  Event event(EventName name, Level level) const noexcept;
  void log_connected(SteadyTime now) noexcept;
  void log_stall(SteadyTime now) noexcept;
  void log_error(const Effects& effects, SteadyTime now) noexcept;
  void log_message(const Effects& effects, const Cut& cut, SteadyTime now) noexcept;
  void log_user_event(Level level, Bytes text, std::string_view rule, SteadyTime now) noexcept;
  void log_closed(Reason reason, int error, SteadyTime now) noexcept;
  std::string end_in_words(int error) const;

  FdWatch watch_;
  StreamHandler& handler_;
  std::unique_ptr<Held> held_;
  const std::uint64_t number_;
  Conversation conversation_;
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;
  const SteadyTime opened_;
  SteadyTime last_activity_;  // in Lingering: when that began
  FrameState frames_;
  Address peer_;
  UniqueFd socket_;
  Peers::Place place_;
  Stage stage_ = Stage::Open;
  Reason reason_ = Reason::None;  // why it ends, once that is known
  bool is_exempt_ : 1;
  bool input_ended_ : 1 = false;   // the peer has shut its side down
  bool output_ended_ : 1 = false;  // replies are dropped: our side is shut, or will be
  bool resets_ : 1 = false;        // the end is a reset
  bool yields_ : 1 = false;        // it could go on, and does so in the next pass
  bool told_stall_ : 1 = false;
  bool counts_as_stalled_ : 1 = false;
  bool idle_armed_ : 1 = false;  // the watch waits for input or idleness, and renews that itself
};

}  // namespace replyd
