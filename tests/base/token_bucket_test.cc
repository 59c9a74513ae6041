#include "base/token_bucket.h"

#include <algorithm>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace replyd {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1000h};
constexpr std::uint64_t kMilliseconds = 2000;
constexpr std::size_t kThreads = 4;

Rate rate(std::uint64_t count, Nanoseconds period, std::uint64_t burst) {
  return {count, period, burst};
}

// What the bucket is to be like: tokens that come in steadily, up to the burst.
class Model {
 public:
  explicit Model(const Rate& rate) : rate_(rate), tokens_(static_cast<long double>(rate.burst)) {}

  bool take(SteadyTime now, std::uint64_t cost) {
    const auto burst = static_cast<long double>(rate_.burst);
    const auto elapsed = static_cast<long double>((now - last_).count());
    last_ = now;
    tokens_ = std::min(burst, tokens_ + elapsed * static_cast<long double>(rate_.count) /
                                            static_cast<long double>(rate_.period.count()));
    const auto wanted = static_cast<long double>(cost);
    if (wanted > tokens_ && tokens_ < burst) return false;
    tokens_ -= wanted;
    return true;
  }

 private:
  Rate rate_;
  long double tokens_;
  SteadyTime last_ = kStart;
};

std::uint64_t take_all(TokenBucket& bucket, const Rate& limit, SteadyTime now,
                       std::uint64_t cost = 1) {
  std::uint64_t taken = 0;
  while (taken < 10'000'000 && bucket.take(limit, now, cost)) ++taken;
  return taken;
}

TEST(TokenBucket, GivesTheBurstAtOnceAndNotOneMore) {
  const Rate cases[] = {rate(1, 1s, 1),   rate(3, 1s, 3),          rate(7, 1s, 7),
                        rate(5, 1s, 20),  rate(100, 1s, 100),      rate(1, 200ms, 1),
                        rate(7, 1min, 7), rate(999, 1s, 999),      rate(10'000, 1s, 10'000),
                        rate(1, 24h, 1),  rate(30'001, 1s, 30'001)};
  for (const Rate& limit : cases) {
    TokenBucket bucket;
    EXPECT_EQ(take_all(bucket, limit, kStart), limit.burst) << format_rate(limit);
  }
}

TEST(TokenBucket, GivesTheNextTokenWhenItIsDueAndNotBefore) {
  const Rate cases[] = {rate(1, 1s, 1), rate(3, 1s, 3), rate(7, 1min, 7), rate(100, 1s, 20)};
  for (const Rate& limit : cases) {
    TokenBucket bucket;
    take_all(bucket, limit, kStart);
    const auto period = static_cast<std::uint64_t>(limit.period.count());
    const Nanoseconds due((period + limit.count - 1) / limit.count);
    EXPECT_FALSE(bucket.take(limit, kStart + due - 1ns)) << format_rate(limit);
    EXPECT_TRUE(bucket.take(limit, kStart + due)) << format_rate(limit);
    EXPECT_FALSE(bucket.take(limit, kStart + due)) << format_rate(limit);
  }
}

TEST(TokenBucket, SavesNoMoreThanTheBurst) {
  const Rate limit = rate(10, 1s, 4);
  TokenBucket bucket;
  take_all(bucket, limit, kStart);
  EXPECT_EQ(take_all(bucket, limit, kStart + 24h), 4U);
}

