#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "observe/record.h"

namespace replyd {

// The fields of an event, in the order in which lines show them; named by field_declarations().
enum class Field : std::uint8_t {
  Time,
  Level,
  Event,
  Listener,
  Transport,
  Peer,
  Local,
  Connection,
  Rule,
  BytesIn,
  BytesOut,
  Payload,
  Truncated,
  Reason,
  Duration,
  Message,
};
std::string_view name_of(Field field) noexcept;

struct FieldValue {
  Field field;
  enum class Kind : std::uint8_t { Text, Literal } kind;  // Literal: a number, or `true`
  std::string value;  // printable ASCII only, whatever the event held
};

// Those fields that the record has, in order; the one place where bytes are escaped. Every format
// below is made of them.
std::vector<FieldValue> fields_of(const Record& record);

// "2026-03-01T12:00:00.000Z"
void append_time(std::string& out, std::chrono::system_clock::time_point time);
// In double quotes, quotes and backslashes behind a backslash: right in logfmt and in JSON.
// `text` is printable.
void append_quoted(std::string& out, std::string_view text);
// `value` as logfmt has it: quoted if it must be.
void append_logfmt_value(std::string& out, std::string_view value);

enum class Colour : std::uint8_t { No, Yes };

// One line each, without a line feed.
std::string format_text(const Record& record, Colour colour);
std::string format_logfmt(const Record& record);
std::string format_json(const Record& record);
// By record.format.
std::string format_line(const Record& record, Colour colour);

// What journald gets: "MESSAGE=...", "PRIORITY=6", "REPLYD_LISTENER=door" and so on.
std::vector<std::string> format_journald(const Record& record);
// Of syslog(3): 3 to 7.
int syslog_priority(Level level) noexcept;

}  // namespace replyd
