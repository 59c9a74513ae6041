#include "base/units.h"

#include <random>
#include <string>

#include <gmock/gmock.h>

namespace replyd {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Wrong {
  std::string text;
  std::string error;
  std::string expected;
};

// Says which text of a table is at fault.
template <typename Value>
void expect_failed(const Parsed<Value>& parsed, const Wrong& wrong) {
  EXPECT_FALSE(parsed) << wrong.text;
  EXPECT_EQ(parsed.error, wrong.error) << wrong.text;
  EXPECT_EQ(parsed.expected, wrong.expected) << wrong.text;
}

TEST(Duration, IsReadWithItsUnits) {
  const std::pair<std::string, Nanoseconds> cases[] = {
      {"250ms", 250ms}, {"5s", 5s},          {"1m30s", 90s},
      {"2h", 2h},       {"1d", 24h},         {"7us", 7us},
      {"0s", 0s},       {"0ms", 0s},         {"1d2h3m4s5ms6us", 26h + 3min + 4s + 5ms + 6us},
      {"90s", 90s},     {"1s500ms", 1500ms}, {"36500d", 24h * 36500},
  };
  for (const auto& [text, expected] : cases) {
    const Parsed<Nanoseconds> duration = parse_duration(text);
    ASSERT_TRUE(duration) << text << ": " << duration.error;
    EXPECT_EQ(*duration, expected) << text;
  }
}

TEST(Duration, SaysWhatIsWrongAndWhatWasMeant) {
  const std::string example = "a duration is such as 250ms, 5s or 1m30s";
  const Wrong cases[] = {
      {"100", "'100' has no unit", "did you mean 100ms or 100s?"},
      {"0", "'0' has no unit", "did you mean 0ms or 0s?"},
      {"5 s", "'5 s' holds a space", "did you mean 5s?"},
      {" 5s", "' 5s' holds a space", "did you mean 5s?"},
      {"5S", "'5S' has an unknown unit 'S'", "did you mean 5s?"},
      {"5M", "'5M' has an unknown unit 'M'", "did you mean 5m?"},
      {"5MS", "'5MS' has an unknown unit 'MS'", "did you mean 5ms?"},
      {"5sec", "'5sec' has an unknown unit 'sec'", "did you mean 5s?"},
      {"5 minutes 30 seconds", "'5 minutes 30 seconds' holds a space", "did you mean 5m30s?"},
      {"1.5s", "'1.5s' has a fraction", "did you mean 1s500ms?"},
      {"0.25h", "'0.25h' has a fraction", "did you mean 15m?"},
      {"1.3333333us", "'1.3333333us' has a fraction", example},
      {"010s", "'010s' has a leading zero, and numbers are decimal", "did you mean 10s?"},
      {"1_000ms", "'1_000ms' has an unknown unit '_'", "did you mean 1000ms?"},
      {"+5s", "'+5s' has a sign", "did you mean 5s?"},
      {"-5s", "'-5s' is negative", example},
      {"30s1m", "'30s1m' does not go from large to small units, each once", "did you mean 1m30s?"},
      {"1s1s", "'1s1s' does not go from large to small units, each once", "did you mean 2s?"},
      {"1m30", "'1m30' has no unit", example},
      {"5x", "'5x' has an unknown unit 'x'", "the units are d, h, m, s, ms, us"},
      {"5ns", "'5ns' has an unknown unit 'ns'", "the units are d, h, m, s, ms, us"},
      {"soon", "'soon' is not a duration", example},
      {"", "'' is not a duration", example},
      {"s", "'s' is not a duration", example},
      {"36501d", "'36501d' is too large", "the largest is 36500d"},
      {"213504d", "'213504d' is too large", "the largest is 36500d"},  // 25 minutes in 64 bits
      {"36500d1us", "'36500d1us' is too large", "the largest is 36500d"},
      {"99999999999999999999s", "'99999999999999999999s' is too large", "the largest is 36500d"},
      {"18446744073709551615d", "'18446744073709551615d' is too large", "the largest is 36500d"},
      {"99999999999999999999 s", "'99999999999999999999 s' holds a space", example},
  };
  for (const Wrong& wrong : cases) expect_failed(parse_duration(wrong.text), wrong);
}

TEST(Duration, DoesNotQuoteHarmfulOrEndlessTexts) {
  EXPECT_EQ(parse_duration("5\x1b[2J").error, R"('5\x1b[2J' has an unknown unit '\x1b[')");
  EXPECT_LT(parse_duration(std::string(1'000'000, '7')).error.size(), 200U);
  EXPECT_LT(parse_duration("1" + std::string(1'000'000, 'x')).error.size(), 300U);
}

TEST(Duration, IsWrittenAsItWouldBeRead) {
  const std::pair<Nanoseconds, std::string> cases[] = {
      {0s, "0s"},  {90s, "1m30s"},         {5s, "5s"}, {250ms, "250ms"}, {1500ms, "1s500ms"},
      {24h, "1d"}, {26h + 6us, "1d2h6us"},
  };
  for (const auto& [duration, text] : cases) EXPECT_EQ(format_duration(duration), text);
}

TEST(Duration, IsWrittenHonestlyWhereNoFileCouldSayIt) {
  EXPECT_EQ(format_duration(300ns), "300ns");
  EXPECT_EQ(format_duration(1s + 5ns), "1s5ns");
  EXPECT_EQ(format_duration(-1500ms), "-1s500ms");
  EXPECT_THAT(format_duration(Nanoseconds::min()), HasSubstr("-106751d"));
}

TEST(Duration, SurvivesTheRoundTrip) {
  std::mt19937_64 random(3);
  for (int turn = 0; turn < 10'000; ++turn) {
    const Nanoseconds duration =
        std::chrono::microseconds((random() >> (random() % 60)) % 3'153'600'000'000'000);
    const Parsed<Nanoseconds> again = parse_duration(format_duration(duration));
    ASSERT_TRUE(again) << format_duration(duration);
    ASSERT_EQ(*again, duration);
  }
}

TEST(Size, IsReadWithOrWithoutAUnit) {
  const std::pair<std::string, std::uint64_t> cases[] = {
      {"512", 512},
      {"0", 0},
      {"512B", 512},
      {"64KiB", 65536},
      {"1KB", 1000},
      {"1MB", 1'000'000},
      {"1MiB", 1 << 20},
      {"2GB", 2'000'000'000},
      {"1GiB", 1 << 30},
      {"9223372036854775807", INT64_MAX},
      {"8589934591GiB", 8589934591ULL << 30},
  };
  for (const auto& [text, expected] : cases) {
    const Parsed<std::uint64_t> size = parse_size(text);
    ASSERT_TRUE(size) << text << ": " << size.error;
    EXPECT_EQ(*size, expected) << text;
  }
}

TEST(Size, SaysWhatIsWrongAndWhatWasMeant) {
  const std::string example = "a size is such as 512, 64KiB or 1MB";
  const std::string units = "the units are GiB, GB, MiB, MB, KiB, KB, B";
  const Wrong cases[] = {
      {"64kb", "'64kb' has an unknown unit 'kb'", "did you mean 64KB?"},
      {"64kib", "'64kib' has an unknown unit 'kib'", "did you mean 64KiB?"},
      {"64k", "'64k' has an unknown unit 'k'", "did you mean 64KB or 64KiB?"},
      {"64Ki", "'64Ki' has an unknown unit 'Ki'", "did you mean 64KiB?"},
      {"1M", "'1M' has an unknown unit 'M'", "did you mean 1MB or 1MiB?"},
      {"64 KiB", "'64 KiB' holds a space", "did you mean 64KiB?"},
      {"1.5MiB", "'1.5MiB' has a fraction", "did you mean 1536KiB?"},
      {"1.5", "'1.5' has a fraction", example},
      {"010", "'010' has a leading zero, and numbers are decimal", "did you mean 10?"},
      {"1_000", "'1_000' has an unknown unit '_'", "did you mean 1000?"},
      {"1MiB512KiB", "'1MiB512KiB' names more than one unit", "did you mean 1536KiB?"},
      {"1MiB5", "'1MiB5' has no unit", "did you mean 1048581B?"},
      {"5TB", "'5TB' has an unknown unit 'TB'", units},
      {"-1", "'-1' is negative", example},
      {"big", "'big' is not a size", example},
      {"", "'' is not a size", example},
      {"9223372036854775808", "'9223372036854775808' is too large", "the largest is 8589934591GiB"},
      {"8589934592GiB", "'8589934592GiB' is too large", "the largest is 8589934591GiB"},
  };
  for (const Wrong& wrong : cases) expect_failed(parse_size(wrong.text), wrong);
}

TEST(Size, IsWrittenInTheLargestUnitThatFits) {
  const std::pair<std::uint64_t, std::string> cases[] = {
      {0, "0B"},        {512, "512B"},        {1000, "1KB"},
      {65536, "64KiB"}, {1'000'000, "1MB"},   {1 << 20, "1MiB"},
      {1025, "1025B"},  {3ULL << 30, "3GiB"}, {1536 * 1024, "1536KiB"},
  };
  for (const auto& [size, text] : cases) EXPECT_EQ(format_size(size), text);
}

TEST(Size, SurvivesTheRoundTrip) {
  std::mt19937_64 random(4);
  for (int turn = 0; turn < 10'000; ++turn) {
    const std::uint64_t size = (random() >> 1) >> (random() % 60) << (random() % 20) & INT64_MAX;
    const Parsed<std::uint64_t> again = parse_size(format_size(size));
    ASSERT_TRUE(again) << format_size(size);
    ASSERT_EQ(*again, size);
  }
}

TEST(Boolean, IsTrueOrFalseAndNothingElse) {
  EXPECT_TRUE(*parse_boolean("true"));
  EXPECT_FALSE(*parse_boolean("false"));
  const Wrong cases[] = {
      {"yes", "'yes' is neither true nor false", "did you mean true?"},
      {"on", "'on' is neither true nor false", "did you mean true?"},
      {"True", "'True' is neither true nor false", "did you mean true?"},
      {"1", "'1' is neither true nor false", "did you mean true?"},
      {"no", "'no' is neither true nor false", "did you mean false?"},
      {"OFF", "'OFF' is neither true nor false", "did you mean false?"},
      {"FALSE", "'FALSE' is neither true nor false", "did you mean false?"},
      {"maybe", "'maybe' is neither true nor false", "true or false is expected"},
      {"", "'' is neither true nor false", "true or false is expected"},
  };
  for (const Wrong& wrong : cases) expect_failed(parse_boolean(wrong.text), wrong);
}

}  // namespace
}  // namespace replyd
