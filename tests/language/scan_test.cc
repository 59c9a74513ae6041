#include "language/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace replyd {
namespace {

// The source with a mark in front of what became each 'x' of the scalar's text.
std::string marked(const std::string& text) {
  const SourceText source(0, text);
  Diagnostics diagnostics;
  const Document document = parse_document(source, diagnostics);
  if (!document.root()) return "(broken)";
  const TreeNode& scalar = *document.root()->entries.front().value;
  std::string result = text;
  std::size_t marks = 0;
  for (std::size_t i = 0; i < scalar.text.size(); ++i) {
    if (scalar.text[i] == 'x') result.insert(locate(text, scalar, i) + marks++, ">");
  }
  return result;
}

TEST(Locate, FindsThePlaceInTheSource) {
  const std::vector<std::string> cases = {
      "a: one >x two >x\n",
      "a: '>x it''s >x ''>x'''\n",
      "a: \">x \\\" \\t>x \\x41>x \\u20ac>x \\U0001f600>x \\\\>x\"\n",
      "a: \"\u20ac>x \\N>x \\_>x \\L>x\"\n",
      "a: \"one >x\n\n   two >x \\\n   three >x\"\n",
      "a: 'one >x\n\n   two >x'\n",
      "a: one >x\n\n\n   two >x\n",
      "a: |\n  >x one\n    two >x\n\n  three >x\n",
      "a: |+2\n\n  >x\n   >x\n",
      "a: >-\n  one >x\n  two >x\n\n    three >x\n  four >x\n",
      "a: |\r\n  one >x\r\n  >x\r\n",
      "a: >x\r\n  >x\r\n",
      "a: &anchor !!str >x\n",
  };
  for (const std::string& wanted : cases) {
    std::string text = wanted;
    for (auto at = text.find(">x"); at != std::string::npos; at = text.find(">x", at)) {
      text.erase(at, 1);
    }
    EXPECT_EQ(marked(text), wanted);
  }
}

TEST(ScalarEnd, IsBehindTheLastCharacter) {
  struct Case {
    std::string text;
    std::size_t end;
  };
  for (const auto& [text, end] :
       {Case{"a: one two # no", 10}, Case{"a: 'it''s' # no", 10}, Case{"a: \"a\\\"b\" # no", 9},
        Case{"a: one\n  two # no", 12}, Case{"a: |- # no\n  text", 5}, Case{"{a: b}", 5}}) {
    const SourceText source(0, text);
    Diagnostics diagnostics;
    const Document document = parse_document(source, diagnostics);
    EXPECT_EQ(scalar_end(text, *document.root()->entries.front().value), end) << text;
  }
}

TEST(SourceText, CountsInLongLinesToo) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "\u00e4b\u20ac";
  const std::string whole = "x\n" + text;
  const SourceText kept(3, whole);
  for (std::size_t i = 0; i < 1000; i += 37) {
    EXPECT_EQ(kept.position(2 + 6 * i), (Position{3, 2, static_cast<std::uint32_t>(3 * i + 1)}));
    EXPECT_EQ(kept.position(4 + 6 * i), (Position{3, 2, static_cast<std::uint32_t>(3 * i + 2)}));
  }
}

}  // namespace
}  // namespace replyd
