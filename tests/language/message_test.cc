#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/load_message.h"
#include "load.h"

namespace replyd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
  std::string yaml;
  std::string wanted;
};

TEST(Message, IsItsBytesInEachForm) {
  const Case cases[] = {
      {"plain text", "plain text"},
      {"\"a\\r\\n\"", "a\r\n"},
      {"|\n  a\n  b", "a\nb\n"},
      {">-\n  a\n  b", "a b"},
      {"\"\"", ""},
      {"NO", "NO"},
      {"~", "~"},
      {"null", "null"},
      {"010", "010"},
      {"0x17", "0x17"},
      {"\"\u00e9\"", "\xc3\xa9"},
      {"{text: a}", "a"},
      {"{crlf: \"a\\nb\\n\"}", "a\r\nb\r\n"},
      {"{crlf: \"a\\r\\nb\"}", "a\r\nb"},
      {"{crlf: \"${input}\\n\"}", "<input>\r\n"},
      {"{hex: 0500}", std::string("\x05\x00", 2)},
      {"{hex: \"05 00\\nff\"}", std::string("\x05\x00\xff", 3)},
      {"{hex: \"0 5 0 0\"}", std::string("\x05\x00", 2)},
      {"{hex: \"\"}", ""},
      {"{hex: \"'it''s' 00\"}", std::string("it's\0", 5)},
      {"{hex: \"'a${input}$${x}'ff\"}", "a<input>${x}\xff"},
      {"{hex: \"${input[0:2]}00${message | u8}\"}", std::string("<input[0:2]>\0<message|u8>", 25)},
      {"{bytes: \"\\x05\\xff \u00e9 ${input}\"}", "\x05\xff \xe9 <input>"},
      {"{base64: aGVsbG8=}", "hello"},
      {"{base64: aGVsbG8}", "hello"},
      {"{base64: \"aGV s\\nbG8=\"}", "hello"},
      {"{base64: \"\"}", ""},
      {"{base64: YQ==}", "a"},
      {"!!binary aGVsbG8=", "hello"},
      {"!!str 5", "5"},
  };
  for (const auto& [yaml, wanted] : cases) {
    const auto loaded = load_listener("reply: " + yaml);
    EXPECT_THAT(said(loaded), IsEmpty()) << yaml;
    EXPECT_EQ(reply_of(loaded), wanted) << yaml;
  }
}

TEST(Message, PointsAtWhatIsWrongInIt) {
  const Case cases[] = {
      {"{hex: \"05 0\"}", "3:22 error: a hex digit without its other half"},
      {"{hex: \"05 ${message}\"}", "3:22 error: a number in 'hex' needs the bytes to write it in"},
      {"{hex: \"'\u20ac' gg\"}", "3:23 error: 'g' is no hex digit"},
      {"{bytes: \"a\\xff\u20ac\"}", "3:26 error: a character above U+00FF is not one byte"},
      {"{base64: \"a*\"}", "3:23 error: '*' is no character of base64"},
      {"\"\\x41\\xff\"", "3:17 error: '\\xff' is a character here, and goes out as two bytes"},
      {"\"a\\_\"", "3:14 error: '\\_' is a character here, and goes out as two bytes"},
      {"\"\\\\xff\"", ""},
      {"{bytes: \"\\xff\"}", ""},
      {"\"\\u00ff\"", ""},
      {"'a\\n'", "3:14 warning: '\\n' stays as it is: escapes are read in double quotes only"},
      {"a\\x00", "3:13 warning: '\\x00' stays as it is: escapes are read in double quotes only"},
      {"C:\\temp", "3:14 warning: '\\t' stays as it is: escapes are read in double quotes only"},
      {"a\\d", ""},
      {"a #b", "3:12 warning: the text ends before ' #': what follows is a comment"},
      {"a  # b", ""},
      {"'a' # b", ""},
  };
  for (const auto& [yaml, wanted] : cases) {
    auto lines = said(load_listener("reply: " + yaml));
    ASSERT_LE(lines.size(), 1u) << yaml;
    const auto line = lines.empty() ? "" : lines[0].substr(0, lines[0].find(';'));
    EXPECT_EQ(line, wanted) << yaml;
  }
}

TEST(Message, IsShownAsJsonWhereAMappingStands) {
  EXPECT_THAT(said(load_listener("reply: {a: it's, b: [1, \"2\", 007, true, {}]}")),
              ElementsAre("3:12 error: a mapping without a form is no message; to send it as JSON "
                          "text write '{\"a\": \"it''s\", \"b\": [1, \"2\", \"007\", true, {}]}'"));
}

TEST(ReplyEnd, GoesBehindTextAndCrlfOnly) {
  const auto loaded = load_listener(
      "reply_end: \"\\r\\n\"\ngreeting: hi\nrules:\n"
      "- {match: a, reply: a}\n- {match: b, reply: {crlf: b}}\n- {match: c, reply: {hex: 63}}\n"
      "- {match: d, reply: {bytes: d}}\n- {match: e, reply: \"${input}\"}\n- reply: \"\"");
  EXPECT_THAT(said(loaded), IsEmpty());
  const auto& listener = loaded.config.listeners.at(0);
  std::vector<std::string> replies{shown(listener.greeting->reply->content)};
  for (const auto& rule : listener.rules) replies.push_back(shown(rule.action.reply->content));
  EXPECT_THAT(replies, ElementsAre("hi\r\n", "a\r\n", "b\r\n", "c", "d", "<input>\r\n", "\r\n"));
}

}  // namespace
}  // namespace replyd
