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
  const std::string_view words[] = {"abcdef"};
  EXPECT_EQ(nearest("abcdxx", words), "abcdef");
  EXPECT_EQ(nearest("abcxxx", words), "");
}

TEST(Suggest, PrefersTheNearest) {
  const std::string_view words[] = {"prefix", "suffix"};
  EXPECT_EQ(nearest("sufix", words), "suffix");
  EXPECT_EQ(nearest("perfix", words), "prefix");
}

TEST(Suggest, TakesTheFirstOfEquals) {
  const std::string_view words[] = {"tcp1", "tcp2"};
  EXPECT_EQ(nearest("tcp3", words), "tcp1");
}

TEST(Suggest, IsNotHeldUpByAHugeWord) {
  const std::size_t huge = 50'000'000;
  EXPECT_EQ(nearest(std::string(huge, 'a'), kKeys), "");
}

}  // namespace
}  // namespace replyd
