#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feed.h"

namespace replyd {
namespace {

using Messages = std::vector<std::string>;
using namespace std::string_literals;

constexpr auto kTruncate = Oversize::Truncate;

// A stream, and what it is cut into, however its bytes arrive.
struct StreamCase {
  const char* name;
  Framing framing;
  std::string stream;
  Messages messages;
  Messages last = {};     // at the peer's shutdown
  std::string rest = {};  // left over then
};

std::ostream& operator<<(std::ostream& out, const StreamCase& value) { return out << value.name; }

std::string case_name(const testing::TestParamInfo<StreamCase>& info) { return info.param.name; }

Messages& operator+=(Messages& all, const Messages& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

class AnyFraming : public testing::TestWithParam<StreamCase> {};

TEST_P(AnyFraming, CutsWhatArrivesWhole) {
  Feed feed{GetParam().framing};
  EXPECT_EQ(feed(GetParam().stream), GetParam().messages);
  EXPECT_EQ(feed.end(), GetParam().last);
  EXPECT_EQ(feed.rest(), GetParam().rest);
}

TEST_P(AnyFraming, CutsTheSameWhereverTheStreamIsSplit) {
  const std::string& stream = GetParam().stream;
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (std::size_t second = first; second <= stream.size(); ++second) {
      SCOPED_TRACE(testing::Message() << "split at " << first << " and " << second);
      Feed feed{GetParam().framing};
      Messages messages = feed(stream.substr(0, first));
      messages += feed(stream.substr(first, second - first));
      messages += feed(stream.substr(second));
      ASSERT_EQ(messages, GetParam().messages);
      ASSERT_EQ(feed.end(), GetParam().last);
    }
  }
}

TEST_P(AnyFraming, CutsTheSameByteByByte) {
  Feed feed{GetParam().framing};
  Messages messages;
  for (const char byte : GetParam().stream) messages += feed(std::string(1, byte));
  EXPECT_EQ(messages, GetParam().messages);
  EXPECT_EQ(feed.end(), GetParam().last);
}

// Where the stream ends with a message, so that what follows is a new one.
TEST_P(AnyFraming, CutsThreeAtOnceAsThree) {
  const StreamCase& once = GetParam();
  Feed probe{once.framing};
  const bool closes = !probe(once.stream).empty() && probe.closed();
  const bool ends_open = !once.last.empty() || !once.rest.empty() || probe.state().discarding;
  if (closes || ends_open || once.framing.spec().kind == FramingSpec::Kind::Raw) return;
  Messages expected;
  for (int i = 0; i < 3; ++i) expected += once.messages;
  EXPECT_EQ(Feed{once.framing}(once.stream + once.stream + once.stream), expected);
}

// Reads differ for each way of splitting, so a stream of one byte is all that can stand here.
INSTANTIATE_TEST_SUITE_P(Raw, AnyFraming,
                         testing::Values(StreamCase{"byte", framing::raw(), "x", {"x"}},
                                         StreamCase{"nothing", framing::raw(), "", {}}),
                         case_name);

INSTANTIATE_TEST_SUITE_P(
    Line, AnyFraming,
    testing::Values(
        StreamCase{"lf", framing::line(), "HELO\n", {"HELO"}},
        StreamCase{"crlf", framing::line(), "HELO\r\nQUIT\r\n", {"HELO", "QUIT"}},
        StreamCase{"mixed", framing::line(), "a\nb\r\nc\n", {"a", "b", "c"}},
        StreamCase{"empty_lines", framing::line(), "\n\r\n\n", {"", "", ""}},
        StreamCase{"lone_cr_stays", framing::line(), "a\rb\n", {"a\rb"}},
        StreamCase{"one_cr_of_two", framing::line(), "a\r\r\n", {"a\r"}},
        StreamCase{"any_bytes", framing::line(), "\0\xff\x80\n"s, {"\0\xff\x80"s}},
        StreamCase{"rest_is_last", framing::line(), "a\nbc", {"a"}, {"bc"}},
        StreamCase{"last_keeps_cr", framing::line(), "bc\r", {}, {"bc\r"}},
        StreamCase{"no_empty_last", framing::line(), "a\n", {"a"}},
        StreamCase{"exactly_full", framing::line(5), "12345\n12345\r\n", {"12345", "12345"}},
        StreamCase{"last_exactly_full", framing::line(5), "12345", {}, {"12345"}},
        StreamCase{"last_cr_counts", framing::line(5), "12345\r", {}, {"[too long]"}},
        StreamCase{"one_too_many", framing::line(5), "1\n123456\n", {"1", "[too long]"}},
        StreamCase{"no_end", framing::line(5), "123456", {"[too long]"}},
        StreamCase{"cr_inside_counts", framing::line(5), "12345\rx\n", {"[too long]"}},
        StreamCase{
            "truncated", framing::line(5, kTruncate), "123456\nab\n", {"12345[truncated]", "ab"}},
        StreamCase{"truncated_far",
                   framing::line(2, kTruncate),
                   "1234567890\r\nab\r\n",
                   {"12[truncated]", "ab"}},
        StreamCase{"truncated_at_cr",
                   framing::line(5, kTruncate),
                   "12345\r6\nab\n",
                   {"12345[truncated]", "ab"}},
        StreamCase{"full_is_not_truncated", framing::line(5, kTruncate), "12345\r\n", {"12345"}},
        StreamCase{
            "truncated_without_end", framing::line(2, kTruncate), "123456", {"12[truncated]"}, {}},
        StreamCase{"truncated_last", framing::line(2, kTruncate), "12\r", {}, {"12[truncated]"}}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Delimiter, AnyFraming,
    testing::Values(
        StreamCase{"one_byte", framing::delimiter({";"}), "a;bc;;", {"a", "bc", ""}},
        StreamCase{"nul", framing::delimiter({"\0"s}), "a\0b\0"s, {"a", "b"}},
        StreamCase{"mail", framing::delimiter({"\r\n.\r\n"}), "hi\r\n..\r\n.\r\n", {"hi\r\n.."}},
        StreamCase{"empty_mail",
                   framing::delimiter({"\r\n.\r\n"}),
                   ".\r\nhi\r\n.\r\n.\r\n",
                   {"", "hi", ""}},
        StreamCase{"short_form_only_at_start",
                   framing::delimiter({"\r\n.\r\n"}),
                   "x.\r\n\r\n.\r\n",
                   {"x.\r\n"}},
        StreamCase{"lf_form", framing::delimiter({"\n.\n"}), ".\na\n.\n", {"", "a"}},
        StreamCase{"line_end_alone_is_whole", framing::delimiter({"\r\n"}), "\r\na\r\n", {"", "a"}},
        StreamCase{"blank_line",
                   framing::delimiter({"\r\n\r\n"}),
                   "a\r\n\r\n\r\nb\r\n\r\n",
                   {"a", "", "b"}},
        StreamCase{"false_start", framing::delimiter({"aab"}), "aaab", {"a"}},
        StreamCase{"false_starts", framing::delimiter({"abab!"}), "abababab!x", {"abab"}, {}, "x"},
        StreamCase{"earliest", framing::delimiter({"END", ";"}), "a;bENDc;", {"a", "b", "c"}},
        StreamCase{
            "longest", framing::delimiter({"\r", "\r\n"}), "a\r\nb\rc\r\r\n", {"a", "b", "c", ""}},
        StreamCase{"longest_in_any_order",
                   framing::delimiter({"\r\n", "\r"}),
                   "a\r\nb\rc\r",
                   {"a", "b", "c"}},
        StreamCase{"longest_of_three",
                   framing::delimiter({"-", "--", "---"}),
                   "a---b--c-d",
                   {"a", "b", "c"},
                   {},
                   "d"},
        StreamCase{"longer_by_several",
                   framing::delimiter({"\n", "\n.\n"}),
                   "a\n.\nb\n.c\n",
                   {"a", "b", ".c"}},
        StreamCase{"longer_but_not", framing::delimiter({"a", "abc"}), "xabdabc", {"x", "bd"}},
        StreamCase{"earlier_hides_later",
                   framing::delimiter({"abcd", "bc"}),
                   "xabcd-abc-bc",
                   {"x", "-a", "-"}},
        StreamCase{"short_form_is_no_delimiter_inside",
                   framing::delimiter({"a", "\nab"}),
                   "xabyabxa",
                   {"x", "by", "bx"}},
        StreamCase{"rest_is_unfinished", framing::delimiter({"!"}), "a!bc", {"a"}, {}, "bc"},
        StreamCase{
            "exactly_full", framing::delimiter({"\r\n.\r\n"}, 5), "12345\r\n.\r\n", {"12345"}},
        StreamCase{
            "one_too_many", framing::delimiter({"!!"}, 5), "1!!123456!!", {"1", "[too long]"}},
        StreamCase{"no_end", framing::delimiter({"!!"}, 5), "123456", {"[too long]"}},
        StreamCase{"half_an_end_waits", framing::delimiter({"!!"}, 5), "12345!", {}, {}, "12345!"},
        StreamCase{"false_end_counts", framing::delimiter({"!!"}, 5), "12345!x", {"[too long]"}},
        StreamCase{"truncated",
                   framing::delimiter({"!!"}, 5, kTruncate),
                   "123456789!!ab!!",
                   {"12345[truncated]", "ab"}},
        StreamCase{"truncated_at_false_end",
                   framing::delimiter({"!!"}, 5, kTruncate),
                   "12345!6!!ab!!",
                   {"12345[truncated]", "ab"}},
        StreamCase{"truncated_end_grows",
                   framing::delimiter({"\r", "\r\n"}, 2, kTruncate),
                   "12345\r\nab\r\n",
                   {"12[truncated]", "ab"}},
        StreamCase{"no_short_form_in_the_dropped",
                   framing::delimiter({"\n.\n"}, 2, kTruncate),
                   "123.\n4\n.\n.\n",
                   {"12[truncated]", ""}}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Fixed, AnyFraming,
    testing::Values(StreamCase{"one", framing::fixed(4), "abcd", {"abcd"}},
                    StreamCase{"two", framing::fixed(2), "ab\r\n", {"ab", "\r\n"}},
                    StreamCase{
                        "rest_is_unfinished", framing::fixed(4), "abcdef", {"abcd"}, {}, "ef"},
                    StreamCase{"exactly_full", framing::fixed(4, 4), "abcd", {"abcd"}},
                    StreamCase{"too_long", framing::fixed(4, 3), "abcd", {"[too long]"}},
                    StreamCase{"truncated",
                               framing::fixed(6, 2, kTruncate),
                               "abcdefABCDEF",
                               {"ab[truncated]", "AB[truncated]"}}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    End, AnyFraming,
    testing::Values(StreamCase{"all", framing::end(), "a\nb", {}, {"a\nb"}},
                    StreamCase{"nothing_is_a_message", framing::end(), "", {}, {""}},
                    StreamCase{"exactly_full", framing::end(3), "abc", {}, {"abc"}},
                    StreamCase{"too_long", framing::end(3), "abcd", {"[too long]"}},
                    StreamCase{
                        "truncated", framing::end(3, kTruncate), "abcdef", {"abc[truncated]"}, {}}),
    case_name);

}  // namespace
}  // namespace replyd
