#include "observe/format.h"

#include <algorithm>

namespace replyd {
namespace {

constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kEnd = "\x1b[0m";

constexpr std::string_view kLevelColours[] = {"\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[31m"};
constexpr int kSyslogPriorities[] = {7, 6, 4, 3};

std::string_view colour_of(Level level) { return kLevelColours[static_cast<std::size_t>(level)]; }

// Writes text in a colour, or plainly.
class Painter {
 public:
  explicit Painter(Colour colour) : colour_(colour) {}
  void paint(std::string_view colour, std::string_view text) {
    if (colour_ == Colour::Yes) out_ += colour;
    out_ += text;
    if (colour_ == Colour::Yes) out_ += kEnd;
  }
  void column(std::string_view colour, std::string_view text, std::size_t width) {
    paint(colour, text);
    out_.append(width - std::min(width, text.size()), ' ');
  }
  std::string& out() { return out_; }

 private:
  Colour colour_;
  std::string out_;
};

const FieldValue* find(const std::vector<FieldValue>& fields, Field field) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [field](const FieldValue& f) { return f.field == field; });
  return found == fields.end() ? nullptr : &*found;
}

// The part of a text line that has names: all that the columns do not show.
void append_named(Painter& line, const std::vector<FieldValue>& fields) {
  for (const FieldValue& field : fields) {
    switch (field.field) {
      case Field::Time:
      case Field::Level:
      case Field::Event:
      case Field::Listener:
      case Field::Payload:
      case Field::Message:
        continue;
      default:
        break;
    }
    line.out() += "  ";
    line.paint(kDim, std::string(name_of(field.field)) + '=');
    append_logfmt_value(line.out(), field.value);
  }
}

// "  [door]  "hi\x0a"  a text  peer=...": the line behind its event.
void append_story(Painter& line, const std::vector<FieldValue>& fields) {
  if (const FieldValue* listener = find(fields, Field::Listener)) {
    line.out().append("  [").append(listener->value).append("]");
  }
  // In quotes of our own; the payload has none that are not escaped, and is not quoted again.
  if (const FieldValue* payload = find(fields, Field::Payload)) {
    line.out().append("  \"").append(payload->value).append("\"");
  }
  if (const FieldValue* message = find(fields, Field::Message)) {
    line.out().append("  ").append(message->value);
  }
  append_named(line, fields);
}

}  // namespace

std::string format_text(const Record& record, Colour colour) {
  const std::vector<FieldValue> fields = fields_of(record);
  Painter line(colour);
  line.paint(kDim, fields.front().value);
  line.out() += "  ";
  const Level level = record.event.level;
  line.column(colour_of(level), name_of(level), std::string_view("warning").size());
  line.out() += "  ";
  const bool more = fields.size() > 3;
  line.column(kBold, name_of(record.event.name), more ? std::string_view("listening").size() : 0);
  append_story(line, fields);
  return std::move(line.out());
}

std::string format_logfmt(const Record& record) {
  std::string line;
  for (const FieldValue& field : fields_of(record)) {
    if (!line.empty()) line += ' ';
    line.append(name_of(field.field)).append("=");
    append_logfmt_value(line, field.value);
  }
  return line;
}

std::string format_json(const Record& record) {
  std::string line = "{";
  for (const FieldValue& field : fields_of(record)) {
    if (line.size() > 1) line += ',';
    append_quoted(line, name_of(field.field));
    line += ':';
    if (field.kind == FieldValue::Kind::Literal) line += field.value;
    if (field.kind == FieldValue::Kind::Text) append_quoted(line, field.value);
  }
  line += '}';
  return line;
}

std::string format_line(const Record& record, Colour colour) {
  switch (record.format) {
    case LogFormat::Text:
      return format_text(record, colour);
    case LogFormat::Json:
      return format_json(record);
    case LogFormat::Auto:
    case LogFormat::Logfmt:
    case LogFormat::Journald:
      return format_logfmt(record);
  }
  return {};
}

std::vector<std::string> format_journald(const Record& record) {
  std::vector<std::string> entries{"SYSLOG_IDENTIFIER=replyd"};
  entries.push_back("PRIORITY=" + std::to_string(syslog_priority(record.event.level)));
  Painter message(Colour::No);
  message.out().append("MESSAGE=").append(name_of(record.event.name));
  const std::vector<FieldValue> fields = fields_of(record);
  append_story(message, fields);
  entries.push_back(std::move(message.out()));
  for (const FieldValue& field : fields) {
    // The journal has these itself.
    if (field.field == Field::Time || field.field == Field::Level) continue;
    std::string name = "REPLYD_";
    for (const char c : name_of(field.field)) {
      name += c == '_' ? '_' : static_cast<char>(c - 'a' + 'A');
    }
    entries.push_back(name + '=' + field.value);
  }
  return entries;
}

int syslog_priority(Level level) noexcept {
  return kSyslogPriorities[static_cast<std::size_t>(level)];
}

}  // namespace replyd
