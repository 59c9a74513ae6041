#include "language/check.h"

#include <algorithm>
#include <string>
#include <variant>

#include "base/address.h"

namespace replyd {

namespace {

using Kind = ConditionSpec::Kind;

bool always_holds(const ConditionSpec& condition) {
  switch (condition.kind) {
    case Kind::All:
      return std::all_of(condition.children.begin(), condition.children.end(), always_holds);
    case Kind::Any:
      return std::any_of(condition.children.begin(), condition.children.end(), always_holds);
    case Kind::Prefix:
    case Kind::Suffix:
    case Kind::Contains:
      return condition.bytes.empty();
    case Kind::Length:
      return condition.min_length == 0 && condition.max_length == UINT64_MAX;
    default:
      return false;
  }
}

// The fewest bytes of a message for which a condition holds, as far as that is plain.
std::uint64_t least_length(const ConditionSpec& condition) {
  const auto children_least = [&](bool most) {
    std::uint64_t least = most ? 0 : UINT64_MAX;
    for (const ConditionSpec& child : condition.children) {
      const auto length = least_length(child);
      least = most ? std::max(least, length) : std::min(least, length);
    }
    return least;
  };
  switch (condition.kind) {
    case Kind::All:
      return children_least(true);
    case Kind::Any:
      return children_least(false);
    case Kind::Equals:
    case Kind::Prefix:
    case Kind::Suffix:
    case Kind::Contains:
      return condition.bytes.size();
    case Kind::Length:
      return condition.min_length;
    case Kind::Regex:
    case Kind::Not:
      break;
  }
  return 0;
}

// How long a reply to a request of `request` bytes may be, roughly.
std::uint64_t reply_length(const TemplateSpec& content, std::uint64_t request) {
  constexpr std::uint64_t kOther = 16;  // an address, a number, a time
  std::uint64_t length = 0;
  for (const auto& piece : content.pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      length += literal->size();
    } else {
      const auto& placeholder = std::get<Placeholder>(piece);
      const auto doubled =
          std::count(placeholder.filters.begin(), placeholder.filters.end(), Filter::Hex);
      const auto base = placeholder.source == Source::Input ? request : kOther;
      length += base << std::min<std::ptrdiff_t>(doubled, 8);
    }
  }
  return length;
}

bool beyond_loopback(const EndpointSpec& endpoint) {
  if (endpoint.transport != Transport::Udp || endpoint.host == "localhost") return false;
  const auto address = parse_ip(endpoint.host);
  return !address || !address->is_loopback();
}

// The least bytes that a reply has.
std::uint64_t constant_length(const TemplateSpec& content) {
  std::uint64_t length = 0;
  for (const auto& piece : content.pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece)) length += literal->size();
  }
  return length;
}

// The source in a text that has `$input` where `${input}` was meant; empty if there is none. Only
// names that hardly mean anything else.
std::string_view bare_source(std::string_view text) {
  constexpr std::string_view kNames[] = {"input",      "peer.ip",   "peer.port", "local.ip",
                                         "local.port", "time.unix", "time.ms",   "time.ntp"};
  constexpr std::string_view kWord =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const auto rest = text.substr(at + 1);
    for (const auto name : kNames) {
      if (!rest.starts_with(name)) continue;
      const bool ends =
          rest.size() == name.size() || kWord.find(rest[name.size()]) == std::string_view::npos;
      if (ends) return name;
    }
  }
  return {};
}

bool mixes_line_ends(const TemplateSpec& content) {
  bool bare = false;
  bool with_return = false;
  char before = '\0';
  for (const auto& piece : content.pieces) {
    const auto* literal = std::get_if<std::string>(&piece);
    for (const char c : literal ? *literal : std::string(1, '\0')) {
      if (c == '\n') (before == '\r' ? with_return : bare) = true;
      before = c;
    }
  }
  return bare && with_return;
}

class ListenerCheck {
 public:
  ListenerCheck(const ListenerSpec& listener, const Sources& sources, Diagnostics& diagnostics)
      : listener_(listener), sources_(sources), diagnostics_(diagnostics) {}

