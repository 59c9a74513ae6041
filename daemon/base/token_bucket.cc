#include "base/token_bucket.h"

#include <algorithm>

namespace replyd {
namespace {

__extension__ using Wide = unsigned __int128;

// Some 73 years: what is longer is never paid back, and a time of now and this still add up.
constexpr std::int64_t kForever = std::int64_t{1} << 61;

std::int64_t nanoseconds(SteadyTime time) noexcept {
  return std::chrono::duration_cast<Nanoseconds>(time.time_since_epoch()).count();
}

std::int64_t clamped(Wide value) noexcept {
  return static_cast<std::int64_t>(std::min<Wide>(value, kForever));
}

// All of `tokens` in one go, so that the rounding is of the sum and not of each. Never nothing:
// a rate too high for the clock would have no limit.
Wide time_of(const Rate& rate, std::uint64_t tokens) noexcept {
  const Wide product = Wide{tokens} * static_cast<std::uint64_t>(rate.period.count());
  return std::max<Wide>((product + rate.count - 1) / rate.count, 1);
}

// How far the bucket may be from full. Taking the burst in single tokens rounds up each time; that
// must fit, but no more than that, and less than one token beyond the exact time.
std::int64_t depth(const Rate& rate) noexcept {
  const Wide one = time_of(rate, 1);
  const Wide exact =
      Wide{rate.burst} * static_cast<std::uint64_t>(rate.period.count()) / rate.count;
  return clamped(std::min(rate.burst * one, exact + one - 1));
}

}  // namespace

bool TokenBucket::take(const Rate& rate, SteadyTime now, std::uint64_t cost) noexcept {
  if (rate.count == 0) return false;
  if (cost == 0) return true;
  const std::int64_t time = nanoseconds(now);
  const std::int64_t price = clamped(time_of(rate, cost));
  const std::int64_t latest = time + depth(rate);
  std::int64_t full_at = full_at_.load(std::memory_order_relaxed);
  std::int64_t next = 0;
  do {
    const bool full = full_at <= time;
    next = std::max(full_at, time) + price;
    if (next > latest && !(full && cost >= rate.burst)) return false;
  } while (!full_at_.compare_exchange_weak(full_at, next, std::memory_order_relaxed));
  return true;
}

SteadyTime TokenBucket::ready_at(const Rate& rate) const noexcept {
  if (rate.count == 0) return SteadyTime::max();
  const std::int64_t full_at = full_at_.load(std::memory_order_relaxed);
  // A token less than full is enough, however small the burst.
  const std::int64_t spare = std::max<std::int64_t>(depth(rate) - clamped(time_of(rate, 1)), 0);
  return SteadyTime(std::chrono::duration_cast<SteadyTime::duration>(Nanoseconds(full_at - spare)));
}

bool TokenBucket::is_full(SteadyTime now) const noexcept {
  return full_at_.load(std::memory_order_relaxed) <= nanoseconds(now);
}

}  // namespace replyd
