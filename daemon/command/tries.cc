#include "command/tries.h"

#include <algorithm>
#include <string_view>

#include "base/bytes.h"

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

bool listens_only(const ListenerSpec& listener) { return listener.rules.empty(); }

std::string command_for(const ListenerSpec& listener, const EndpointSpec& endpoint,
                        const std::string& program) {
  EndpointSpec reachable = endpoint;
  if (reachable.host == "0.0.0.0") reachable.host = "127.0.0.1";
  if (reachable.host == "::") reachable.host = "::1";
  std::string command = program + " send";
  std::string message;
  if (!listens_only(listener)) {
    message = sample_of(listener.rules.front().match);
    if (is_stream(endpoint.transport)) message = framed(std::move(message), listener.framing);
  }
  const std::string text = with_escapes(message);
  if (text.find('\\') != std::string::npos) command += " -e";
  return command + " '" + format_endpoint(reachable) + "' '" + text + "'";
}

}  // namespace

std::string format_try(const Listening& listening, const std::string& program) {
  std::string out = listening.listener->name + " listens on";
  for (std::size_t i = 0; i < listening.endpoints.size(); ++i) {
    out += (i == 0 ? " " : ", ") + format_endpoint(listening.endpoints[i]);
  }
  out +=
      "\n  try: " + command_for(*listening.listener, listening.endpoints.front(), program) + "\n";
  return out;
}

}  // namespace replyd
