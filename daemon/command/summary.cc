#include "command/summary.h"

#include <variant>

#include "base/escape.h"
#include "base/units.h"

namespace replyd {
namespace {

constexpr std::size_t kShown = 48;

std::string shown(Bytes bytes) {
  std::string out = "\"" + escaped(bytes.substr(0, kShown));
  out += bytes.size() > kShown ? "\"... (" + std::to_string(bytes.size()) + " bytes)" : "\"";
  return out;
}

std::string joined(const std::vector<ConditionSpec>& conditions, std::string_view with) {
  std::string out;
  for (const ConditionSpec& condition : conditions) {
    if (!out.empty()) out.append(" ").append(with).append(" ");
    const bool group = condition.children.size() > 1;
    out += group ? "(" + summarize(condition) + ")" : summarize(condition);
  }
  return out;
}

std::string summarize_length(const ConditionSpec& condition) {
  const std::string min = std::to_string(condition.min_length);
  if (condition.min_length == condition.max_length) return min + " bytes long";
  if (condition.max_length == UINT64_MAX) return "at least " + min + " bytes long";
  return min + " to " + std::to_string(condition.max_length) + " bytes long";
}

std::string_view name_of(Source source) {
  for (const SourceDeclaration& declared : source_declarations()) {
    if (declared.source == source) return declared.name;
  }
  return {};
}

std::string summarize(const TemplateSpec& content) {
  std::string sample;
  bool filled = false;
  for (const auto& piece : content.pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      sample += *literal;
    } else {
      sample.append("${").append(name_of(std::get<Placeholder>(piece).source)).append("}");
      filled = true;
    }
  }
  return shown(sample) + (filled ? ", filled in" : "");
}

std::string_view summarize(Close close) {
  switch (close) {
    case Close::No:
      return "";
    case Close::Yes:
      return "close";
    case Close::Write:
      return "close for writing";
    case Close::Reset:
      return "reset";
  }
  return "";
}

std::string summarize(const DelaySpec& delay) {
  if (delay.min == delay.max) return " after " + format_duration(delay.min);
  return " after " + format_duration(delay.min) + " to " + format_duration(delay.max);
}

}  // namespace

std::string summarize(const ConditionSpec& condition) {
  const std::string any_case = condition.ignore_case ? " in any case" : "";
  switch (condition.kind) {
    case ConditionSpec::Kind::All:
      return condition.children.empty() ? "anything" : joined(condition.children, "and");
    case ConditionSpec::Kind::Any:
      return joined(condition.children, "or");
    case ConditionSpec::Kind::Not:
      return "not " + joined(condition.children, "nor");
    case ConditionSpec::Kind::Equals:
      return shown(condition.bytes) + any_case;
    case ConditionSpec::Kind::Prefix:
      return "starts with " + shown(condition.bytes) + any_case;
    case ConditionSpec::Kind::Suffix:
      return "ends with " + shown(condition.bytes) + any_case;
    case ConditionSpec::Kind::Contains:
      return "contains " + shown(condition.bytes) + any_case;
    case ConditionSpec::Kind::Regex:
      return "matches " + in_quotes(condition.bytes) + any_case;
    case ConditionSpec::Kind::Length:
      return summarize_length(condition);
  }
  return {};
}

std::string summarize(const ActionSpec& action) {
  std::string out = action.reply ? summarize(action.reply->content) : "nothing";
  if (action.delay) out += summarize(*action.delay);
  if (action.event) out += ", log an event";
  if (action.close != Close::No) out += ", then " + std::string(summarize(action.close));
  return out;
}

std::string summarize(const FramingSpec& framing) {
  switch (framing.kind) {
    case FramingSpec::Kind::Raw:
      return "whatever one read returns";
    case FramingSpec::Kind::Line:
      return "a line";
    case FramingSpec::Kind::Fixed:
      return std::to_string(framing.size) + " bytes";
    case FramingSpec::Kind::End:
      return "all until the peer shuts its side down";
    case FramingSpec::Kind::Delimiter:
      break;
  }
  std::string out = "up to ";
  for (std::size_t i = 0; i < framing.delimiters.size(); ++i) {
    out += (i == 0 ? "" : " or ") + shown(framing.delimiters[i]);
  }
  return out;
}

std::string summarize_reach(const EndpointSpec& endpoint) {
  if (is_unix(endpoint.transport)) return "this machine, as the socket's mode allows";
  if (endpoint.host == "localhost") return "this machine only";
  const auto ip = parse_ip(endpoint.host);
  if (ip && ip->is_loopback()) return "this machine only";
  return "everybody who reaches " +
         (endpoint.host == "*" ? std::string("this machine") : endpoint.host);
}

}  // namespace replyd
