#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/token_bucket.h"
#include "net/gather.h"
#include "reply/effect.h"

namespace replyd {

// Bytes to be sent later: pointed at if they belong to the program, else a copy.
class LateBytes {
 public:
  LateBytes() = default;
  LateBytes(Bytes bytes, bool kept);

  Bytes unsent() const noexcept { return unsent_; }
  void remove(std::size_t size) noexcept { unsent_.remove_prefix(size); }
  std::size_t memory() const noexcept { return copy_ ? size_ : 0; }

 private:
  std::unique_ptr<char[]> copy_;
  std::size_t size_ = 0;
  Bytes unsent_;
};

// An event of the file's own that waits for its time.
struct LateEvent {
  Level level = Level::Info;
  std::string text;
  std::string_view rule;
};

// What is still to be done on a connection, in this order.
struct OutputStep {
  SteadyTime due;
  LateBytes bytes;
  std::unique_ptr<LateEvent> event;
  bool shuts_writing = false;
  bool is_reply = false;  // counts as one when it has left
};

// Output that waits: for its time, or for the kernel to have room. Steps leave in the order in
// which they came, so one waits for those before it as well.
class OutputQueue {
 public:
  bool is_empty() const noexcept { return steps_.empty(); }
  // How much memory it has cost.
  std::size_t memory() const noexcept { return memory_; }
  SteadyTime next_due() const noexcept { return steps_.front().due; }
  bool is_due(SteadyTime now) const noexcept { return !is_empty() && next_due() <= now; }
  // True if all is due.
  bool ends_by(SteadyTime now) const noexcept { return is_empty() || latest_due_ <= now; }

  void push(OutputStep step);
  // What was just tried to be sent, goes first.
  void push_front(Bytes bytes, bool kept, SteadyTime now);
  // Adds what is due to `gather`, as far as there is room.
  void gather_due(Gather& gather, SteadyTime now) const noexcept;
  // Takes `size` bytes off the front, that have been sent. Returns the first step if it is done
  // with: call again, with what is left of `size`, until there is none.
  std::optional<OutputStep> take_done(std::size_t& size, SteadyTime now) noexcept;

 private:
  static std::size_t memory_of(const OutputStep& step) noexcept;

  std::list<OutputStep> steps_;
  std::size_t memory_ = 0;
  SteadyTime latest_due_{};
};

}  // namespace replyd
