#include "base/arena.h"

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace replyd {
namespace {

constexpr std::size_t kHuge = 10'000'000;

Bytes put(Arena& arena, Bytes bytes) {
  arena.append(bytes);
  return arena.finish();
}

TEST(Arena, KeepsABlockInOnePiece) {
  Arena arena;
  arena.append("Hello ");
  arena.append("");
  arena.append("world");
  EXPECT_EQ(arena.open_size(), 11U);
  EXPECT_EQ(arena.finish(), "Hello world");
  EXPECT_EQ(arena.open_size(), 0U);
}

TEST(Arena, FinishesNothingAsNothing) {
  Arena arena;
  EXPECT_EQ(arena.finish(), "");
  put(arena, "x");
  EXPECT_EQ(arena.finish(), "");
  EXPECT_EQ(arena.used(), 1U);
}

TEST(Arena, LetsTheCallerFill) {
  Arena arena;
  arena.append("<");
  std::memcpy(arena.extend(3), "abc", 3);
  arena.append(">");
  EXPECT_EQ(arena.finish(), "<abc>");
}

TEST(Arena, ForgetsADroppedBlock) {
  Arena arena;
  const Bytes first = put(arena, "kept");
  arena.append("dropped");
  arena.drop();
  const Bytes second = put(arena, "next");
  EXPECT_EQ(first, "kept");
  EXPECT_EQ(second, "next");
  EXPECT_EQ(second.data(), first.data() + first.size());
  EXPECT_EQ(arena.used(), 8U);
}

TEST(Arena, NeverMovesWhatIsFinished) {
  Arena arena;
  std::vector<std::pair<Bytes, std::string>> blocks;
  for (std::size_t count = 0; count < 2000; ++count) {
    const std::string bytes(count * 37 % 9000, static_cast<char>('a' + count % 26));
    blocks.emplace_back(put(arena, bytes), bytes);
  }
  std::size_t total = 0;
  for (const auto& [block, bytes] : blocks) {
    ASSERT_EQ(block, bytes);
    total += bytes.size();
  }
  EXPECT_EQ(arena.used(), total);
}

TEST(Arena, MovesAnOpenBlockWhole) {
  Arena arena;
  const Bytes before = put(arena, std::string(60'000, 'x'));
  std::string expected;
  for (int count = 0; count < 300'000; ++count) {
    const char byte = static_cast<char>('a' + count % 26);
    arena.append(Bytes(&byte, 1));
    expected += byte;
  }
  EXPECT_EQ(arena.finish(), expected);
  EXPECT_EQ(before, std::string(60'000, 'x'));
}

TEST(Arena, TakesABlockLargerThanAnyChunk) {
  Arena arena;
  const std::string large(5'000'000, 'L');
  arena.append("head");
  arena.append(large);
  EXPECT_EQ(arena.finish(), "head" + large);
}

TEST(Arena, UsesTheSameMemoryAfterAReset) {
  Arena arena;
  const char* const first = put(arena, "one").data();
  arena.append("open");
  arena.reset();
  EXPECT_EQ(arena.used(), 0U);
  EXPECT_EQ(arena.open_size(), 0U);
  EXPECT_EQ(put(arena, "two").data(), first);
}

TEST(Arena, KeepsTheLargestChunkThatIsNotHuge) {
  Arena arena;
  put(arena, std::string(1000, 'a'));
  const char* const larger = put(arena, std::string(100'000, 'b')).data();
  put(arena, std::string(kHuge, 'c'));
  arena.reset();
  EXPECT_EQ(put(arena, "x").data(), larger);
}

TEST(Arena, WorksOnAfterAResetThatKeptNothing) {
  Arena arena;
  arena.reset();
  put(arena, std::string(kHuge, 'c'));
  arena.reset();
  EXPECT_EQ(put(arena, "again"), "again");
}

}  // namespace
}  // namespace replyd
