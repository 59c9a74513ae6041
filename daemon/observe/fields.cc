#include <algorithm>
#include <ctime>

#include "base/escape.h"
#include "observe/format.h"

namespace replyd {
namespace {

using Kind = FieldValue::Kind;

std::string decimal(std::uint64_t number) { return std::to_string(number); }

// Seconds with six decimals, without a floating point's surprises.
std::string seconds(std::chrono::nanoseconds duration) {
  const auto whole = std::max<std::int64_t>(0, duration.count() / 1'000);
  std::string out = std::to_string(1'000'000 + whole % 1'000'000);
  out[0] = '.';
  return std::to_string(whole / 1'000'000) + out;
}

// What a person wrote in the file, or we ourselves: it keeps its quotes, backslashes and letters,
// and each format quotes them its own way.
std::string readable(std::string_view text) {
  std::string out;
  append_readable(out, text);
  return out;
}

std::string address_text(const Address* address, std::string_view path) {
  return path.empty() ? format_address(*address) : escaped(path);
}

// Collects what is there.
class Fields {
 public:
  void text(Field field, std::string value) {
    if (!value.empty()) list_.push_back({field, Kind::Text, std::move(value)});
  }
  void literal(Field field, std::string value) {
    list_.push_back({field, Kind::Literal, std::move(value)});
  }
  void number(Field field, const std::optional<std::uint64_t>& value) {
    if (value) literal(field, decimal(*value));
  }
  void always(Field field, std::string value) {
    list_.push_back({field, Kind::Text, std::move(value)});
  }
  std::vector<FieldValue> take() { return std::move(list_); }

 private:
  std::vector<FieldValue> list_;
};

void add_place(Fields& fields, const Event& event) {
  fields.text(Field::Listener, readable(event.listener));
  fields.text(Field::Transport, escaped(event.transport));
  if (event.peer != nullptr || !event.peer_path.empty()) {
    fields.text(Field::Peer, address_text(event.peer, event.peer_path));
  }
  if (event.local != nullptr || !event.endpoint.empty()) {
    fields.text(Field::Local, address_text(event.local, event.endpoint));
  }
  fields.number(Field::Connection, event.connection);
}

}  // namespace

std::string_view name_of(Field field) noexcept {
  return field_declarations()[static_cast<std::size_t>(field)].name;
}

std::vector<FieldValue> fields_of(const Record& record) {
  const Event& event = record.event;
  Fields fields;
  std::string time;
  append_time(time, record.time);
  fields.text(Field::Time, std::move(time));
  fields.text(Field::Level, std::string(name_of(event.level)));
  fields.text(Field::Event, std::string(name_of(event.name)));
  add_place(fields, event);
  fields.text(Field::Rule, escaped(event.rule));
  fields.number(Field::BytesIn, event.bytes_in);
  fields.number(Field::BytesOut, event.bytes_out);
  if (event.payload) fields.always(Field::Payload, escaped(*event.payload));
  if (record.truncated) fields.literal(Field::Truncated, "true");
  fields.text(Field::Reason, std::string(name_of(event.reason)));
  if (event.duration) fields.literal(Field::Duration, seconds(*event.duration));
  const bool own = record.words == Record::Words::Own;
  fields.text(Field::Message, own ? readable(event.message) : escaped(event.message));
  return fields.take();
}

void append_time(std::string& out, std::chrono::system_clock::time_point time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time - whole).count();
  const std::time_t seconds_since_1970 = std::chrono::system_clock::to_time_t(whole);
  std::tm parts{};
  gmtime_r(&seconds_since_1970, &parts);
  char text[32];
  out.append(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &parts));
  const std::string fraction = std::to_string(1000 + ms);
  out.append(fraction, 1).append("Z");
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_logfmt_value(std::string& out, std::string_view value) {
  if (value.empty() || value.find_first_of(" \"=") != std::string_view::npos) {
    append_quoted(out, value);
  } else {
    out += value;
  }
}

}  // namespace replyd
