#include "language/load_listener.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/address.h"
#include "language/fields.h"
#include "language/load_action.h"
#include "language/load_endpoint.h"
#include "language/load_framing.h"
#include "language/load_limits.h"
#include "language/load_log.h"
#include "language/load_message.h"
#include "language/load_rule.h"
#include "language/names.h"
#include "language/quote.h"
#include "language/socket_keys.h"

namespace replyd {

namespace {

bool is_loopback(const EndpointSpec& endpoint) {
  if (is_unix(endpoint.transport)) return false;
  const auto address = parse_ip(endpoint.host);
  return endpoint.host == "localhost" || (address && address->is_loopback());
}

// Reads one listener. What is wrong with one key says nothing about the others, but for checks
// that need the endpoints.
class ListenerReader {
 public:
  ListenerReader(Reader& reader, const TreeNode& node, const Config& config, std::size_t endpoints)
      : reader_(reader), fields_(reader, node, Place::Listener), endpoints_before_(endpoints) {
    spec_.where = reader.where(node);
    spec_.limits.exempt = default_exempt();
    spec_.logs = config.logs;
  }

  ListenerSpec read() {
    read_endpoints();
    read_name();
    read_reply_end();
    if (const TreeNode* node = fields_.find("framing")) {
      if (auto framing = load_framing(reader_, *node)) spec_.framing = std::move(*framing);
    }
    if (const TreeNode* node = fields_.find("greeting")) {
      spec_.greeting = load_greeting(reader_, *node, reply_end_);
    }
    read_rules();
    read_timeouts();
    if (const TreeNode* node = fields_.find("limits")) read_limits(*node);
    check_framing_fits();
    load_socket_keys(fields_, spec_.socket);
    if (const TreeNode* node = fields_.find("log")) load_logs(reader_, *node, spec_.logs);
    if (!spec_.endpoints.empty()) check_needs();
    return std::move(spec_);
  }

  // Where the name is, or what it was made from; null without a name.
  const TreeNode* name_node() const { return name_node_; }
  bool name_is_written() const { return fields_.has("name"); }

 private:
  void read_endpoints() {
    const TreeNode* node = fields_.require("listen", "such as listen: tcp://127.0.0.1:12345");
    if (node && !load_endpoints(reader_, *node, endpoints_before_, spec_.endpoints)) {
      spec_.endpoints.clear();
    }
  }

  void read_name() {
    if (const TreeNode* node = fields_.find("name")) {
      const auto name = reader_.text(*node, "a name");
      if (!name || !check_name(reader_, *name)) return;
      spec_.name = name->value;
      name_node_ = node;
    } else if (!fields_.has("name") && !spec_.endpoints.empty()) {
      spec_.name = default_name(spec_.endpoints.front());
      name_node_ = fields_.find("listen");
    }
  }

  static std::string default_name(const EndpointSpec& endpoint) {
    std::string name(name_of(endpoint.transport));
    if (!is_unix(endpoint.transport)) return name + "-" + std::to_string(endpoint.port);
    const auto slash = endpoint.path.rfind('/');
    const auto base = endpoint.path.starts_with('@') ? 1 : slash + 1;
    return as_name(name + "-" + endpoint.path.substr(base));
  }

  void read_reply_end() {
    const TreeNode* node = fields_.find("reply_end");
    if (!node) return;
    if (auto bytes = load_bytes(reader_, *node)) reply_end_ = std::move(*bytes);
  }

  void read_rules() {
    const TreeNode* action_key = first_action_key(fields_);
    if (fields_.has("rules")) {
      if (const TreeNode* node = fields_.find("rules")) {
        load_rules(reader_, *node, reply_end_, spec_.rules);
      }
      if (action_key) {
        reader_.error(*action_key,
                      "'" + std::string(action_key->text) + "' cannot stand beside 'rules'",
                      "make it the last rule, without 'match': it answers what no other does");
      }
    } else if (action_key) {
      read_direct_action(*action_key);
    }
  }

  void read_direct_action(const TreeNode& key) {
    RuleSpec rule;
    rule.where = reader_.where(key);
    rule.match.where = rule.where;
    if (!load_action(fields_, reply_end_, rule.action)) return;
    rule.action.where = rule.where;
    judge_action(fields_, rule.action);
    const bool streams = spec_.endpoints.empty() || spec_.has_streams();
    if (streams && rule.action.close != Close::No && fields_.has("greeting")) {
      reader_.warning(*fields_.key_of("close"),
                      "this closes at the first message, not after the greeting",
                      "to close after the greeting write greeting: {reply: ..., close: true}");
    }
    spec_.rules.push_back(std::move(rule));
  }

  void read_limits(const TreeNode& limits) {
    if (load_limits(reader_, limits, spec_.limits)) warn_of_exempt_peers(limits);
  }

  // Rates that can never be reached, for loopback is exempt unless the file says otherwise.
  void warn_of_exempt_peers(const TreeNode& limits) {
    if (spec_.endpoints.empty()) return;
    if (!std::all_of(spec_.endpoints.begin(), spec_.endpoints.end(), is_loopback)) return;
    const TreeNode* rate = nullptr;
    for (const Entry& entry : limits.entries) {
      if (entry.key->text == "exempt") return;
      const KeyDeclaration* key = find_key(Place::Limits, entry.key->text);
      const bool is_rate = key && (key->type == KeyType::Rate || key->type == KeyType::Volume);
      if (is_rate && !rate) rate = entry.key;
    }
    if (!rate) return;
    reader_.warning(*rate, "every peer of this listener is exempt from rates",
                    "loopback is, unless you write exempt: []");
  }

