#include "command/tries.h"

#include <algorithm>
#include <chrono>
#include <string_view>

#include "base/bytes.h"
#include "base/units.h"

namespace replyd {
namespace {

// A message that satisfies the condition, if it is of a simple kind; else a greeting.
std::string sample_of(const ConditionSpec& condition) {
  using Kind = ConditionSpec::Kind;
  switch (condition.kind) {
    case Kind::Equals:
    case Kind::Prefix:
    case Kind::Suffix:
    case Kind::Contains:
      return condition.bytes;
    case Kind::Any:
    case Kind::All:
      if (!condition.children.empty()) return sample_of(condition.children.front());
      break;
    case Kind::Not:
    case Kind::Regex:
    case Kind::Length:
      break;
  }
  return "hello";
}

std::string framed(std::string message, const FramingSpec& framing) {
  switch (framing.kind) {
    case FramingSpec::Kind::Line:
      return message + "\n";
    case FramingSpec::Kind::Delimiter:
      return message + framing.delimiters.front();
    case FramingSpec::Kind::Fixed:
      message.resize(framing.size, '.');
      return message;
    case FramingSpec::Kind::Raw:
    case FramingSpec::Kind::End:
      break;
  }
  return message;
}

// As `send -e` reads it, inside a shell's single quotes.
std::string with_escapes(Bytes bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r')
      out += "\\r";
    else if (c == '\n')
      out += "\\n";
    else if (byte < 0x20 || byte > 0x7e || c == '\'' || c == '\\')
      out.append("\\x").append({kDigits[byte >> 4], kDigits[byte & 15]});
    else
      out += c;
  }
  return out;
}

// Can sample_of() satisfy it?
bool has_sample(const ConditionSpec& condition) {
  using Kind = ConditionSpec::Kind;
  if (condition.kind == Kind::Not || condition.kind == Kind::Regex ||
      condition.kind == Kind::Length) {
    return false;
  }
  if (condition.kind == Kind::All && condition.children.size() > 1) return false;
  return condition.children.empty() || has_sample(condition.children.front());
}

// The first rule of which it is certain that it answers, and to what.
const RuleSpec* rule_to_try(const ListenerSpec& listener) {
  for (const RuleSpec& rule : listener.rules) {
    if (rule.action.reply && has_sample(rule.match)) return &rule;
  }
  return nullptr;
}

std::string patience_for(const ActionSpec& action) {
  constexpr std::chrono::seconds kUsual{1};
  if (!action.delay || action.delay->max < kUsual) return "";
  const auto enough = std::chrono::ceil<std::chrono::seconds>(action.delay->max + kUsual);
  return " --timeout " + format_duration(enough);
}

std::string command_for(const ListenerSpec& listener, const EndpointSpec& endpoint,
                        const std::string& program) {
  const RuleSpec* rule = rule_to_try(listener);
  const bool greets = is_stream(endpoint.transport) && listener.greeting;
  if (rule == nullptr && !greets) return "it takes what comes, and the log shows it";
  EndpointSpec reachable = endpoint;
  if (reachable.host == "0.0.0.0") reachable.host = "127.0.0.1";
  if (reachable.host == "::") reachable.host = "::1";
  std::string message = rule == nullptr ? "hello" : sample_of(rule->match);
  if (is_stream(endpoint.transport)) message = framed(std::move(message), listener.framing);
  const std::string text = with_escapes(message);
  const std::string escapes = text.find('\\') == std::string::npos ? "" : " -e";
  const std::string patience = rule == nullptr ? "" : patience_for(rule->action);
  return "try: " + program + " send" + escapes + patience + " '" + format_endpoint(reachable) +
         "' '" + text + "'";
}

}  // namespace

std::string format_try(const Listening& listening, const std::string& program) {
  std::string out = listening.listener->name + " listens on";
  for (std::size_t i = 0; i < listening.endpoints.size(); ++i) {
    out += (i == 0 ? " " : ", ") + format_endpoint(listening.endpoints[i]);
  }
  out += "\n  " + command_for(*listening.listener, listening.endpoints.front(), program) + "\n";
  return out;
}

}  // namespace replyd
