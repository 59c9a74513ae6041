#pragma once

#include <chrono>
#include <string>

#include "base/bytes.h"
#include "model/log.h"
#include "observe/event.h"

namespace replyd {

// An event on its way into a log: when it was, how this log shows it, and its payload cut.
struct Record {
  std::chrono::system_clock::time_point time;
  LogFormat format = LogFormat::Logfmt;  // never Auto
  Event event;
  bool truncated = false;  // the payload, or the message, was longer
  // Whose words `message` is. A peer's may be in it unless replyd wrote it: then quotes and
  // backslashes may stay readable.
  enum class Words : std::uint8_t { Peers, Own } words = Words::Peers;
};

// Copies a record to the end of `queue`, with at most `payload_bytes` of its payload, and other
// texts cut to a sane length.
void encode_record(std::string& queue, const Record& record, std::size_t payload_bytes);

// A record read back from a queue. Its views point into the queue and into this object.
class DecodedRecord {
 public:
  // Takes the first record off `queue`, which must hold one.
  explicit DecodedRecord(Bytes& queue) noexcept;
  DecodedRecord(const DecodedRecord&) = delete;
  DecodedRecord& operator=(const DecodedRecord&) = delete;
  const Record& get() const noexcept { return record_; }

 private:
  Address peer_;
  Address local_;
  Record record_;
};

}  // namespace replyd
