#include "reply/template.h"

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec_builder.h"

namespace replyd {
namespace {

using namespace std::string_literals;
using spec::from;
using spec::Pieces;
using spec::text;

// 2026-11-21T12:34:56.25Z
constexpr std::int64_t kNow = 1795264496;

class TemplateTest : public testing::Test {
 protected:
  TemplateTest() {
    facts_.peer = &peer_;
    facts_.local = &local_;
    facts_.connection = 7;
    facts_.now = std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(
            std::chrono::milliseconds(kNow * 1000 + 250)));
  }

  Template::Rendered render(Pieces pieces, Bytes input = {}) {
    const Template compiled(text(std::move(pieces)), "door", storage_);
    return compiled.render({input, 3, "door", facts_}, arena_);
  }
  std::string bytes(Pieces pieces, Bytes input = {}) {
    const Template::Rendered rendered = render(std::move(pieces), input);
    EXPECT_EQ(rendered.error, "");
    return std::string(rendered.bytes);
  }

  Address peer_ = Address::ip4({192, 0, 2, 1}, 40000);
  Address local_ = Address::ip6({0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 80);
  Facts facts_;
  Storage storage_;
  Arena arena_;
};

TEST_F(TemplateTest, KeepsAConstantOnceAndCopiesNothing) {
  const Template compiled(text({"a\0"s, "b"s}), "door", storage_);
  EXPECT_TRUE(compiled.is_constant());
  const Bytes once = compiled.render({{}, 1, "door", facts_}, arena_).bytes;
  const Bytes twice = compiled.render({{}, 2, "door", facts_}, arena_).bytes;
  EXPECT_EQ(once, "a\0b"s);
  EXPECT_EQ(once.data(), twice.data());
  EXPECT_EQ(arena_.used(), 0U);
}

TEST_F(TemplateTest, MayBeEmpty) {
  EXPECT_EQ(bytes({}), "");
  EXPECT_EQ(bytes({from(Source::Input)}, ""), "");
  EXPECT_TRUE(Template(text({}), "door", storage_).is_constant());
}

TEST_F(TemplateTest, FillsInAtLoadWhatIsKnownThen) {
  const Template compiled(text({"at ", from(Source::Listener, {Filter::Upper})}), "door", storage_);
  EXPECT_TRUE(compiled.is_constant());
  EXPECT_EQ(bytes({"at ", from(Source::Listener, {Filter::Upper}), "!"}), "at DOOR!");
}

TEST_F(TemplateTest, PutsLiteralsAndValuesInTheirOrder) {
  EXPECT_EQ(
      bytes({from(Source::Message), " of ", from(Source::Connection), from(Source::Input), "."},
            "\0\xff"s),
      "3 of 7\0\xff."s);
}

TEST_F(TemplateTest, HoldsItsBytesWhileTheNextIsRendered) {
  const Bytes first = render({"<", from(Source::Input), ">"}, "one").bytes;
  const Bytes second = render({"<", from(Source::Input), ">"}, "two").bytes;
  EXPECT_EQ(first, "<one>");
  EXPECT_EQ(second, "<two>");
}

TEST_F(TemplateTest, ReadsEverySource) {
  struct {
    Source source;
    std::string argument;
    std::string expected;
  } const cases[] = {
      {Source::Input, "", "hello"},
      {Source::PeerIp, "", "192.0.2.1"},
      {Source::PeerPort, "", "40000"},
      {Source::LocalIp, "", "2001:db8::1"},
      {Source::LocalPort, "", "80"},
      {Source::Transport, "", "udp"},
      {Source::Listener, "", "door"},
      {Source::Connection, "", "7"},
      {Source::Message, "", "3"},
      {Source::Time, "", "2026-11-21T12:34:56Z"},
      {Source::Time, "%H:%M:%S", "12:34:56"},
      {Source::Time, "%a %d %b %Y", "Sat 21 Nov 2026"},
      {Source::Time, "%p%%", "PM%"},
      {Source::Time, std::string(300, 'x'), std::string(300, 'x')},
      {Source::TimeUnix, "", "1795264496"},
      {Source::TimeMs, "", "1795264496250"},
      {Source::TimeNtp, "", "\xee\xac\x0e\x70\x40\0\0\0"s},
  };
  facts_.transport = Transport::Udp;
  for (const auto& one : cases) {
    EXPECT_EQ(bytes({from(one.source, {}, {}, one.argument)}, "hello"), one.expected);
  }
}

TEST_F(TemplateTest, ReadsLocalTimeInItsZone) {
  ::setenv("TZ", "XYZ-5:30", 1);
  ::tzset();
  EXPECT_EQ(bytes({from(Source::LocalTime, {}, {}, "%H:%M %z")}), "18:04 +0530");
  ::unsetenv("TZ");
  ::tzset();
}

TEST_F(TemplateTest, HasNoIpAndPort0ForAUnixSocket) {
  const Address unix_peer = Address::unix_socket();
  facts_.peer = &unix_peer;
  EXPECT_EQ(bytes({from(Source::PeerIp), ":", from(Source::PeerPort)}), ":0");
}

TEST_F(TemplateTest, SlicesAsPythonDoes) {
  struct {
    std::optional<std::int64_t> from;
    std::optional<std::int64_t> to;
    std::string expected;
  } const cases[] = {
      {0, 2, "ab"},       {2, 4, "cd"},        {{}, 2, "ab"},       {4, {}, "ef"},
      {{}, {}, "abcdef"}, {-2, {}, "ef"},      {{}, -4, "ab"},      {-4, -2, "cd"},
      {4, 2, ""},         {6, {}, ""},         {9, 12, ""},         {-99, 99, "abcdef"},
      {2, 2, ""},         {INT64_MIN, 1, "a"}, {5, INT64_MAX, "f"}, {-1, 0, ""},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(bytes({from(Source::Input, {}, Slice{one.from, one.to})}, "abcdef"), one.expected);
  }
  EXPECT_EQ(bytes({from(Source::Input, {}, Slice{1, 3})}, ""), "");
  EXPECT_EQ(bytes({from(Source::PeerPort, {}, Slice{0, 2})}), "40");
}

TEST_F(TemplateTest, Filters) {
  struct {
    std::string input;
    std::vector<Filter> filters;
    std::string expected;
  } const cases[] = {
      {"\0\xff J"s, {Filter::Hex}, "00ff204a"},
      {"ab", {Filter::Hex, Filter::Hex}, "36313632"},
      {"aZ\xe4[1", {Filter::Upper}, "AZ\xe4[1"},
      {"aZ\xc4{1", {Filter::Lower}, "az\xc4{1"},
      {"\xab", {Filter::Hex, Filter::Upper}, "AB"},
      {"abc", {Filter::Len}, "3"},
      {"", {Filter::Len}, "0"},
      {"", {Filter::Hex}, ""},
      {"abc", {Filter::Hex, Filter::Len}, "6"},
      {"abc", {Filter::Len, Filter::U8}, "\3"},
      {"abc", {Filter::Len, Filter::U16}, "\0\3"s},
      {"abc", {Filter::Len, Filter::U24}, "\0\0\3"s},
      {"abc", {Filter::Len, Filter::U32}, "\0\0\0\3"s},
      {"abc", {Filter::Len, Filter::U64}, "\0\0\0\0\0\0\0\3"s},
      {"abc", {Filter::Len, Filter::U16le}, "\3\0"s},
      {"abc", {Filter::Len, Filter::U24le}, "\3\0\0"s},
      {"abc", {Filter::Len, Filter::U32le}, "\3\0\0\0"s},
      {"abc", {Filter::Len, Filter::U64le}, "\3\0\0\0\0\0\0\0"s},
      {"abc", {Filter::Len, Filter::U16, Filter::Hex}, "0003"},
      {std::string(255, 'x'), {Filter::Len, Filter::U8}, "\xff"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(bytes({from(Source::Input, one.filters)}, one.input), one.expected);
  }
}

TEST_F(TemplateTest, EncodesEveryByteOfANumber) {
  facts_.connection = 0x0102030405060708;
  EXPECT_EQ(bytes({from(Source::Connection, {Filter::U64})}), "\1\2\3\4\5\6\7\10");
  EXPECT_EQ(bytes({from(Source::Connection, {Filter::U64le})}), "\10\7\6\5\4\3\2\1");
}

TEST_F(TemplateTest, SaysWhichValueDoesNotFit) {
  const std::string input(300, 'x');
  const auto rendered = render({"a", from(Source::Input, {Filter::Len, Filter::U8}), "b"}, input);
  EXPECT_EQ(rendered.error, "300 does not fit into u8");
  EXPECT_EQ(rendered.bytes, "");
  EXPECT_EQ(
      render({from(Source::PeerPort, {Filter::U24}), from(Source::TimeMs, {Filter::U32le})}).error,
      "1795264496250 does not fit into u32le");
  facts_.connection = 256;
  EXPECT_EQ(render({from(Source::Connection, {Filter::U8})}).error, "256 does not fit into u8");
  EXPECT_EQ(bytes({from(Source::Connection, {Filter::U16})}), "\1\0"s);
}

TEST_F(TemplateTest, SaysWhatItNeedsToKnow) {
  const auto needs = [this](Source source) {
    return Template(text({from(source)}), "door", storage_).needs();
  };
  EXPECT_EQ(needs(Source::Input), Needs{});
  EXPECT_EQ(needs(Source::PeerIp), Needs{});
  EXPECT_EQ(needs(Source::LocalPort), (Needs{.local_address = true}));
  EXPECT_EQ(needs(Source::TimeNtp), (Needs{.clock = true}));
  EXPECT_EQ(needs(Source::Connection), (Needs{.connection = true}));
}

}  // namespace
}  // namespace replyd
