#include "observe/record.h"

#include "observe/format.h"
#include "support.h"

namespace replyd {
namespace {

TEST(Record, SurvivesTheQueue) {
  const Address peer = Address::ip4({192, 0, 2, 7}, 4711);
  const Address local = Address::unix_socket();
  Record record;
  record.time = std::chrono::system_clock::time_point{std::chrono::seconds{5}};
  record.format = LogFormat::Json;
  record.words = Record::Words::Own;
  record.event.name = EventName::Closed;
  record.event.level = Level::Warning;
  record.event.listener = "door";
  record.event.transport = "unixgram";
  record.event.peer = &peer;
  record.event.peer_path = "/run/peer";
  record.event.local = &local;
  record.event.endpoint = "unix:/run/door";
  record.event.connection = 1;
  record.event.rule = "rule";
  record.event.bytes_in = 2;
  record.event.bytes_out = 3;
  record.event.payload = std::string_view("a\0b", 3);
  record.event.reason = Reason::Lifetime;
  record.event.duration = std::chrono::nanoseconds{4};
  record.event.message = "text";

  std::string queue;
  encode_record(queue, record, 64);
  encode_record(queue, Record{}, 64);
  Bytes rest = queue;
  const DecodedRecord first(rest);
  const DecodedRecord second(rest);

  EXPECT_EQ(format_json(first.get()), format_json(record));
  EXPECT_EQ(first.get().format, LogFormat::Json);
  EXPECT_EQ(first.get().words, Record::Words::Own);
  EXPECT_EQ(first.get().event.peer_path, "/run/peer");
  EXPECT_EQ(*first.get().event.peer, peer);
  EXPECT_EQ(second.get().event.peer, nullptr);
  EXPECT_FALSE(second.get().event.payload.has_value());
  EXPECT_TRUE(rest.empty());
}

TEST(Record, CutsThePayloadAndSaysSo) {
  struct Case {
    std::size_t size;
    std::size_t limit;
    std::size_t kept;
    bool truncated;
  };
  for (const Case& c : {Case{64, 64, 64, false}, Case{65, 64, 64, true}, Case{1024, 64, 64, true},
                        Case{0, 0, 0, false}, Case{1, 0, 0, true}}) {
    const std::string payload(c.size, 'x');
    Record record;
    record.event.payload = payload;
    std::string queue;
    encode_record(queue, record, c.limit);
    Bytes rest = queue;
    const DecodedRecord decoded(rest);
    EXPECT_EQ(decoded.get().event.payload->size(), c.kept) << c.size << " of " << c.limit;
    EXPECT_EQ(decoded.get().truncated, c.truncated) << c.size << " of " << c.limit;
  }
}

TEST(Record, SaysAlsoWhatWasCutBeforeItCame) {
  Record record;
  record.event.payload = "short";
  record.event.truncated = true;
  std::string queue;
  encode_record(queue, record, 64);
  Bytes rest = queue;
  EXPECT_TRUE(DecodedRecord(rest).get().truncated);
}

TEST(Record, BoundsEveryTextThatAPeerMayFill) {
  const std::string large(1024 * 1024, 'x');
  Record record;
  record.event.message = large;
  record.event.rule = large;
  record.event.peer_path = large;
  std::string queue;
  encode_record(queue, record, 64);
  EXPECT_LT(queue.size(), 64U * 1024);
  Bytes rest = queue;
  EXPECT_TRUE(DecodedRecord(rest).get().truncated);
}

}  // namespace
}  // namespace replyd