TEST(TokenBucket, DoesAsTheModelDoes) {
  // Costs and times fall on whole nanoseconds here, so that the model and the bucket agree exactly.
  const Rate cases[] = {rate(100, 1s, 100), rate(5, 1s, 20), rate(1, 200ms, 1),
                        rate(1'000'000, 1s, 5'000)};
  std::mt19937 random(1);
  for (const Rate& limit : cases) {
    TokenBucket bucket;
    Model model(limit);
    SteadyTime now = kStart;
    const std::int64_t token = limit.period.count() / static_cast<std::int64_t>(limit.count);
    int given = 0;
    for (int turn = 0; turn < 20'000; ++turn) {
      now += Nanoseconds(token / 4 * static_cast<std::int64_t>(random() % 10));
      const std::uint64_t cost = random() % 50 == 0 ? limit.burst + 3 : 1 + random() % 3;
      const bool expected = model.take(now, cost);
      ASSERT_EQ(bucket.take(limit, now, cost), expected) << format_rate(limit) << " turn " << turn;
      given += expected ? 1 : 0;
    }
    EXPECT_GT(given, 100) << format_rate(limit);
    EXPECT_LT(given, 19'900) << format_rate(limit);
  }
}

TEST(TokenBucket, NeverGivesMoreThanBurstAndTimeAllow) {
  const Rate cases[] = {rate(3, 1s, 3),
                        rate(262'144, 1s, 262'144),
                        rate(300'000, 1s, 300'000),
                        rate(333'333'333, 1s, 1'000'000),
                        rate(3'000'000'000, 1s, 3'000'000'000),
                        rate(std::uint64_t{1} << 40, 1s, std::uint64_t{1} << 40)};
  std::mt19937_64 random(2);
  for (const Rate& limit : cases) {
    TokenBucket bucket;
    SteadyTime now = kStart;
    long double given = 0;
    for (int turn = 0; turn < 50'000; ++turn) {
      now += Nanoseconds(random() % 2000);
      const std::uint64_t cost = 1 + random() % std::max<std::uint64_t>(limit.burst / 1000, 1);
      if (bucket.take(limit, now, cost)) given += static_cast<long double>(cost);
      const auto elapsed = static_cast<long double>((now - kStart).count());
      const long double allowed = static_cast<long double>(limit.burst) +
                                  elapsed * static_cast<long double>(limit.count) /
                                      static_cast<long double>(limit.period.count());
      ASSERT_LT(given, allowed + 1) << format_rate(limit) << " turn " << turn;
    }
  }
}

TEST(TokenBucket, LosesLittleToRoundingAtRatesOfALine) {
  // Ten gigabytes a second in datagrams of 1,500 bytes: a byte takes a tenth of a nanosecond.
  const Rate limit = rate(10'000'000'000, 1s, 1'500'000);
  TokenBucket bucket;
  std::uint64_t given = 0;
  for (SteadyTime now = kStart; now < kStart + 10ms; now += 50ns) {
    if (bucket.take(limit, now, 1500)) given += 1500;
  }
  EXPECT_GT(given, 99'000'000U);
  EXPECT_LE(given, 101'500'000U);
}

TEST(TokenBucket, IsNeitherStuckNorFreeAboveATokenANanosecond) {
  const Rate limit = rate(std::uint64_t{1} << 40, 1s, std::uint64_t{1} << 40);
  TokenBucket bucket;
  EXPECT_TRUE(bucket.take(limit, kStart, limit.burst));
  EXPECT_FALSE(bucket.take(limit, kStart, 1'000'000));
  EXPECT_TRUE(bucket.take(limit, kStart + 1ms, 1'000'000'000));
  EXPECT_FALSE(bucket.take(limit, kStart + 1ms, 1'000'000'000));
}

TEST(TokenBucket, LetsOneThroughThatIsLargerThanTheBurstAndIsPaidLater) {
  const Rate limit = rate(100, 1s, 100);
  TokenBucket bucket;
  EXPECT_TRUE(bucket.take(limit, kStart, 300));
  EXPECT_FALSE(bucket.take(limit, kStart + 2s, 1));
  EXPECT_TRUE(bucket.take(limit, kStart + 2010ms, 1));
  EXPECT_FALSE(bucket.take(limit, kStart + 2500ms, 300)) << "only a full bucket does";
  EXPECT_TRUE(bucket.take(limit, kStart + 3010ms, 300));
}

TEST(TokenBucket, TakesNothingForNothing) {
  const Rate limit = rate(1, 1s, 1);
  TokenBucket bucket;
  take_all(bucket, limit, kStart);
  EXPECT_TRUE(bucket.take(limit, kStart, 0));
}

TEST(TokenBucket, GivesNothingAtARateOfNothing) {
  TokenBucket bucket;
  EXPECT_FALSE(bucket.take(Rate{}, kStart));
  EXPECT_EQ(bucket.ready_at(Rate{}), SteadyTime::max());
}

TEST(TokenBucket, DoesNotOverflow) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  const Rate cases[] = {rate(most, 1us, most), rate(1, std::chrono::hours(876'000), 1),
                        rate(1, std::chrono::hours(876'000), most),
                        rate(most, std::chrono::hours(876'000), most)};
  for (const Rate& limit : cases) {
    TokenBucket bucket;
    EXPECT_TRUE(bucket.take(limit, kStart, most)) << limit.count;
    EXPECT_GE(bucket.ready_at(limit), kStart - std::chrono::hours(876'000)) << limit.count;
    bucket.take(limit, kStart, most);
    EXPECT_FALSE(bucket.is_full(kStart)) << limit.count;
  }
}

TEST(TokenBucket, TellsWhenATokenIsThere) {
  for (const Rate& limit : {rate(3, 1s, 3), rate(100, 1s, 7), rate(1, 1h, 1)}) {
    TokenBucket bucket;
    EXPECT_LE(bucket.ready_at(limit), kStart);
    take_all(bucket, limit, kStart);
    const SteadyTime ready = bucket.ready_at(limit);
    EXPECT_GT(ready, kStart);
    EXPECT_FALSE(bucket.take(limit, ready - 1ns));
    EXPECT_TRUE(bucket.take(limit, ready));
  }
}

TEST(TokenBucket, KnowsWhenItIsFullAgain) {
  const Rate limit = rate(10, 1s, 10);
  TokenBucket bucket;
  EXPECT_TRUE(bucket.is_full(kStart));
  bucket.take(limit, kStart, 5);
  EXPECT_FALSE(bucket.is_full(kStart + 499ms));
  EXPECT_TRUE(bucket.is_full(kStart + 500ms));
  bucket.take(limit, kStart + 500ms);
  bucket.reset();
  EXPECT_TRUE(bucket.is_full(kStart));
}

TEST(TokenBucket, IsNotConfusedByAThreadWhoseClockIsBehind) {
  const Rate limit = rate(10, 1s, 2);
  TokenBucket bucket;
  EXPECT_TRUE(bucket.take(limit, kStart + 5ms));
  EXPECT_TRUE(bucket.take(limit, kStart + 5ms));
  EXPECT_FALSE(bucket.take(limit, kStart));
}

TEST(TokenBucket, HoldsForAllThreadsTogether) {
  const Rate limit = rate(1000, 1s, 1000);
  TokenBucket bucket;
  std::atomic<std::uint64_t> given{0};
  std::atomic<std::uint64_t> clock{0};
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (std::size_t thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&] {
        // The clock is a count that they push on together, one step in eight attempts.
        for (std::uint64_t tick = clock++; tick <= kMilliseconds * 8; tick = clock++) {
          const SteadyTime now = kStart + std::chrono::milliseconds(tick / 8);
          if (bucket.take(limit, now)) ++given;
        }
      });
    }
  }
  EXPECT_LE(given.load(), limit.burst + kMilliseconds);
  EXPECT_GT(given.load(), kMilliseconds) << "it must have given what came in";
}

TEST(TokenBucket, LosesNoTakeWhenThreadsMeet) {
  const Rate limit = rate(1, 1s, 100'000);
  for (int round = 0; round < 20; ++round) {
    TokenBucket bucket;
    std::atomic<std::uint64_t> given{0};
    std::atomic<int> waiting{2};
    const auto race = [&] {
      // Spinning, so that both are on a processor when it starts.
      for (--waiting; waiting > 0;) continue;
      given += take_all(bucket, limit, kStart);
    };
    {
      const std::jthread one(race);
      const std::jthread other(race);
    }
    ASSERT_EQ(given.load(), limit.burst) << round;
  }
}

}  // namespace
}  // namespace replyd
