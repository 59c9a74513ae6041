#include "base/escape.h"

#include <gmock/gmock.h>

namespace replyd {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

TEST(Escape, LeavesPrintableAsciiAlone) {
  std::string plain;
  for (char byte = 0x20; byte <= 0x7e; ++byte) {
    if (byte != '"' && byte != '\'' && byte != '\\') plain += byte;
  }
  EXPECT_EQ(escaped(plain), plain);
}

TEST(Escape, LetsNoOtherByteThrough) {
  for (int value = 0; value < 256; ++value) {
    const auto byte = static_cast<char>(value);
    const bool plain =
        value >= 0x20 && value <= 0x7e && byte != '"' && byte != '\'' && byte != '\\';
    const std::string text = escaped(Bytes(&byte, 1));
    EXPECT_EQ(text.size(), plain ? 1U : 4U) << value;
    EXPECT_THAT(text, testing::Each(testing::AllOf(testing::Ge(' '), testing::Le('~')))) << value;
  }
}

TEST(Escape, WritesTwoLowercaseDigits) {
  EXPECT_EQ(escaped("a\r\n\0b\x7f\xff"sv), R"(a\x0d\x0a\x00b\x7f\xff)");
  EXPECT_EQ(escaped(R"(say "it's" c:\d)"), R"(say \x22it\x27s\x22 c:\x5cd)");
}

TEST(Escape, AppendsToWhatIsThere) {
  std::string out = "got ";
  append_escaped(out, "\t");
  EXPECT_EQ(out, R"(got \x09)");
}

TEST(Readable, KeepsWhatPeopleRead) {
  std::string out;
  append_readable(out, "für \"日本\" \\ 😀 'x'");
  EXPECT_EQ(out, "für \"日本\" \\ 😀 'x'");
}

TEST(Readable, EscapesWhatATerminalWouldObey) {
  const std::pair<std::string, std::string> cases[] = {
      {"\x1b[2J", R"(\x1b[2J)"},  // clear the screen
      {"\xc2\x9b"
       "2J",
       R"(\xc2\x9b2J)"},  // the same in one character
      {"a\xe2\x80\xae"
       "b",
       R"(a\xe2\x80\xaeb)"},                // right to left from here
      {"\xef\xbb\xbf", R"(\xef\xbb\xbf)"},  // byte order mark
      {"caf\xe9", R"(caf\xe9)"},            // Latin-1
      {"\t", R"(\x09)"},
      {"\0"s, R"(\x00)"},
  };
  for (const auto& [text, expected] : cases) {
    std::string out;
    append_readable(out, text);
    EXPECT_EQ(out, expected);
  }
}

TEST(Quoted, CutsLongTextsBetweenCharacters) {
  EXPECT_EQ(in_quotes("a b"), "'a b'");
  EXPECT_EQ(in_quotes(""), "''");
  std::string sixty, text;
  for (int count = 0; count < 60; ++count) sixty += "ü";
  EXPECT_EQ(in_quotes(sixty), "'" + sixty + "'");
  EXPECT_EQ(in_quotes(sixty + "ü"), "'" + sixty + "...'");
}

}  // namespace
}  // namespace replyd
