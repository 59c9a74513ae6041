#include "base/suggest.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace replyd {
namespace {

constexpr std::string_view kKeys[] = {"listen", "listeners", "reply",        "reply_end",
                                      "rules",  "match",     "idle_timeout", "close"};

TEST(Suggest, FindsWhatWasMeant) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"lisen", "listen"},         // one missing
      {"listtener", "listeners"},  // one too many, one missing
      {"mathc", "match"},          // swapped
      {"relpy", "reply"},          // swapped
      {"rulez", "rules"},          // replaced
      {"Reply", "reply"},          // case costs nothing
      {"REPLY", "reply"},          //
      {"idle-timeout", "idle_timeout"},
      {"idletimeout", "idle_timeout"},
      {"match", "match"},
  };
  for (const auto& [word, expected] : cases) EXPECT_EQ(nearest(word, kKeys), expected) << word;
}

TEST(Suggest, SaysNothingRatherThanNonsense) {
  for (const std::string_view word : {"", "x", "ru", "banana", "mxxch", "repeat_forever"}) {
    EXPECT_EQ(nearest(word, kKeys), "") << word;
  }
  EXPECT_EQ(nearest("reply", {}), "");
}

TEST(Suggest, AllowsAThirdOfTheWordAndNoMore) {
  constexpr std::string_view kWord[] = {"abcdef"};
  EXPECT_EQ(nearest("abcdxx", kWord), "abcdef");
  EXPECT_EQ(nearest("abcxxx", kWord), "");
}

TEST(Suggest, PrefersTheNearest) {
  constexpr std::string_view kWords[] = {"prefix", "suffix"};
  EXPECT_EQ(nearest("sufix", kWords), "suffix");
  EXPECT_EQ(nearest("perfix", kWords), "prefix");
}

TEST(Suggest, TakesTheFirstOfEquals) {
  constexpr std::string_view kWords[] = {"tcp1", "tcp2"};
  EXPECT_EQ(nearest("tcp3", kWords), "tcp1");
}

TEST(Suggest, IsNotHeldUpByAHugeWord) {
  EXPECT_EQ(nearest(std::string(50'000'000, 'a'), kKeys), "");
}

}  // namespace
}  // namespace replyd
