#include "observe/format.h"

#include <algorithm>

#include "support.h"

namespace replyd {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::chrono::system_clock::time_point kNoon{std::chrono::milliseconds{1772366400007}};

struct Full {
  Address peer = Address::ip4({192, 0, 2, 7}, 4711);
  Address local = Address::ip4({127, 0, 0, 1}, 12345);
  Record record;

  Full() {
    record.time = kNoon;
    record.truncated = true;
    Event& event = record.event;
    event.name = EventName::Message;
    event.listener = "door";
    event.transport = "tcp";
    event.peer = &peer;
    event.local = &local;
    event.connection = 12;
    event.rule = "say hello";
    event.bytes_in = 3;
    event.bytes_out = 18;
    event.payload = "hi\n";
    event.reason = Reason::ReplyClose;
    event.duration = std::chrono::microseconds{1234567};
    event.message = "as told";
  }
};

Record with_payload(Bytes payload) {
  Record record;
  record.time = kNoon;
  record.event.name = EventName::Message;
  record.event.payload = payload;
  return record;
}

TEST(Format, LogfmtShowsAllFieldsInTheDeclaredOrder) {
  EXPECT_THAT(format_logfmt(Full().record),
              Eq(R"(time=2026-03-01T12:00:00.007Z level=info event=message listener=door )"
                 R"(transport=tcp peer=192.0.2.7:4711 local=127.0.0.1:12345 connection=12 )"
                 R"(rule="say hello" bytes_in=3 bytes_out=18 payload=hi\x0a truncated=true )"
                 R"(reason=reply_close duration=1.234567 message="as told")"));
}

TEST(Format, JsonIsOneObjectWithNumbersAsNumbers) {
  EXPECT_THAT(format_json(Full().record),
              Eq(R"({"time":"2026-03-01T12:00:00.007Z","level":"info","event":"message",)"
                 R"("listener":"door","transport":"tcp","peer":"192.0.2.7:4711",)"
                 R"("local":"127.0.0.1:12345","connection":12,"rule":"say hello","bytes_in":3,)"
                 R"("bytes_out":18,"payload":"hi\\x0a","truncated":true,"reason":"reply_close",)"
                 R"("duration":1.234567,"message":"as told"})"));
}

TEST(Format, TextShowsWhatAPersonReads) {
  EXPECT_THAT(format_text(Full().record, Colour::No),
              Eq(R"(2026-03-01T12:00:00.007Z  info     message    [door]  "hi\x0a"  as told)"
                 R"(  transport=tcp  peer=192.0.2.7:4711  local=127.0.0.1:12345  connection=12)"
                 R"(  rule="say hello"  bytes_in=3  bytes_out=18  truncated=true)"
                 R"(  reason=reply_close  duration=1.234567)"));
}

TEST(Format, TextIsColouredOnlyWhenAsked) {
  EXPECT_THAT(format_text(Full().record, Colour::Yes), HasSubstr("\x1b[1mmessage\x1b[0m"));
  EXPECT_THAT(format_text(Full().record, Colour::No), Not(HasSubstr("\x1b")));
}

TEST(Format, JournaldGetsFieldsOfTheSameNames) {
  EXPECT_THAT(
      format_journald(Full().record),
      ElementsAre("SYSLOG_IDENTIFIER=replyd", "PRIORITY=6",
                  AllOf(StartsWith(R"(MESSAGE=message  [door]  "hi\x0a"  as told  transport=tcp)"),
                        EndsWith("duration=1.234567")),
                  "REPLYD_EVENT=message", "REPLYD_LISTENER=door", "REPLYD_TRANSPORT=tcp",
                  "REPLYD_PEER=192.0.2.7:4711", "REPLYD_LOCAL=127.0.0.1:12345",
                  "REPLYD_CONNECTION=12", "REPLYD_RULE=say hello", "REPLYD_BYTES_IN=3",
                  "REPLYD_BYTES_OUT=18", R"(REPLYD_PAYLOAD=hi\x0a)", "REPLYD_TRUNCATED=true",
                  "REPLYD_REASON=reply_close", "REPLYD_DURATION=1.234567",
                  "REPLYD_MESSAGE=as told"));
}

TEST(Format, LeavesOutWhatIsAbsent) {
  Record record;
  record.time = kNoon;
  record.event.name = EventName::Ready;
  EXPECT_THAT(format_logfmt(record), Eq("time=2026-03-01T12:00:00.007Z level=info event=ready"));
  EXPECT_THAT(format_json(record),
              Eq(R"({"time":"2026-03-01T12:00:00.007Z","level":"info","event":"ready"})"));
  EXPECT_THAT(format_text(record, Colour::No), Eq("2026-03-01T12:00:00.007Z  info     ready"));
}

TEST(Format, AnEmptyPayloadIsNotAnAbsentOne) {
  const Record record = with_payload("");
  EXPECT_THAT(format_logfmt(record), EndsWith(R"( payload="")"));
  EXPECT_THAT(format_json(record), EndsWith(R"("payload":""})"));
  EXPECT_THAT(format_text(record, Colour::No), EndsWith(R"(message    "")"));
}

struct Hostile {
  const char* what;
  std::string payload;
  std::string logfmt;  // what stands behind `payload=`
  std::string json;    // what stands behind `"payload":`
};

const Hostile kHostile[] = {
    {"a forged line", "a\n<0>b", R"(a\x0a<0>b)", R"("a\\x0a<0>b")"},
    {"a carriage return", "a\rb", R"(a\x0db)", R"("a\\x0db")"},
    {"a terminal sequence", "\x1b[2J", R"(\x1b[2J)", R"("\\x1b[2J")"},
    {"NUL", std::string("a\0b", 3), R"(a\x00b)", R"("a\\x00b")"},
    {"DEL and C1", "\x7f\x9b", R"(\x7f\x9b)", R"("\\x7f\\x9b")"},
    {"broken UTF-8", "\xc3(\xff", R"(\xc3(\xff)", R"("\\xc3(\\xff")"},
    {"UTF-8", "\xc3\xbc", R"(\xc3\xbc)", R"("\\xc3\\xbc")"},
    {"a field of its own", "x\" level=error", R"("x\\x22 level=error")", R"("x\\x22 level=error")"},
    {"quotes", "\"", R"(\x22)", R"("\\x22")"},
    {"a backslash", "\\n", R"(\x5cn)", R"("\\x5cn")"},
    {"spaces", "a b", R"("a b")", R"("a b")"},
    {"spaces and escapes", "a \n", R"("a \\x0a")", R"("a \\x0a")"},
    {"an equals sign", "a=b", R"("a=b")", R"("a=b")"},
};

TEST(Format, EscapesAllThatAPeerCouldDoHarmWith) {
  for (const Hostile& hostile : kHostile) {
    SCOPED_TRACE(hostile.what);
    const Record record = with_payload(hostile.payload);
    EXPECT_THAT(format_logfmt(record), EndsWith(" payload=" + hostile.logfmt));
    EXPECT_THAT(format_json(record), EndsWith("\"payload\":" + hostile.json + "}"));
  }
}

TEST(Format, NoByteAtAllBreaksALine) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  Record record = with_payload(all);
  record.event.rule = all;
  record.event.peer_path = all;
  record.event.endpoint = all;
  record.event.transport = all;
  record.event.message = all;
  std::vector<std::string> lines = format_journald(record);
  lines.push_back(format_text(record, Colour::No));
  lines.push_back(format_logfmt(record));
  lines.push_back(format_json(record));
  for (const std::string& line : lines) {
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) {
      return c >= 0x20 && c <= 0x7e;
    })) << line;
  }
}

