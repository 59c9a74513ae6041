#pragma once

#include "observe/log.h"
#include "observe/rate_gate.h"
#include "observe/writer.h"

namespace replyd {

// One thread's way to one log.
struct ListenerLog::Route {
  Writer& writer;
  Writer::Output& output;
  LogFormat format;
  Level level;
  bool messages;
  std::size_t payload_bytes;
  RateGate gate;
  Counter& past_rate;

  // Whether this log shows such events at all.
  bool shows(EventName name, Level event_level) const noexcept;
  void count_drop() noexcept;
};

// Copies the event into the log's queue.
void push_event(Writer& writer, Writer::Output& output, const Record& record,
                std::size_t payload_bytes, Writer::Importance importance) noexcept;

}  // namespace replyd