  void check() {
    check_catch_all();
    check_amplification();
    if (listener_.greeting) check_action(*listener_.greeting, true);
    for (const RuleSpec& rule : listener_.rules) check_action(rule.action, false);
  }

 private:
  // What stands behind a rule that always matches is never reached; said once.
  void check_catch_all() {
    const auto& rules = listener_.rules;
    const auto last = std::find_if(rules.begin(), rules.end(),
                                   [](const RuleSpec& rule) { return always_holds(rule.match); });
    if (last == rules.end() || last + 1 == rules.end()) return;
    diagnostics_.warning((last + 1)->where, "no message ever reaches this rule",
                         "the one at " + sources_.place(last->where) +
                             " matches all; put it last, or give it a 'match'");
  }

  void check_amplification() {
    const auto& endpoints = listener_.endpoints;
    const auto open = std::find_if(endpoints.begin(), endpoints.end(), beyond_loopback);
    if (open == endpoints.end()) return;
    for (const RuleSpec& rule : listener_.rules) {
      if (!rule.action.reply) continue;
      const auto request = std::max<std::uint64_t>(least_length(rule.match), 1);
      const auto reply = reply_length(rule.action.reply->content, request);
      if (reply / 10 < request) continue;
      diagnostics_.warning(
          rule.action.reply->where,
          "a reply of " + std::to_string(reply) + " bytes to a datagram of " +
              std::to_string(request) + " on " + format_endpoint(*open),
          "ten times the request and more invites forged senders: match longer requests, or keep "
          "limits.answer_bytes_per_peer low");
      return;
    }
  }

  void check_action(const ActionSpec& action, bool greets) {
    if (!action.reply) return;
    const MessageSpec& reply = *action.reply;
    const bool text = reply.form == MessageForm::Text || reply.form == MessageForm::Crlf;
    if (text && mixes_line_ends(reply.content)) {
      diagnostics_.warning(reply.where, "this reply mixes LF and CR LF line ends",
                           "write all as \\r\\n, or use the form crlf for all of it");
    }
    check_datagram(reply, greets);
    if (text) check_bare_sources(reply);
    for (const auto& piece : reply.content.pieces) {
      const auto* placeholder = std::get_if<Placeholder>(&piece);
      if (greets && placeholder && placeholder->source == Source::Input) {
        diagnostics_.warning(placeholder->where, "'input' is empty in a greeting",
                             "no message has come when it is sent");
      }
    }
  }

  void check_datagram(const MessageSpec& reply, bool greets) {
    constexpr std::uint64_t kMost = 65507;
    const auto length = constant_length(reply.content);
    const bool udp =
        std::any_of(listener_.endpoints.begin(), listener_.endpoints.end(),
                    [](const EndpointSpec& each) { return each.transport == Transport::Udp; });
    if (greets || !udp || length <= kMost) return;
    const std::string message = "a reply of " + std::to_string(length) + " bytes";
    const bool mixed =
        std::any_of(listener_.endpoints.begin(), listener_.endpoints.end(),
                    [](const EndpointSpec& each) { return each.transport != Transport::Udp; });
    if (mixed) {
      diagnostics_.warning(reply.where, message + " is never sent over udp",
                           "a datagram holds at most 65,507 bytes");
    } else {
      diagnostics_.error(reply.where, message + " cannot be sent",
                         "a datagram holds at most 65,507 bytes");
    }
  }

  void check_bare_sources(const MessageSpec& reply) {
    for (const auto& piece : reply.content.pieces) {
      const auto* literal = std::get_if<std::string>(&piece);
      const auto name = literal ? bare_source(*literal) : std::string_view();
      if (name.empty()) continue;
      const std::string written(name);
      return diagnostics_.warning(reply.where, "'$" + written + "' is sent as it stands",
                                  "for its value write ${" + written + "}");
    }
  }

  const ListenerSpec& listener_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_config(const Config& config, const Sources& sources, Diagnostics& diagnostics) {
  check_endpoints(config, sources, diagnostics);
  for (const ListenerSpec& listener : config.listeners) {
    ListenerCheck(listener, sources, diagnostics).check();
    check_reach(listener, sources, diagnostics);
  }
}

}  // namespace replyd
