#include "net/peers.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace replyd {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kBegin{std::chrono::hours{1000}};

Address host(std::uint32_t number) {
  return Address::ip4(
      {static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
       static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)},
      4000);
}
Address ip6(std::uint8_t sixth, std::uint8_t seventh, std::uint8_t last) {
  std::array<std::uint8_t, 16> ip{0x20, 0x01, 0x0d, 0xb8};
  ip[5] = sixth;
  ip[7] = seventh;
  ip[15] = last;
  return Address::ip6(ip, 4000);
}

LimitsSpec answers(std::uint64_t count) {
  LimitsSpec limits;
  limits.answer_rate_per_peer = {count, 1h, count};
  return limits;
}

TEST(Peers, CountConnectionsUntilTheyLeave) {
  LimitsSpec limits;
  limits.connections_per_peer = 2;
  Peers peers(limits);
  const auto first = peers.arrive(host(1), false, kBegin);
  const auto second = peers.arrive(host(1).with_port(5), false, kBegin);
  EXPECT_EQ(first.refused, Reason::None);
  EXPECT_EQ(second.refused, Reason::None);
  EXPECT_EQ(peers.arrive(host(1), true, kBegin).refused, Reason::Limit);
  EXPECT_EQ(peers.arrive(host(2), false, kBegin).refused, Reason::None);
  peers.leave(first.place);
  EXPECT_EQ(peers.arrive(host(1), false, kBegin).refused, Reason::None);
  EXPECT_EQ(peers.arrive(host(1), false, kBegin).refused, Reason::Limit);
}

TEST(Peers, OfOneNetworkShareTheirAnswers) {
  const LimitsSpec limits = answers(1);
  Peers peers(limits);
  EXPECT_TRUE(peers.take_answer(host(0x0a000001), 1, kBegin));
  EXPECT_FALSE(peers.take_answer(host(0x0a0000ff), 1, kBegin));
  EXPECT_TRUE(peers.take_answer(host(0x0a000101), 1, kBegin));
}

TEST(Peers, OfOneIp6NetworkOf56BitsShareTheirAnswers) {
  const LimitsSpec limits = answers(1);
  Peers peers(limits);
  EXPECT_TRUE(peers.take_answer(ip6(1, 0, 1), 1, kBegin));
  EXPECT_FALSE(peers.take_answer(ip6(1, 9, 2), 1, kBegin));
  EXPECT_TRUE(peers.take_answer(ip6(2, 0, 1), 1, kBegin));
}

TEST(Peers, AreGrantedEveryTenthAnswerBeyondTheRate) {
  const LimitsSpec limits = answers(3);
  Peers peers(limits);
  int granted = 0;
  for (int i = 0; i < 103; ++i) granted += peers.take_answer(host(1), 1, kBegin) ? 1 : 0;
  EXPECT_EQ(granted, 3 + 10);
}

TEST(Peers, AreGrantedAnswersAgainInTime) {
  const LimitsSpec limits = answers(1);
  Peers peers(limits);
  EXPECT_TRUE(peers.take_answer(host(1), 1, kBegin));
  EXPECT_FALSE(peers.take_answer(host(1), 1, kBegin + 59min));
  EXPECT_TRUE(peers.take_answer(host(1), 1, kBegin + 60min));
}

// A million networks, more than there are places.
TEST(Peers, KeepTheirLimitInAFlood) {
  const LimitsSpec limits = answers(1);
  Peers peers(limits);
  ASSERT_TRUE(peers.take_answer(host(0), 1, kBegin));
  std::uint64_t granted = 0;
  for (std::uint32_t i = 1; i <= 1'000'000; ++i) {
    granted += peers.take_answer(host(i << 8), 1, kBegin) ? 1 : 0;
  }
  // Beyond the places one in ten is granted, as beyond any rate.
  EXPECT_LT(granted, 65'536u + 100'000u + 10'000u);
  EXPECT_FALSE(peers.take_answer(host(0), 1, kBegin));
}

TEST(Peers, GiveTheirPlaceAwayOnceNothingOfItIsUsed) {
  const LimitsSpec limits = answers(1);
  Peers peers(limits);
  for (std::uint32_t i = 1; i <= 200'000; ++i) peers.take_answer(host(i << 8), 1, kBegin);
  std::uint64_t granted = 0;
  for (std::uint32_t i = 1; i <= 1000; ++i) {
    granted += peers.take_answer(host((i + 500'000) << 8), 1, kBegin + 61min) ? 1 : 0;
  }
  EXPECT_EQ(granted, 1000u);
}

TEST(Peers, AreCountedRightByManyThreads) {
  LimitsSpec limits;
  limits.connections_per_peer = 100;
  Peers peers(limits);
  std::atomic<int> came{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) {
        came += peers.arrive(host(7), false, kBegin).refused == Reason::None ? 1 : 0;
        const auto other = peers.arrive(host(1000 + static_cast<std::uint32_t>(j)), false, kBegin);
        if (other.refused == Reason::None) peers.leave(other.place);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(came, 100);
}

}  // namespace
}  // namespace replyd
