#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/address.h"
#include "base/utf8.h"
#include "language/check.h"

namespace replyd {

namespace {

struct Taken {
  const ListenerSpec* listener = nullptr;
  const EndpointSpec* endpoint = nullptr;
};

// What is bound so far on one port of one transport, or under one path.
struct Port {
  std::unordered_map<std::string, Taken> hosts;  // as written, addresses in their one form
  Taken any4;                                    // the first of all IPv4 addresses
  Taken any6;
  Taken all4;  // all of IPv4: 0.0.0.0, *
  Taken all6;
};

// Which addresses an endpoint takes, as far as that is certain without asking a resolver.
struct Reach {
  std::string host;
  bool ip4 = false;
  bool ip6 = false;
  bool all = false;
};

Reach reach_of(const EndpointSpec& endpoint) {
  if (endpoint.host == "*") return {"*", true, true, true};
  const auto address = parse_ip(endpoint.host);
  if (!address) return {endpoint.host};
  std::string text;
  append_ip(text, *address);
  const bool ip4 = address->family() == Address::Family::Ip4;
  const bool all = text == "0.0.0.0" || text == "::";
  return {std::move(text), ip4, !ip4, all};
}

// Characters of the YAML value that stands at `where`.
std::uint32_t value_width(const Sources& sources, const Position& where) {
  const auto line = sources.line(where);
  std::size_t at = 0;
  for (auto column = where.column; column > 1 && at < line.size(); --column) {
    at += first_character(line.substr(at)).size;
  }
  const auto value = line.substr(at);
  const bool quoted = value.starts_with('"') || value.starts_with('\'');
  const auto end = quoted ? value.find(value.front(), 1) : value.find_first_of(" ,]}\"'");
  const auto size = std::min(end, value.size()) + (quoted && end < value.size() ? 1 : 0);
  return static_cast<std::uint32_t>(
      std::max<std::size_t>(count_characters(value.substr(0, size)), 1));
}

class EndpointCheck {
 public:
  EndpointCheck(const Sources& sources, Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  void add(const ListenerSpec& listener, const EndpointSpec& endpoint) {
    const Taken self{&listener, &endpoint};
    std::string key(name_of(endpoint.transport));
    if (is_unix(endpoint.transport)) {
      // A path is one file, whichever of the two kinds of socket it is.
      const auto [found, is_new] = paths_.emplace(
          endpoint.path.starts_with('@') ? key + endpoint.path : endpoint.path, self);
      if (!is_new) report(endpoint, found->second);
      return;
    }
    if (endpoint.port == 0) return;
    const Reach reach = reach_of(endpoint);
    Port& port = ports_[(key += ':') += std::to_string(endpoint.port)];
    if (const auto other = conflict(port, reach)) return report(endpoint, *other);
    take(port, reach, self);
  }

 private:
  static std::optional<Taken> conflict(const Port& port, const Reach& reach) {
    const auto same = port.hosts.find(reach.host);
    if (same != port.hosts.end()) return same->second;
    const Taken* const candidates[] = {reach.ip4 ? &port.all4 : nullptr,
                                       reach.ip6 ? &port.all6 : nullptr,
                                       reach.ip4 && reach.all ? &port.any4 : nullptr,
                                       reach.ip6 && reach.all ? &port.any6 : nullptr};
    for (const Taken* each : candidates) {
      if (each && each->listener) return *each;
    }
    return {};
  }

  static void take(Port& port, const Reach& reach, const Taken& self) {
    port.hosts.emplace(reach.host, self);
    if (reach.ip4 && !port.any4.listener) port.any4 = self;
    if (reach.ip6 && !port.any6.listener) port.any6 = self;
    if (reach.ip4 && reach.all) port.all4 = self;
    if (reach.ip6 && reach.all) port.all6 = self;
  }

  void report(const EndpointSpec& endpoint, const Taken& other) {
    const std::string name = format_endpoint(endpoint);
    const bool same = name == format_endpoint(*other.endpoint);
    diagnostics_.error(endpoint.where,
                       same ? "duplicate endpoint " + name
                            : name + " overlaps with " + format_endpoint(*other.endpoint),
                       "listener '" + other.listener->name + "' has it already, at " +
                           sources_.place(other.endpoint->where),
                       value_width(sources_, endpoint.where));
  }

  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, Taken> paths_;
  std::unordered_map<std::string, Port> ports_;
};

}  // namespace

void check_endpoints(const Config& config, const Sources& sources, Diagnostics& diagnostics) {
  EndpointCheck check(sources, diagnostics);
  for (const ListenerSpec& listener : config.listeners) {
    for (const EndpointSpec& endpoint : listener.endpoints) check.add(listener, endpoint);
  }
}

}  // namespace replyd
