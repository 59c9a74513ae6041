#include "reply/framing.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feed.h"

namespace replyd {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(LineFraming, KeepsHalfALineForLater) {
  Feed feed{framing::line()};
  EXPECT_THAT(feed("HEL"), IsEmpty());
  EXPECT_THAT(feed("O\r\nQU"), ElementsAre("HELO"));
  EXPECT_EQ(feed.rest(), "QU");
}

TEST(LineFraming, DoesNotCountTheCarriageReturnBeforeItIsKnownToBeOne) {
  Feed feed{framing::line(5)};
  EXPECT_THAT(feed("12345\r"), IsEmpty());
  EXPECT_THAT(feed("\n"), ElementsAre("12345"));
}

TEST(LineFraming, LooksAtNoByteTwice) {
  Feed feed{framing::line()};
  feed("a long line ");
  EXPECT_EQ(feed.state().scanned, 12U);
  feed("without end");
  EXPECT_EQ(feed.state().scanned, 23U);
  feed("\nx");
  EXPECT_EQ(feed.state().scanned, 1U);
}

TEST(LineFraming, TruncatesAtOnceAndKeepsNothingOfTheRest) {
  Feed feed{framing::line(4, Oversize::Truncate)};
  EXPECT_THAT(feed("abcdef"), ElementsAre("abcd[truncated]"));
  EXPECT_EQ(feed.rest(), "");
  EXPECT_THAT(feed("ghi"), IsEmpty());
  EXPECT_EQ(feed.rest(), "");
  EXPECT_THAT(feed("\nnext\n"), ElementsAre("next"));
}

TEST(LineFraming, HasNoLastMessageInTheDroppedRest) {
  Feed feed{framing::line(4, Oversize::Truncate)};
  feed("abcdef");
  EXPECT_THAT(feed("ghi"), IsEmpty());
  EXPECT_THAT(feed.end(), IsEmpty());
}

TEST(RawFraming, TakesEachReadForAMessage) {
  Feed feed{framing::raw()};
  EXPECT_THAT(feed("HEL"), ElementsAre("HEL"));
  EXPECT_THAT(feed("O\n"), ElementsAre("O\n"));
  EXPECT_THAT(feed(""), IsEmpty());
  EXPECT_THAT(feed.end(), IsEmpty());
}

TEST(RawFraming, CutsMoreThanFitsIntoSeveral) {
  for (const Oversize oversize : {Oversize::Close, Oversize::Truncate}) {
    Feed feed{framing::raw(4, oversize)};
    EXPECT_THAT(feed("abcd"), ElementsAre("abcd"));
    EXPECT_THAT(feed("abcdefghij"), ElementsAre("abcd", "efgh", "ij"));
  }
}

TEST(DelimiterFraming, AnswersBeforeItKnowsWhetherTheDelimiterGoesOn) {
  Feed feed{framing::delimiter({"\r", "\r\n"})};
  EXPECT_THAT(feed("a\r"), ElementsAre("a"));
  EXPECT_THAT(feed("\nb\r"), ElementsAre("b"));
  EXPECT_THAT(feed("c\r"), ElementsAre("c"));
  EXPECT_THAT(feed("\n"), IsEmpty());
  EXPECT_EQ(feed.rest(), "");
}

TEST(DelimiterFraming, LooksOnlyAtTheLastBytesTwice) {
  Feed feed{framing::delimiter({"\r\n.\r\n"})};
  feed("a long line\r\n");
  EXPECT_EQ(feed.state().scanned, 11U);
  feed("another");
  EXPECT_EQ(feed.state().scanned, 20U);
}

TEST(DelimiterFraming, KeepsOfADroppedRestOnlyWhatMayBeItsEnd) {
  Feed feed{framing::delimiter({"\r\n.\r\n"}, 4, Oversize::Truncate)};
  EXPECT_THAT(feed("abcdef\r\n"), ElementsAre("abcd[truncated]"));
  EXPECT_EQ(feed.rest(), "\r\n");
  EXPECT_THAT(feed("xyz"), IsEmpty());
  EXPECT_EQ(feed.rest(), "");
  EXPECT_THAT(feed("\r\n.\r\nnext\r\n.\r\n"), ElementsAre("next"));
}

// Each read of a flood costs what it brings, not what has gathered, or this would take minutes.
TEST(DelimiterFraming, IsLinearInAFloodOfFalseStarts) {
  const std::string start(64, 'a');
  Feed feed{framing::delimiter({start + 'b', start + 'c'}, 1 << 20U)};
  const std::string flood(1 << 19U, 'a');
  EXPECT_THAT(feed(flood), IsEmpty());
  for (int i = 0; i < 64; ++i) EXPECT_THAT(feed("a"), IsEmpty());
  EXPECT_GE(feed.state().scanned, flood.size());
}

TEST(DelimiterFraming, FindsTheNearOneAmongManyOfTheOther) {
  Feed feed{framing::delimiter({"\0\0"s, "\n"}, 1 << 20U)};
  EXPECT_EQ(feed(std::string(1 << 12U, '\n')).size(), 1U << 12U);
}

TEST(FixedFraming, DropsTheRestOfATruncatedMessageAsItComes) {
  Feed feed{framing::fixed(10, 3, Oversize::Truncate)};
  EXPECT_THAT(feed("0123"), ElementsAre("012[truncated]"));
  EXPECT_THAT(feed("45678"), IsEmpty());
  EXPECT_EQ(feed.rest(), "");
  EXPECT_THAT(feed("9abcdefghijkl"), ElementsAre("abc[truncated]"));
}

TEST(EndFraming, HasOneMessageOnly) {
  Feed feed{framing::end()};
  EXPECT_THAT(feed("all "), IsEmpty());
  EXPECT_THAT(feed("of it"), IsEmpty());
  EXPECT_THAT(feed.end(), ElementsAre("all of it"));
  EXPECT_THAT(feed.end(), IsEmpty());
}

TEST(EndFraming, DropsAllAfterATruncatedMessage) {
  Feed feed{framing::end(3, Oversize::Truncate)};
  EXPECT_THAT(feed("abcd"), ElementsAre("abc[truncated]"));
  EXPECT_THAT(feed("efgh"), IsEmpty());
  EXPECT_EQ(feed.rest(), "");
  EXPECT_THAT(feed.end(), IsEmpty());
}

TEST(Framing, SaysHowMuchItMayWantKept) {
  EXPECT_EQ(framing::line(100).max_kept(), 102U);
  EXPECT_EQ(framing::delimiter({"!", "\r\n.\r\n"}, 100).max_kept(), 105U);
}

TEST(Framing, NeverWantsMoreKeptThanItSays) {
  for (const Oversize oversize : {Oversize::Close, Oversize::Truncate}) {
    for (const Framing& framing :
         {framing::line(8, oversize), framing::delimiter({"-", "\r\n.\r\n"}, 8, oversize),
          framing::fixed(8, 8, oversize), framing::end(8, oversize)}) {
      Feed feed{framing};
      for (const char byte : std::string_view("12345678\r\n.\r1234567890\n12345678-")) {
        feed(std::string_view(&byte, 1));
        EXPECT_LE(feed.rest().size(), framing.max_kept());
      }
    }
  }
}

TEST(FrameState, IsSmallForEachOfManyConnections) { EXPECT_LE(sizeof(FrameState), 8U); }

}  // namespace
}  // namespace replyd
