#include <string>

#include <gmock/gmock.h>

#include "base/units.h"

namespace replyd {
namespace {

using namespace std::chrono_literals;

TEST(Rate, IsACountInAPeriodWithTheCountAsBurst) {
  const std::pair<std::string, Rate> cases[] = {
      {"100/s", {100, 1s, 100}},  {"5/m", {5, 1min, 5}},
      {"1/200ms", {1, 200ms, 1}}, {"7/h", {7, 1h, 7}},
      {"1/1m30s", {1, 90s, 1}},   {"2/1s", {2, 1s, 2}},
      {"3/us", {3, 1us, 3}},      {"1099511627776/s", {1ULL << 40, 1s, 1ULL << 40}},
  };
  for (const auto& [text, expected] : cases) {
    const Parsed<Rate> rate = parse_rate(text);
    ASSERT_TRUE(rate) << text << ": " << rate.error;
    EXPECT_EQ(*rate, expected) << text;
  }
}

TEST(Rate, OfBytesIsASizeInAPeriod) {
  const std::pair<std::string, Rate> cases[] = {
      {"256KiB/s", {262144, 1s, 262144}},
      {"1MB/m", {1'000'000, 1min, 1'000'000}},
      {"100/s", {100, 1s, 100}},
      {"1B/10ms", {1, 10ms, 1}},
  };
  for (const auto& [text, expected] : cases) {
    const Parsed<Rate> rate = parse_rate(text, Counted::Volume);
    ASSERT_TRUE(rate) << text << ": " << rate.error;
    EXPECT_EQ(*rate, expected) << text;
  }
}

struct Wrong {
  std::string text;
  std::string error;
  std::string expected;
  Counted counted = Counted::Events;
};

TEST(Rate, SaysWhatIsWrongAndWhatWasMeant) {
  const std::string example = "a rate is such as 100/s, 5/m or 1/200ms";
  const std::string volume = "a rate is such as 256KiB/s or 1MB/m";
  const Wrong cases[] = {
      {"100", "'100' has no period", "did you mean 100/s or 100/m?"},
      {"64KiB", "'64KiB' has no period", "did you mean 64KiB/s or 64KiB/m?", Counted::Volume},
      {"64kb", "'64kb' has no period", "did you mean 64KB/s or 64KB/m?", Counted::Volume},
      {"100 / s", "'100 / s' holds a space", "did you mean 100/s?"},
      {"100/S", "'100/S' has a period that is no duration", "did you mean 100/s?"},
      {"100/sec", "'100/sec' has a period that is no duration", "did you mean 100/s?"},
      {"1/5 minutes", "'1/5 minutes' holds a space", "did you mean 1/5m?"},
      {"100/", "'100/' has a period that is no duration", example},
      {"100/5", "'100/5' has a period that is no duration", example},
      {"100/fortnight", "'100/fortnight' has a period that is no duration", example},
      {"05/s", "'05/s': '05' has a leading zero, and numbers are decimal", "did you mean 5/s?"},
      {"/s", "'/s': '' is not a number", "a number is such as 10"},
      {"1/s/s", "'1/s/s' has a period that is no duration", example},
      {"5KiB/s", "'5KiB/s': '5KiB' is not a number", "a number is such as 10"},
      {"5kib/s", "'5kib/s': '5kib' has an unknown unit 'kib'", "did you mean 5KiB/s?",
       Counted::Volume},
      {"0/s", "'0/s' allows nothing", "the smallest count is 1"},
      {"5/0s", "'5/0s' has a period of nothing", example},
      {"often", "'often' is not a rate", example},
      {"", "'' is not a rate", volume, Counted::Volume},
  };
  for (const Wrong& wrong : cases) {
    const Parsed<Rate> rate = parse_rate(wrong.text, wrong.counted);
    EXPECT_FALSE(rate) << wrong.text;
    EXPECT_EQ(rate.error, wrong.error);
    EXPECT_EQ(rate.expected, wrong.expected) << wrong.text;
  }
}

TEST(Rate, IsWrittenAsItWouldBeRead) {
  for (const std::string text : {"100/s", "5/m", "1/200ms", "7/h", "3/d", "1/1m30s", "9/10s"}) {
    EXPECT_EQ(format_rate(*parse_rate(text)), text);
  }
  for (const std::string text : {"256KiB/s", "1MB/m", "100B/5ms"}) {
    EXPECT_EQ(format_rate(*parse_rate(text, Counted::Volume), Counted::Volume), text);
  }
}

TEST(Rate, TellsABurstOfItsOwn) {
  EXPECT_EQ(format_rate({5, 1s, 20}), "5/s, burst 20");
  EXPECT_EQ(format_rate({1024, 1s, 65536}, Counted::Volume), "1KiB/s, burst 64KiB");
}

}  // namespace
}  // namespace replyd