TEST(Format, OwnWordsAndListenerNamesStayReadableButNeverBreakALine) {
  Record record;
  record.time = kNoon;
  record.words = Record::Words::Own;
  record.event.name = EventName::Error;
  record.event.level = Level::Error;
  record.event.listener = "t\xc3\xbcr";
  record.event.message = "no 'x' in \"y\"\n<0>\x1b";
  EXPECT_THAT(format_logfmt(record),
              EndsWith("listener=t\xc3\xbcr message=\"no 'x' in \\\"y\\\"\\\\x0a<0>\\\\x1b\""));
  EXPECT_THAT(format_text(record, Colour::No),
              EndsWith("[t\xc3\xbcr]  no 'x' in \"y\"\\x0a<0>\\x1b"));
  record.words = Record::Words::Peers;
  EXPECT_THAT(format_text(record, Colour::No), EndsWith(R"(no \x27x\x27 in \x22y\x22\x0a<0>\x1b)"));
}

TEST(Format, ShowsAHundredKilobytesWhole) {
  const std::string large(100 * 1024, '\n');
  EXPECT_THAT(format_json(with_payload(large)).size(), ::testing::Ge(5 * large.size()));
}

TEST(Format, PeersAreAddressesOrPaths) {
  Record record;
  record.time = kNoon;
  const Address ip6 = Address::ip6({0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 80);
  const Address unix_peer = Address::unix_socket();
  record.event.peer = &ip6;
  EXPECT_THAT(format_logfmt(record), EndsWith("peer=[2001:db8::1]:80"));
  record.event.peer = &unix_peer;
  EXPECT_THAT(format_logfmt(record), EndsWith("peer=unix"));
  record.event.peer_path = "/run/a\nb";
  EXPECT_THAT(format_logfmt(record), EndsWith(R"(peer=/run/a\x0ab)"));
  record.event.peer = nullptr;
  EXPECT_THAT(format_logfmt(record), EndsWith(R"(peer=/run/a\x0ab)"));
}

TEST(Format, DurationsAreSecondsWithoutExponents) {
  const std::pair<std::chrono::nanoseconds, const char*> cases[] = {
      {std::chrono::nanoseconds{0}, "0.000000"},
      {std::chrono::nanoseconds{999}, "0.000000"},
      {std::chrono::microseconds{1}, "0.000001"},
      {std::chrono::milliseconds{1500}, "1.500000"},
      {std::chrono::hours{100}, "360000.000000"},
      {std::chrono::nanoseconds{-5'000'000}, "0.000000"},
  };
  for (const auto& [duration, text] : cases) {
    Record record;
    record.event.duration = duration;
    EXPECT_THAT(format_logfmt(record), EndsWith(std::string("duration=") + text));
  }
}

TEST(Format, LevelsAreSyslogPriorities) {
  EXPECT_EQ(syslog_priority(Level::Debug), 7);
  EXPECT_EQ(syslog_priority(Level::Info), 6);
  EXPECT_EQ(syslog_priority(Level::Warning), 4);
  EXPECT_EQ(syslog_priority(Level::Error), 3);
}

TEST(Format, EveryFieldAndEventAndReasonHasAName) {
  EXPECT_EQ(name_of(Field::Time), "time");
  EXPECT_EQ(name_of(Field::BytesOut), "bytes_out");
  EXPECT_EQ(name_of(Field::Message), "message");
  EXPECT_EQ(field_declarations().size(), static_cast<std::size_t>(Field::Message) + 1);
  EXPECT_EQ(name_of(EventName::ReloadFailed), "reload_failed");
  EXPECT_EQ(name_of(Reason::SourcePort), "source_port");
  EXPECT_EQ(name_of(Reason::None), "");
  EXPECT_EQ(name_of(Level::Warning), "warning");
}

}  // namespace
}  // namespace replyd
