#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reply/compile.h"

namespace replyd {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

TEST(CheckRegex, TakesWhatRe2Takes) {
  for (const std::string pattern : {"", "^a.*b$", R"(\xff[\x80-\x9f])", "(?i)a", "(?P<user>\\w+)",
                                    "a{1000}", "[]a]", "[[:alpha:]]", R"(\Q(\E)", R"([\]\[(])",
                                    "\xc3\xa9", "(?:\xc3\xa9)+", "\xc3\xa9 +", R"(\pL)"}) {
    EXPECT_FALSE(check_regex(pattern).has_value()) << pattern;
  }
  EXPECT_FALSE(check_regex("a\0b"s).has_value());
}

// `marks` has a caret under each byte that the error covers.
struct BadPattern {
  std::string pattern;
  std::string marks;
  std::string message;
};

TEST(CheckRegex, PointsAtWhatIsWrongAndSaysWhatToDo) {
  const BadPattern cases[] = {
      {"(abc",  //
       "^",     //
       "missing closing )"},
      {R"(\((a[(]b(c))",  //
       R"(  ^)",          //
       "missing closing )"},
      {R"(\Q(\E(?:x|(y))",  //
       R"(     ^)",         //
       "missing closing )"},
      {"ab)c)",  //
       "  ^",    //
       "unexpected ); write \\) for the character"},
      {"[a][bc",  //
       "   ^",    //
       "missing closing ]"},
      {"x[z-a]",  //
       "  ^^^",   //
       "bad character class z-a"},
      {"[[:foo:]]",  //
       " ^^^^^^^",   //
       "bad character class [:foo:]"},
      {"a*|*b",  //
       "   ^",   //
       "nothing to repeat before *; write \\* for the character"},
      {"a?b**",  //
       "   ^^",  //
       "two repetitions in a row: **"},
      {"ba*+",  //
       "  ^^",  //
       "RE2 has no possessive repetition and needs none, since it never goes back; write *"},
      {"ab{2,1}",  //
       "  ^^^^^",  //
       "bad repetition {2,1}; at most 1000 (nested ones multiplied), the smaller number first"},
      {"ab\\",  //
       "  ^",   //
       "nothing after the \\; write \\\\ for the character"},
      {R"(\\1(a)\1)",  //
       "      ^^",     //
       "RE2 has no backreferences: what a group took cannot be asked for again"},
      {R"([\1])",  //
       " ^^",      //
       "RE2 has no backreferences: what a group took cannot be asked for again"},
      {"a(?=b)",  //
       " ^^^",    //
       "RE2 has no look-ahead; match what follows as well, or use two conditions"},
      {"(?!b)",  //
       "^^^",    //
       "RE2 has no look-ahead; put what must not come into a `not` condition"},
      {"(?<=b)c",  //
       "^^^",      //
       "RE2 has no look-behind; match what stands before it as well, or use two conditions"},
      {"(?<user>b)",  //
       "^^^",         //
       "RE2 writes a named group as (?P<name>...)"},
      {"(?P<a>x)(?P<b-c>y)",  //
       "        ^^^^^^^^",    //
       "bad name of a group: (?P<b-c>"},
      {R"(a\Z)",  //
       " ^^",     //
       "RE2 has no \\Z; write $ for the end of the message, or \\n?$"},
      {R"(a\q)",  //
       " ^^",     //
       "unknown escape \\q"},
      {R"(\x{100})",  //
       "^^^^^^",      //
       "a regex is over bytes: the highest is \\xff"},
      {"(?z)",  //
       "^^^",   //
       "unknown group (?z"},
      {"((a{100}){100}){100}",  //
       "         ^^^^^",        //
       "bad repetition {100}; at most 1000 (nested ones multiplied), the smaller number first"},
      {"[\xc3\xa4\xc3\xb6]",  //
       " ^^",                 //
       "a class stands for one byte, and this character is 2 in UTF-8; write (?:\xc3\xa4|...)"},
      {"a\xe2\x82\xac+",  //
       " ^^^",            //
       "+ repeats one byte, and this character is 3 in UTF-8; write (?:\xe2\x82\xac)+"},
  };
  for (const BadPattern& one : cases) {
    const auto error = check_regex(one.pattern);
    ASSERT_TRUE(error.has_value()) << one.pattern;
    EXPECT_EQ(std::string(error->offset, ' ') + std::string(error->length, '^'), one.marks)
        << one.pattern;
    EXPECT_EQ(error->message, one.message) << one.pattern;
  }
}

TEST(CheckRegex, RefusesWhatIsTooLargeOnceCompiled) {
  std::string pattern;
  for (int i = 0; i < 9; ++i) pattern += "[ab]{1000}";
  EXPECT_FALSE(check_regex(pattern).has_value());
  const auto error = check_regex(pattern + pattern);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->length, 2 * pattern.size());
  EXPECT_THAT(error->message, HasSubstr("too large once compiled"));
}

TEST(CheckRegex, NeverPointsOutsideThePattern) {
  const std::string alphabet = "a1(){}[]\\?*+|^$-:=!<PQE\xc3\xa9";
  std::uint64_t random = 7;
  for (int round = 0; round < 3000; ++round) {
    std::string pattern;
    for (int i = 0; i < 8; ++i) {
      random = random * 6364136223846793005 + 1442695040888963407;
      pattern += alphabet[(random >> 33U) % alphabet.size()];
    }
    const auto error = check_regex(pattern);
    if (!error) continue;
    EXPECT_LE(error->offset + error->length, pattern.size()) << pattern;
    EXPECT_GT(error->length, 0U) << pattern;
    EXPECT_FALSE(error->message.empty()) << pattern;
  }
}

}  // namespace
}  // namespace replyd
