#include "observe/rate_gate.h"

#include <gtest/gtest.h>

namespace replyd {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Rate kTenASecond{10, seconds{1}, 10};

int count_passed(RateGate& gate, SteadyTime now, int asked) {
  int passed = 0;
  for (int i = 0; i < asked; ++i) passed += gate.pass(now) ? 1 : 0;
  return passed;
}

TEST(RateGate, LetsTheBurstThroughAndThenTheRate) {
  const SteadyTime start{seconds{1000}};
  TokenBucket bucket;
  RateGate gate(bucket, kTenASecond);
  EXPECT_EQ(count_passed(gate, start, 1000), 10);
  EXPECT_EQ(count_passed(gate, start + milliseconds{50}, 1000), 0);
  EXPECT_EQ(count_passed(gate, start + milliseconds{100}, 1000), 1);
  EXPECT_EQ(count_passed(gate, start + seconds{60}, 1000), 10);
}

TEST(RateGate, KnowsWithoutAskingThatItIsClosed) {
  const SteadyTime start{seconds{1000}};
  TokenBucket bucket;
  RateGate gate(bucket, kTenASecond);
  EXPECT_FALSE(gate.is_closed(start));
  count_passed(gate, start, 11);
  EXPECT_TRUE(gate.is_closed(start));
  EXPECT_TRUE(gate.is_closed(start + milliseconds{99}));
  EXPECT_FALSE(gate.is_closed(start + milliseconds{101}));
}

TEST(RateGate, ManyThreadsShareOneRate) {
  const SteadyTime start{seconds{1000}};
  TokenBucket bucket;
  RateGate one(bucket, kTenASecond);
  RateGate other(bucket, kTenASecond);
  EXPECT_EQ(count_passed(one, start, 7), 7);
  EXPECT_EQ(count_passed(other, start, 100), 3);
  EXPECT_EQ(count_passed(one, start, 100), 0);
}

}  // namespace
}  // namespace replyd
