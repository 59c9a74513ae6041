#include "reply/condition.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec_builder.h"

namespace replyd {
namespace {

using namespace std::string_literals;
using spec::contains;
using spec::equals;
using spec::ignoring_case;
using spec::Kind;
using spec::length;
using spec::of;
using spec::prefix;
using spec::regex;
using spec::suffix;

struct ConditionCase {
  int line;
  ConditionSpec spec;
  std::string message;
  bool holds;
};

void check(const std::vector<ConditionCase>& cases) {
  for (const ConditionCase& one : cases) {
    SCOPED_TRACE(testing::Message() << "the case of line " << one.line);
    Storage storage;
    Diagnostics diagnostics;
    const Condition compiled(one.spec, storage, diagnostics);
    ASSERT_FALSE(diagnostics.has_errors());
    EXPECT_EQ(compiled.holds(one.message), one.holds);
    // A guard may admit too much, never too little.
    EXPECT_TRUE(!one.holds || compiled.guard().admits(one.message));
  }
}

TEST(Condition, ComparesBytes) {
  check({
      {__LINE__, equals("1"), "1", true},
      {__LINE__, equals("1"), "1\n", false},
      {__LINE__, equals("1"), "", false},
      {__LINE__, equals(""), "", true},
      {__LINE__, equals(""), "x", false},
      {__LINE__, equals("a\0b"s), "a\0b"s, true},
      {__LINE__, equals("a\0b"s), "a\0c"s, false},
      {__LINE__, equals("a"), "A", false},
      {__LINE__, equals("\xff"), "\xff", true},
      {__LINE__, equals("\xff"), "\xfe", false},
      {__LINE__, prefix("GET "), "GET / HTTP/1.1", true},
      {__LINE__, prefix("GET "), "GET", false},
      {__LINE__, prefix("GET "), " GET ", false},
      {__LINE__, prefix("GET "), "get /", false},
      {__LINE__, prefix(""), "", true},
      {__LINE__, suffix(".txt"), "a.txt", true},
      {__LINE__, suffix(".txt"), ".txt", true},
      {__LINE__, suffix(".txt"), "a.txt\n", false},
      {__LINE__, suffix(".txt"), "txt", false},
      {__LINE__, contains("\0\1"s), "x\0\1y"s, true},
      {__LINE__, contains("\0\1"s), "x\0y\1"s, false},
      {__LINE__, contains("aab"), "aaab", true},
      {__LINE__, contains("abc"), "abc", true},
      {__LINE__, contains("abc"), "ab", false},
      {__LINE__, contains(""), "", true},
  });
}

TEST(Condition, IgnoresTheCaseOfAsciiLettersOnly) {
  check({
      {__LINE__, ignoring_case(equals("Quit")), "qUIT", true},
      {__LINE__, ignoring_case(equals("quit")), "QUIT!", false},
      {__LINE__, ignoring_case(prefix("get ")), "GET /", true},
      {__LINE__, ignoring_case(prefix("GET ")), "get /", true},
      {__LINE__, ignoring_case(suffix("OK\r\n")), "ok\r\n", true},
      {__LINE__, ignoring_case(contains("Host: A")), "x\r\nhOST: a", true},
      {__LINE__, ignoring_case(contains("a.c")), "aBc", false},
      {__LINE__, ignoring_case(contains("")), "", true},
      {__LINE__, ignoring_case(contains("AAB")), "xaAaaB", true},
      {__LINE__, ignoring_case(contains("ababc")), "ABABABC", true},
      {__LINE__, ignoring_case(contains("ababc")), "abababa", false},
      {__LINE__, ignoring_case(contains("\0K"s)), "\0k"s, true},
      // '[' and '{' differ by the same bit as letters do, and so do the bytes of Latin-1.
      {__LINE__, ignoring_case(equals("[")), "{", false},
      {__LINE__, ignoring_case(prefix("{")), "[", false},
      {__LINE__, ignoring_case(equals("\xe4")), "\xc4", false},
      {__LINE__, ignoring_case(contains("\xe4")), "\xc4", false},
      {__LINE__, ignoring_case(contains("[")), "{", false},
      {__LINE__, ignoring_case(regex("^quit$")), "QuIt", true},
  });
}

TEST(Condition, SearchesRegexesOverBytes) {
  check({
      {__LINE__, regex("b"), "abc", true},
      {__LINE__, regex("^b"), "abc", false},
      {__LINE__, regex("^a.c$"), "a\nc", true},
      {__LINE__, regex("^a.c$"), "a\0c"s, true},
      {__LINE__, regex("^a.c$"), "a\xff"s + "c", true},
      {__LINE__, regex("^.$"), "\xc3\xa9", false},
      {__LINE__, regex("^..$"), "\xc3\xa9", true},
      {__LINE__, regex("^a$"), "a\n", false},
      {__LINE__, regex("^a$"), "x\na\nx", false},
      {__LINE__, regex("(?m)^a$"), "x\na\nx", true},
      {__LINE__, regex("(?-s)a.c"), "a\nc", false},
      {__LINE__, regex(R"(\xff\x00)"), "\xff\0"s, true},
      {__LINE__, regex(R"([\x80-\xff])"), "abc\xe4", true},
      {__LINE__, regex(R"([\x80-\xff])"), "abc", false},
      {__LINE__, regex("\xc3\xa9"), "caf\xc3\xa9", true},
      {__LINE__, regex("\xc3\xa9"), "caf\xe9", false},
      {__LINE__, regex(R"(\bping\b)"), "a ping b", true},
      {__LINE__, regex(""), "", true},
      {__LINE__, regex("^$"), "", true},
      {__LINE__, regex("^$"), "x", false},
      {__LINE__, regex("a"), "A", false},
      {__LINE__, regex("(?i)a"), "A", true},
  });
}

TEST(Condition, CombinesOthers) {
  check({
      {__LINE__, length(4, 4), "abcd", true},
      {__LINE__, length(4, 4), "abc", false},
      {__LINE__, length(0, 2), "", true},
      {__LINE__, length(2, UINT64_MAX), "a", false},
      {__LINE__, of(Kind::All, {}), "anything", true},
      {__LINE__, of(Kind::All, {prefix("a"), suffix("c")}), "abc", true},
      {__LINE__, of(Kind::All, {prefix("a"), suffix("c")}), "abd", false},
      {__LINE__, of(Kind::Any, {}), "", false},
      {__LINE__, of(Kind::Any, {equals("a"), equals("bc")}), "bc", true},
      {__LINE__, of(Kind::Any, {prefix("a"), length(3, 3)}), "xyz", true},
      {__LINE__, of(Kind::Any, {prefix("a"), contains("b")}), "", false},
      {__LINE__, of(Kind::Any, {equals("abc"), equals("a")}), "a", true},
      {__LINE__, of(Kind::Not, {equals("a"), equals("b")}), "c", true},
      {__LINE__, of(Kind::Not, {equals("a"), equals("b")}), "b", false},
      {__LINE__, of(Kind::All, {prefix("a"), of(Kind::Not, {length(2, 2)})}), "abc", true},
      {__LINE__, of(Kind::All, {prefix("a"), of(Kind::Not, {length(2, 2)})}), "ab", false},
      {__LINE__, of(Kind::Any, {of(Kind::All, {prefix("a"), suffix("z")}), equals("q")}), "az",
       true},
  });
}

TEST(Condition, TakesTimeLinearInTheMessage) {
  // Each of these needs minutes in an engine that goes back.
  const std::string flood(1 << 20U, 'a');
  std::string needle(1 << 12U, 'a');
  needle += 'b';
  check({
      {__LINE__, regex("(a*)*b"), flood, false},
      {__LINE__, regex("(a|aa)+$"), flood + "b", false},
      {__LINE__, contains(needle), flood, false},
      {__LINE__, ignoring_case(contains(needle)), flood, false},
  });
}

TEST(Condition, StillFindsWhatItsAutomatonHasNoMemoryFor) {
  // 2^20 states would be needed to remember where the letters stood.
  std::string noise;
  std::uint32_t random = 1;
  for (int i = 0; i < 100000; ++i) {
    random = random * 1664525 + 1013904223;
    noise += (random >> 31U) != 0 ? 'a' : 'b';
  }
  check({
      {__LINE__, regex("a[ab]{20}c"), noise, false},
      {__LINE__, regex("a[ab]{20}c"), noise + "a" + std::string(20, 'b') + "c", true},
  });
}

TEST(Condition, SaysWhereARegexIsBad) {
  Storage storage;
  Diagnostics diagnostics;
  ConditionSpec bad = regex("(a");
  bad.where = {0, 7, 3};
  const Condition compiled(of(Kind::Any, {equals("x"), bad}), storage, diagnostics);
  ASSERT_EQ(diagnostics.sorted().size(), 1U);
  EXPECT_EQ(diagnostics.sorted().front().where, (Position{0, 7, 3}));
  EXPECT_EQ(diagnostics.sorted().front().message, "missing closing )");
}

TEST(Guard, PassesOverWhatCannotMatch) {
  Storage storage;
  Diagnostics diagnostics;
  const auto admits = [&](const ConditionSpec& spec, Bytes message) {
    return Condition(spec, storage, diagnostics).guard().admits(message);
  };
  EXPECT_FALSE(admits(equals("abc"), "xbc"));
  EXPECT_FALSE(admits(equals("abc"), "abcd"));
  EXPECT_FALSE(admits(ignoring_case(prefix("abc")), "xbc"));
  EXPECT_FALSE(admits(suffix("abc"), "c"));
  EXPECT_FALSE(admits(of(Kind::All, {length(3, 3), prefix("a")}), "bcd"));
  EXPECT_FALSE(admits(of(Kind::Any, {equals("a"), equals("abc")}), "x"));
  EXPECT_FALSE(admits(of(Kind::Any, {equals("a"), equals("abc")}), "abcd"));
}

}  // namespace
}  // namespace replyd
