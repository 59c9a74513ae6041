#include <limits>
#include <string>

#include <gmock/gmock.h>

#include "base/units.h"

namespace replyd {
namespace {

TEST(Number, IsDecimalDigits) {
  const std::pair<std::string, std::uint64_t> cases[] = {
      {"0", 0},
      {"7", 7},
      {"10", 10},
      {"65535", 65535},
      {"18446744073709551615", std::numeric_limits<std::uint64_t>::max()},
  };
  for (const auto& [text, expected] : cases) {
    const Parsed<std::uint64_t> number = parse_number(text);
    ASSERT_TRUE(number) << text << ": " << number.error;
    EXPECT_EQ(*number, expected) << text;
  }
}

struct Wrong {
  std::string text;
  std::string error;
  std::string expected;
};

TEST(Number, SaysHowAnotherNotationIsWritten) {
  const std::string decimal = " is not written in decimal digits alone";
  const std::string zero = " has a leading zero, and numbers are decimal";
  const Wrong cases[] = {
      {"010", "'010'" + zero, "did you mean 10?"},
      {"00", "'00'" + zero, "did you mean 0?"},
      {"08", "'08'" + zero, "did you mean 8?"},
      {"0x10", "'0x10'" + decimal, "did you mean 16?"},
      {"0XfF", "'0XfF'" + decimal, "did you mean 255?"},
      {"0o17", "'0o17'" + decimal, "did you mean 15?"},
      {"0b101", "'0b101'" + decimal, "did you mean 5?"},
      {"1e3", "'1e3'" + decimal, "did you mean 1000?"},
      {"+5", "'+5'" + decimal, "did you mean 5?"},
      {"1_000", "'1_000'" + decimal, "did you mean 1000?"},
      {"1,000", "'1,000'" + decimal, "did you mean 1000?"},
      {" 5", "' 5'" + decimal, "did you mean 5?"},
  };
  for (const Wrong& wrong : cases) {
    const Parsed<std::uint64_t> number = parse_number(wrong.text);
    EXPECT_FALSE(number) << wrong.text;
    EXPECT_EQ(number.error, wrong.error);
    EXPECT_EQ(number.expected, wrong.expected) << wrong.text;
  }
}

TEST(Number, SaysWhyThereIsNone) {
  const std::string example = "a number is such as 10";
  const Wrong cases[] = {
      {"", "'' is not a number", example},
      {"ten", "'ten' is not a number", example},
      {"-5", "'-5' is negative", example},
      {"-", "'-' is not a number", example},
      {"0x", "'0x' is not a number", example},
      {"2e19", "'2e19' is not a number", example},  // more than 64 bits hold
      {"1e99", "'1e99' is not a number", example},
      {"1.5", "'1.5' is not a whole number", example},
      {"18446744073709551616", "'18446744073709551616' is too large",
       "the largest is 18446744073709551615"},
  };
  for (const Wrong& wrong : cases) {
    const Parsed<std::uint64_t> number = parse_number(wrong.text);
    EXPECT_FALSE(number) << wrong.text;
    EXPECT_EQ(number.error, wrong.error);
    EXPECT_EQ(number.expected, wrong.expected) << wrong.text;
  }
}

}  // namespace
}  // namespace replyd
