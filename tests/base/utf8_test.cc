#include "base/utf8.h"

#include <string>

#include <gmock/gmock.h>

namespace replyd {
namespace {

using namespace std::string_view_literals;

struct Decoded {
  Bytes text;
  char32_t code;
  std::size_t size;
  bool valid;
};

TEST(Utf8, DecodesTheFirstCharacter) {
  const Decoded cases[] = {
      {"a", 'a', 1, true},
      {"\0"sv, 0, 1, true},
      {"\x7f", 0x7f, 1, true},
      {"\xc2\x80", 0x80, 2, true},
      {"\xdf\xbf rest", 0x7ff, 2, true},
      {"\xe0\xa0\x80", 0x800, 3, true},
      {"\xed\x9f\xbf", 0xd7ff, 3, true},
      {"\xee\x80\x80", 0xe000, 3, true},
      {"\xef\xbf\xbf", 0xffff, 3, true},
      {"\xf0\x90\x80\x80", 0x10000, 4, true},
      {"\xf4\x8f\xbf\xbf", 0x10ffff, 4, true},
  };
  for (const Decoded& expected : cases) {
    const Character character = first_character(expected.text);
    EXPECT_EQ(character.code, expected.code) << expected.text;
    EXPECT_EQ(character.size, expected.size) << expected.text;
    EXPECT_TRUE(character.valid) << expected.text;
  }
}

TEST(Utf8, TakesABrokenByteForACharacterOfItsOwn) {
  const Bytes cases[] = {
      "\x80",              // continues nothing
      "\xc0\x80",          // NUL in two bytes
      "\xc1\xbf",          // overlong
      "\xe0\x9f\xbf",      // overlong
      "\xf0\x8f\xbf\xbf",  // overlong
      "\xed\xa0\x80",      // surrogate
      "\xf4\x90\x80\x80",  // past the end of Unicode
      "\xf5\x80\x80\x80",
      "\xff",
      "\xc3",  // ends too early
      "\xe2\x82",
      "\xf0\x9f\x98",
      "\xc3(",  // goes on wrongly
      "\xe2\x82(",
  };
  for (const Bytes text : cases) {
    const Character character = first_character(text);
    EXPECT_FALSE(character.valid) << text;
    EXPECT_EQ(character.size, 1U) << text;
    EXPECT_EQ(character.code, static_cast<unsigned char>(text[0])) << text;
  }
}

TEST(Utf8, CountsCharactersNotBytes) {
  EXPECT_EQ(count_characters(""), 0U);
  EXPECT_EQ(count_characters("abc"), 3U);
  EXPECT_EQ(count_characters("für 😀"), 5U);
  EXPECT_EQ(count_characters("\xff\xc3"
                             "a"),
            3U);
}

TEST(Utf8, KnowsHowManyCellsACharacterTakes) {
  EXPECT_EQ(cells_of(U'a'), 1U);
  EXPECT_EQ(cells_of(U'ü'), 1U);
  EXPECT_EQ(cells_of(U'日'), 2U);
  EXPECT_EQ(cells_of(U'😀'), 2U);
  EXPECT_EQ(cells_of(0x0301), 0U);  // combining acute accent
}

}  // namespace
}  // namespace replyd
