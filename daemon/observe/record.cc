#include "observe/record.h"

#include <array>
#include <cassert>
#include <cstring>
#include <type_traits>

namespace replyd {
namespace {

constexpr std::size_t kMessageLimit = 16384;
constexpr std::size_t kTextLimit = 4096;

// What stands in front of a record's texts. It never leaves the process, so it is the machine's
// own layout.
struct Header {
  std::chrono::system_clock::time_point time;
  std::optional<std::uint64_t> connection;
  std::optional<std::uint64_t> bytes_in;
  std::optional<std::uint64_t> bytes_out;
  std::optional<std::chrono::nanoseconds> duration;
  std::array<std::uint32_t, 7> lengths{};
  Address peer;
  Address local;
  EventName name = EventName::Event;
  Level level = Level::Info;
  Reason reason = Reason::None;
  LogFormat format = LogFormat::Logfmt;
  Record::Words words = Record::Words::Peers;
  bool has_peer = false;
  bool has_local = false;
  bool has_payload = false;
  bool truncated = false;
};
static_assert(std::is_trivially_copyable_v<Header>);

Header header_of(const Record& record) {
  const Event& event = record.event;
  Header header;
  header.time = record.time;
  header.connection = event.connection;
  header.bytes_in = event.bytes_in;
  header.bytes_out = event.bytes_out;
  header.duration = event.duration;
  header.has_peer = event.peer != nullptr;
  if (event.peer != nullptr) header.peer = *event.peer;
  header.has_local = event.local != nullptr;
  if (event.local != nullptr) header.local = *event.local;
  header.name = event.name;
  header.level = event.level;
  header.reason = event.reason;
  header.format = record.format;
  header.words = record.words;
  header.has_payload = event.payload.has_value();
  header.truncated = record.truncated || event.truncated;
  return header;
}

}  // namespace

void encode_record(std::string& queue, const Record& record, std::size_t payload_bytes) {
  const Event& event = record.event;
  const Bytes payload = event.payload.value_or(Bytes{});
  Header header = header_of(record);
  header.truncated |= payload.size() > payload_bytes || event.message.size() > kMessageLimit;
  const std::array texts = {
      event.listener.substr(0, kTextLimit),  event.transport.substr(0, kTextLimit),
      event.peer_path.substr(0, kTextLimit), event.endpoint.substr(0, kTextLimit),
      event.rule.substr(0, kTextLimit),      payload.substr(0, payload_bytes),
      event.message.substr(0, kMessageLimit)};
  static_assert(std::tuple_size_v<decltype(texts)> == std::tuple_size_v<decltype(header.lengths)>);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    header.lengths[i] = static_cast<std::uint32_t>(texts[i].size());
  }
  queue.append(reinterpret_cast<const char*>(&header), sizeof header);
  for (const std::string_view text : texts) queue.append(text);
}

DecodedRecord::DecodedRecord(Bytes& queue) noexcept {
  assert(queue.size() >= sizeof(Header));
  Header header;
  std::memcpy(static_cast<void*>(&header), queue.data(), sizeof header);
  queue.remove_prefix(sizeof header);
  std::array<std::string_view, std::tuple_size_v<decltype(header.lengths)>> texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i] = queue.substr(0, header.lengths[i]);
    queue.remove_prefix(texts[i].size());
  }
  peer_ = header.peer;
  local_ = header.local;
  record_.time = header.time;
  record_.format = header.format;
  record_.truncated = header.truncated;
  record_.words = header.words;
  Event& event = record_.event;
  event.name = header.name;
  event.level = header.level;
  event.listener = texts[0];
  event.transport = texts[1];
  event.peer = header.has_peer ? &peer_ : nullptr;
  event.peer_path = texts[2];
  event.local = header.has_local ? &local_ : nullptr;
  event.endpoint = texts[3];
  event.connection = header.connection;
  event.rule = texts[4];
  event.bytes_in = header.bytes_in;
  event.bytes_out = header.bytes_out;
  if (header.has_payload) event.payload = texts[5];
  event.reason = header.reason;
  event.duration = header.duration;
  event.message = texts[6];
}

}  // namespace replyd