  void check_framing_fits() {
    const bool fits = spec_.framing.kind != FramingSpec::Kind::Fixed ||
                      spec_.framing.size <= spec_.limits.message_size;
    if (fits) return;
    reader_.error(*fields_.find("framing"),
                  "messages of " + std::to_string(spec_.framing.size) +
                      " bytes are longer than 'limits.message_size' allows",
                  "that is " + format_size(spec_.limits.message_size) + "; raise it");
  }

  void read_timeouts() {
    fields_.read("idle_timeout", spec_.idle_timeout);
    fields_.read("lifetime", spec_.lifetime);
    if (spec_.endpoints.empty() || spec_.has_streams()) return;
    for (const std::string_view name : {"idle_timeout", "lifetime"}) {
      if (const TreeNode* key = fields_.key_of(name)) {
        reader_.error(*key, "'" + std::string(name) + "' without a stream is not built yet",
                      "it will end datagram conversations; leave it out for now");
      }
    }
  }

  bool has(NeededEndpoint needs) const {
    const auto any = [&](auto is_it) {
      return std::any_of(spec_.endpoints.begin(), spec_.endpoints.end(), is_it);
    };
    switch (needs) {
      case NeededEndpoint::Anything:
        return true;
      case NeededEndpoint::Stream:
        return spec_.has_streams();
      case NeededEndpoint::Datagram:
        return spec_.has_datagrams();
      case NeededEndpoint::Tcp:
        return any([](const EndpointSpec& e) { return e.transport == Transport::Tcp; });
      case NeededEndpoint::Ip:
        return any([](const EndpointSpec& e) { return !is_unix(e.transport); });
      case NeededEndpoint::UnixPath:
        return any([](const EndpointSpec& e) { return e.path.starts_with('/'); });
    }
    return true;
  }

  // A key that could have no effect is an error: none is read and ignored.
  void check_needs() {
    check_needs_of(fields_.node(), Place::Listener);
    if (const TreeNode* limits = fields_.find("limits")) check_needs_of(*limits, Place::Limits);
  }

  void check_needs_of(const TreeNode& map, Place place) {
    constexpr std::string_view kNeeded[] = {
        "",       "tcp:// or unix://", "udp:// or unixgram://",
        "tcp://", "tcp:// or udp://",  "unix:/// or unixgram:///"};
    if (map.kind != TreeNode::Kind::Map) return;
    for (const Entry& entry : map.entries) {
      const KeyDeclaration* key = find_key(place, entry.key->text);
      if (!key || !key->available || has(key->needs)) continue;
      reader_.error(*entry.key,
                    "'" + std::string(key->name) + "' is for " +
                        std::string(kNeeded[static_cast<int>(key->needs)]) +
                        ", and this listener has no such endpoint",
                    "leave it out, or add one to 'listen'");
    }
  }

  Reader& reader_;
  Fields fields_;
  ListenerSpec spec_;
  std::size_t endpoints_before_;
  std::string reply_end_;
  const TreeNode* name_node_ = nullptr;
};

// Finds names that are there already.
class Names {
 public:
  explicit Names(Reader& reader) : reader_(reader) {}

  void add(const ListenerReader& listener, const std::string& name) {
    const TreeNode* node = listener.name_node();
    if (!node) return;
    const auto [found, is_new] = lines_.emplace(name, reader_.where(*node).line);
    if (is_new) return;
    const std::string first = "a listener of that name is on line " + std::to_string(found->second);
    if (listener.name_is_written()) {
      reader_.error(*node, "duplicate name '" + name + "'", first);
    } else {
      reader_.error(*node, "without a name this is '" + name + "', and so is another",
                    first + "; give one of them a 'name'");
    }
  }

 private:
  Reader& reader_;
  std::unordered_map<std::string, std::uint32_t> lines_;
};

// A mapping of names to listeners, as Compose has its services.
std::string list_cure(const TreeNode& node) {
  const bool named = node.kind == TreeNode::Kind::Map && !node.entries.empty() &&
                     node.entries.front().value->kind == TreeNode::Kind::Map;
  if (!named) return "each listener begins with '- '";
  return "each listener begins with '- ', its name is a key: - name: " +
         shortened(node.entries.front().key->text);
}

}  // namespace

void load_listeners(Reader& reader, const TreeNode& node, Config& config) {
  if (node.kind != TreeNode::Kind::List) {
    reader.error(node, "'listeners' is a list", list_cure(node));
    return;
  }
  Names names(reader);
  std::size_t endpoints = 0;
  config.listeners.reserve(node.entries.size());
  for (const Entry& entry : node.entries) {
    if (entry.value->kind == TreeNode::Kind::Absent) {
      reader.error(*entry.value, "a listener is missing behind the dash");
      continue;
    }
    if (entry.value->kind == TreeNode::Kind::Broken) continue;
    ListenerReader listener(reader, *entry.value, config, endpoints);
    config.listeners.push_back(listener.read());
    endpoints += config.listeners.back().endpoints.size();
    names.add(listener, config.listeners.back().name);
  }
}

}  // namespace replyd
