#pragma once

#include <deque>
#include <optional>
#include <string>

#include "observe/writer.h"

namespace replyd {

// A queue of encoded records and the sink at its end. The first half is used under its writer's
// mutex, the second by the writer's thread only.
class Writer::Output {
 public:
  struct Drops {
    std::uint64_t past_rate = 0;
    std::uint64_t no_room = 0;
    std::uint64_t lost = 0;  // in writing
    std::uint64_t sum() const noexcept { return past_rate + no_room + lost; }
  };

  Output(std::unique_ptr<Sink> sink, LogFormat format) : sink_(std::move(sink)), format_(format) {}

  // ---- Under the mutex ----
  // False if there is no room: then it is dropped and counted.
  bool push(Bytes record, std::size_t room);
  void reopen_behind_queue() noexcept { reopen_at_ = queue_.size(); }
  Counter& add_drop_counter() { return past_rate_.emplace_back(); }
  Drops dropped() const noexcept;
  // Adds a line about what was dropped since the last one. False: nothing was.
  bool sum_up();
  // Is there something to write, and is it time to try?
  bool has_work(SteadyTime now) const noexcept;
  // Hands what is queued to the writer, or lets it go on with what it still has.
  void take();
  // Notes how write() went.
  void settle(bool is_well, SteadyTime retry_at) noexcept;
  bool is_stalled() const noexcept { return retry_at_.has_value(); }
  std::optional<SteadyTime> retry_at() const noexcept { return retry_at_; }

  // ---- By the writer's thread, without the mutex ----
  // Writes what was taken. False: the sink is in trouble, and the rest is kept.
  bool write(Complaints& complaints);

 private:
  bool write_batch(Complaints& complaints);
  void reopen_sink(Complaints& complaints);

  const std::unique_ptr<Sink> sink_;
  const LogFormat format_;

  std::string queue_;
  std::optional<std::size_t> reopen_at_;  // in queue_
  std::deque<Counter> past_rate_;
  std::uint64_t no_room_ = 0;
  std::uint64_t lost_ = 0;  // by the sink
  Drops summed_up_;
  std::optional<SteadyTime> retry_at_;

  std::string batch_;
  std::size_t batch_done_ = 0;
  std::optional<std::size_t> batch_reopen_at_;
  std::optional<SteadyTime> complained_at_;
};

}  // namespace replyd
