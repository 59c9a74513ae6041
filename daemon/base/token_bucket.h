#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/units.h"

namespace replyd {

using SteadyTime = std::chrono::steady_clock::time_point;

// A rate limit in one word, for any number of threads: the generic cell rate algorithm (ITU-T
// I.371, the leaky bucket as a meter), which allows what a token bucket of `burst` tokens does.
// The clock is the caller's. It counts in nanoseconds and rounds against the taker, so single
// tokens never come faster than the rate says, and larger costs at most one token too early; above
// a billion a second, single tokens come more slowly than it says.
class TokenBucket {
 public:
  // Takes `cost` tokens if they are there. A full bucket that is asked for more than its whole
  // burst lets that one through and pays for it later, so a large message is slow, never stuck.
  // A rate of nothing gives nothing.
  bool take(const Rate& rate, SteadyTime now, std::uint64_t cost = 1) noexcept;
  // When a token will be there again; `now` or earlier if one is there.
  SteadyTime ready_at(const Rate& rate) const noexcept;
  // True once the bucket is as full as a new one, so that its place may serve another.
  bool is_full(SteadyTime now) const noexcept;
  void reset() noexcept { full_at_.store(0, std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> full_at_{0};  // steady nanoseconds at which it is full again
};

}  // namespace replyd
