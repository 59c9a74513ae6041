#include "base/diagnostic.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>

namespace replyd {
namespace {

using testing::ElementsAre;

// How an error at this column of a file of one line is shown, without its first line.
std::string shown(std::string line, std::uint32_t column, std::uint32_t width = 1) {
  Sources sources;
  sources.add("f.yaml", std::move(line));
  const Diagnostic diagnostic{Severity::Error, {0, 1, column}, width, "wrong", ""};
  const std::string text = format_diagnostic(diagnostic, sources);
  return text.substr(text.find('\n') + 1);
}

TEST(Sources, KnowTheirLines) {
  Sources sources;
  EXPECT_EQ(sources.add("empty", ""), 0U);
  EXPECT_EQ(sources.add("unix", "one\n\nthree"), 1U);
  EXPECT_EQ(sources.add("dos", "one\r\ntwo\r\n"), 2U);
  EXPECT_EQ(sources.line({0, 1, 1}), "");
  EXPECT_EQ(sources.line({1, 1, 1}), "one");
  EXPECT_EQ(sources.line({1, 2, 1}), "");
  EXPECT_EQ(sources.line({1, 3, 1}), "three");
  EXPECT_EQ(sources.line({2, 1, 1}), "one");
  EXPECT_EQ(sources.line({2, 2, 1}), "two");
  EXPECT_EQ(sources.line({2, 3, 1}), "");
}

TEST(Sources, GiveNothingForALineThatIsNotThere) {
  Sources sources;
  sources.add("f", "one");
  for (const Position where : {Position{0, 0, 0}, {0, 2, 1}, {0, 4'000'000'000, 1}, {7, 1, 1}}) {
    EXPECT_EQ(sources.line(where), "");
  }
}

TEST(Sources, LeaveOutAByteOrderMark) {
  Sources sources;
  sources.add("f",
              "\xef\xbb\xbf"
              "one\ntwo");
  EXPECT_EQ(sources.line({0, 1, 1}), "one");
  EXPECT_EQ(sources.line({0, 2, 1}), "two");
}

TEST(Sources, NameAPlace) {
  Sources sources;
  sources.add("/etc/replyd/replyd.yaml", "");
  EXPECT_EQ(sources.place({0, 12, 3}), "/etc/replyd/replyd.yaml:12");
  EXPECT_EQ(sources.place({0, 0, 0}), "/etc/replyd/replyd.yaml");
}

TEST(Diagnostics, AreSortedByPlaceAndSaidOnce) {
  Diagnostics all;
  all.warning({0, 3, 1}, "w3");
  all.error({0, 3, 1}, "e3");
  all.error({1, 1, 1}, "other file");
  all.error({0, 2, 9}, "e2");
  all.error({0, 3, 1}, "e3");
  all.error({0, 3, 1}, "e3", "but with a cure");
  all.error({0, 0, 0}, "whole");
  std::vector<std::string> messages;
  for (const Diagnostic& diagnostic : all.sorted()) messages.push_back(diagnostic.message);
  EXPECT_THAT(messages, ElementsAre("whole", "e2", "e3", "e3", "w3", "other file"));
}

TEST(Diagnostics, WithWarningsOnlyHaveNoErrors) {
  Diagnostics all;
  EXPECT_FALSE(all.has_errors());
  all.warning({}, "careful");
  EXPECT_FALSE(all.has_errors());
  all.error({}, "wrong");
  EXPECT_TRUE(all.has_errors());
}

TEST(Diagnostic, ShowsPlaceMessageCureLineAndCaret) {
  Sources sources;
  sources.add("f.yaml", "a: 1\nidle: 100\nb: 2\n");
  EXPECT_EQ(format_diagnostic({Severity::Error, {0, 2, 7}, 3, "'100' has no unit", "write 100ms"},
                              sources),
            "f.yaml:2:7: error: '100' has no unit; write 100ms\n"
            "idle: 100\n"
            "      ^~~\n");
}

TEST(Diagnostic, IsOneLineForTheFileAsAWhole) {
  Sources sources;
  sources.add("f.yaml", "text\n");
  EXPECT_EQ(format_diagnostic({Severity::Warning, {0, 0, 0}, 1, "is empty", ""}, sources),
            "f.yaml: warning: is empty\n");
}

TEST(Diagnostic, HasNoCaretWithoutAColumn) {
  Sources sources;
  sources.add("f.yaml", "text\n");
  EXPECT_EQ(format_diagnostic({Severity::Error, {0, 1, 0}, 1, "wrong", ""}, sources),
            "f.yaml:1: error: wrong\ntext\n");
}

TEST(Diagnostic, ShowsNoLineWhereThereIsNone) {
  Sources sources;
  sources.add("f.yaml", "text\n");
  EXPECT_EQ(format_diagnostic({Severity::Error, {0, 2, 1}, 1, "ends too early", ""}, sources),
            "f.yaml:2:1: error: ends too early\n");
}

TEST(Diagnostic, PutsTheCaretUnderTheCharacter) {
  struct Case {
    std::string line;
    std::uint32_t column;
    std::uint32_t width;
    std::string expected;
  };
  const Case cases[] = {
      {"abc", 1, 1, "abc\n^\n"},
      {"abc", 3, 1, "abc\n  ^\n"},
      {"abc", 1, 0, "abc\n^\n"},
      {"abc", 2, 2, "abc\n ^~\n"},
      {"abc", 2, 99, "abc\n ^~\n"},   // no further than the line
      {"abc", 4, 1, "abc\n   ^\n"},   // right behind it
      {"abc", 99, 5, "abc\n   ^\n"},  // never in the void
      {"\tb: c", 5, 1, "\tb: c\n\t   ^\n"},
      {"a\tb\tc", 5, 1, "a\tb\tc\n \t \t^\n"},
      {"\t\tx", 2, 2, "\t\tx\n\t^~\n"},
      {"für: x", 6, 1, "für: x\n     ^\n"},     // characters, not bytes
      {"日本: x", 5, 1, "日本: x\n      ^\n"},  // that take two cells
      {"日本", 2, 1, "日本\n  ^~\n"},
      {"e\xcc\x81x", 3, 1, "e\xcc\x81x\n ^\n"},  // and that take none
      {"e\xcc\x81x", 2, 2, "e\xcc\x81x\n ^~\n"},
      {"a\x1b"
       "b",
       3, 1, "a\\x1bb\n     ^\n"},
      {"a\x1b"
       "b",
       2, 1, "a\\x1bb\n ^~~~\n"},
      {"\xff\xfe"
       "b",
       3, 1, "\\xff\\xfeb\n        ^\n"},
      {"a\xe2\x80\xae"
       "b",
       3, 1, "a\\xe2\\x80\\xaeb\n             ^\n"},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(shown(test.line, test.column, test.width), test.expected)
        << test.line << " column " << test.column;
  }
}

// What stands above the caret.
char pointed_at(const std::string& excerpt) {
  const std::size_t end = excerpt.find('\n');
  return excerpt.at(excerpt.find('^') - end - 1);
}

TEST(Diagnostic, ShowsALineOf160CharactersWhole) {
  const std::string line(160, 'x');
  EXPECT_EQ(shown(line, 160), line + "\n" + std::string(159, ' ') + "^\n");
}

TEST(Diagnostic, ShowsAWindowOfALongerLine) {
  std::string line(1000, '.');
  for (const std::uint32_t column : {1U, 2U, 100U, 101U, 102U, 500U, 899U, 940U, 999U, 1000U}) {
    line[column - 1] = 'X';
    const std::string excerpt = shown(line, column);
    line[column - 1] = '-';
    EXPECT_EQ(pointed_at(excerpt), 'X') << column;
    EXPECT_LE(excerpt.find('\n'), 166U) << column;
  }
}

TEST(Diagnostic, MarksTheSideWhereALineWasCut) {
  const std::string line(1000, 'x');
  const std::string shown_part(160, 'x');
  EXPECT_THAT(shown(line, 1), testing::StartsWith(shown_part + "...\n"));
  EXPECT_THAT(shown(line, 500), testing::StartsWith("..." + shown_part + "...\n"));
  EXPECT_THAT(shown(line, 1000), testing::StartsWith("..." + shown_part + "\n"));
  EXPECT_EQ(shown(line, 1001), "..." + shown_part + "\n" + std::string(163, ' ') + "^\n");
}

TEST(Diagnostic, UnderlinesNoFurtherThanTheWindow) {
  const std::string line(1000, 'x');
  const std::string excerpt = shown(line, 500, 400);
  const std::string caret = excerpt.substr(excerpt.find('\n') + 1);
  EXPECT_EQ(caret.find('^'), 103U);
  EXPECT_EQ(std::count(caret.begin(), caret.end(), '~'), 59);
}

TEST(Diagnostic, DoesNotObeyAFileName) {
  Sources sources;
  sources.add("a\nb\x1b[2J.yaml", "");
  EXPECT_EQ(format_diagnostic({Severity::Error, {0, 0, 0}, 1, "wrong", ""}, sources),
            "a\\x0ab\\x1b[2J.yaml: error: wrong\n");
}

}  // namespace
}  // namespace replyd
