#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/gather.h"
#include "net/output_queue.h"

namespace replyd {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

constexpr SteadyTime kBegin{std::chrono::hours{1000}};

std::string text_of(const Gather& gather) {
  std::string text;
  for (const iovec& piece : gather.pieces()) {
    text.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
  }
  return text;
}

TEST(Gather, PutsSmallPiecesTogetherAndPointsAtLargeOnes) {
  const auto gather = std::make_unique<Gather>();
  const std::string large(Gather::kSmall + 1, 'L');
  for (const char* small : {"a", "b", "c"}) EXPECT_TRUE(gather->add(small, false));
  EXPECT_TRUE(gather->add(large, true));
  EXPECT_TRUE(gather->add("d", false));
  EXPECT_EQ(text_of(*gather), "abc" + large + "d");
  EXPECT_EQ(gather->size(), large.size() + 4);
  ASSERT_THAT(gather->pieces(), SizeIs(3));
  EXPECT_EQ(gather->piece(1).bytes.data(), large.data());
  EXPECT_TRUE(gather->piece(1).kept);
  EXPECT_FALSE(gather->piece(2).kept);
}

TEST(Gather, SaysWhenItIsFull) {
  const auto gather = std::make_unique<Gather>();
  const std::string large(Gather::kSmall + 1, 'L');
  for (std::size_t i = 0; i < Gather::kPieces; ++i) EXPECT_TRUE(gather->add(large, true));
  EXPECT_FALSE(gather->add(large, true));
  EXPECT_FALSE(gather->add("x", true));
  gather->clear();
  const std::string small(Gather::kSmall, 's');
  for (int i = 0; i < 64; ++i) EXPECT_TRUE(gather->add(small, false));
  EXPECT_FALSE(gather->add("x", false));
}

OutputStep step(Bytes bytes, SteadyTime due) {
  return {due, LateBytes(bytes, false), nullptr, false};
}

TEST(OutputQueue, GivesWhatIsDueInOrder) {
  OutputQueue queue;
  queue.push(step("one", kBegin));
  queue.push(step("two", kBegin + 1s));
  queue.push(step("three", kBegin));
  const auto gather = std::make_unique<Gather>();
  queue.gather_due(*gather, kBegin);
  EXPECT_EQ(text_of(*gather), "one");
  EXPECT_FALSE(queue.ends_by(kBegin));
  EXPECT_TRUE(queue.ends_by(kBegin + 1s));
  gather->clear();
  queue.gather_due(*gather, kBegin + 1s);
  EXPECT_EQ(text_of(*gather), "onetwothree");
}

TEST(OutputQueue, KeepsWhatWasNotSent) {
  OutputQueue queue;
  queue.push(step("one", kBegin));
  queue.push(step("two", kBegin));
  std::size_t sent = 4;
  EXPECT_TRUE(queue.take_done(sent, kBegin).has_value());
  EXPECT_FALSE(queue.take_done(sent, kBegin).has_value());
  EXPECT_EQ(sent, 0u);
  const auto gather = std::make_unique<Gather>();
  queue.gather_due(*gather, kBegin);
  EXPECT_EQ(text_of(*gather), "wo");
  sent = 2;
  EXPECT_TRUE(queue.take_done(sent, kBegin).has_value());
  EXPECT_TRUE(queue.is_empty());
  EXPECT_EQ(queue.memory(), 0u);
}

TEST(OutputQueue, PutsWhatWasBeingSentInFront) {
  OutputQueue queue;
  queue.push(step("late", kBegin + 1s));
  queue.push_front("rest", false, kBegin);
  EXPECT_TRUE(queue.is_due(kBegin));
  const auto gather = std::make_unique<Gather>();
  queue.gather_due(*gather, kBegin + 1s);
  EXPECT_EQ(text_of(*gather), "restlate");
}

TEST(OutputQueue, CopiesOnlyWhatWouldNotStay) {
  static const std::string kKept(1000, 'k');
  OutputQueue queue;
  queue.push({kBegin, LateBytes(kKept, true), nullptr, false});
  const std::size_t pointer = queue.memory();
  EXPECT_LT(pointer, kKept.size());
  queue.push({kBegin, LateBytes(kKept, false), nullptr, false});
  EXPECT_EQ(queue.memory(), 2 * pointer + kKept.size());
}

}  // namespace
}  // namespace replyd
