#include "observe/route.h"

namespace replyd {

bool ListenerLog::Route::shows(EventName name, Level event_level) const noexcept {
  if (event_level < level) return false;
  const bool is_message =
      name == EventName::Connected || name == EventName::Message || name == EventName::Closed;
  return messages || !is_message;
}

void ListenerLog::Route::count_drop() noexcept {
  past_rate.add();
  writer.note_drop();
}

void push_event(Writer& writer, Writer::Output& output, const Record& record,
                std::size_t payload_bytes, Writer::Importance importance) noexcept {
  // Kept, so that a warm thread allocates nothing; and the mutex is held for the copy only.
  thread_local std::string encoded;
  encoded.clear();
  encode_record(encoded, record, payload_bytes);
  writer.push(output, encoded, importance);
}

bool ListenerLog::wants(EventName name, Level level, SteadyTime now) noexcept {
  for (const Route* route : routes_) {
    if (route->shows(name, level) && !(is_traffic(name) && route->gate.is_closed(now))) return true;
  }
  // Nobody will call write() now, so what it would count is counted here.
  for (Route* route : routes_) {
    if (route->shows(name, level)) route->count_drop();
  }
  return false;
}

void ListenerLog::write(const Event& event, SteadyTime now) noexcept {
  const bool is_limited = is_traffic(event.name);
  Record record;
  record.event = event;
  for (Route* route : routes_) {
    if (!route->shows(event.name, event.level)) continue;
    if (is_limited && !route->gate.pass(now)) {
      route->count_drop();
      continue;
    }
    if (record.time == std::chrono::system_clock::time_point{}) {
      record.time = std::chrono::system_clock::now();
    }
    record.format = route->format;
    push_event(route->writer, route->output, record, route->payload_bytes,
               is_limited ? Writer::Importance::Traffic : Writer::Importance::Operational);
  }
}

}  // namespace replyd
