#pragma once

#include "base/token_bucket.h"

namespace replyd {

// One thread's view of a rate that many threads share. Once the bucket is empty the gate knows
// until when, and asks it no more: then it costs a comparison.
class RateGate {
 public:
  RateGate(TokenBucket& bucket, const Rate& rate) noexcept : bucket_(bucket), rate_(rate) {}

  bool is_closed(SteadyTime now) const noexcept { return now < closed_until_; }
  bool pass(SteadyTime now) noexcept {
    if (is_closed(now)) return false;
    if (bucket_.take(rate_, now)) return true;
    closed_until_ = bucket_.ready_at(rate_);
    return false;
  }

 private:
  TokenBucket& bucket_;
  Rate rate_;
  SteadyTime closed_until_ = SteadyTime::min();
};

}  // namespace replyd
