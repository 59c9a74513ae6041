#include "language/load_limits.h"

#include <optional>
#include <string>
#include <utility>

#include "base/units.h"
#include "language/fields.h"
#include "language/quote.h"

namespace replyd {

namespace {

std::optional<std::uint16_t> port_of(std::string_view digits) {
  const auto number = parse_number(digits);
  if (!number || *number > 65535) return {};
  return static_cast<std::uint16_t>(*number);
}

bool load_source_ports(const Fields& fields, PortRange& ports) {
  const TreeNode* node = fields.find("source_ports");
  if (!node) return !fields.has("source_ports");
  const auto text = fields.reader().text(*node, "a range of ports such as 1024-65535");
  if (!text) return false;
  if (text->value == "any") {
    ports = {0, 65535};
    return true;
  }
  const std::string_view value = text->value;
  const auto dash = value.find('-');
  const auto first = port_of(value.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : port_of(value.substr(dash + 1));
  if (!first || !last || *last < *first) {
    fields.reader().error(*node, "'" + shortened(value) + "' is not a range of ports",
                          "such as 1024-65535, or any");
    return false;
  }
  ports = {*first, *last};
  return true;
}

bool load_network(Reader& reader, const TreeNode& node, std::vector<Network>& networks) {
  const auto text = reader.text(node, "an address or a network such as 10.0.0.0/8");
  if (!text) return false;
  const auto network = parse_network(text->value);
  if (!network) {
    reader.error(node, network.error, network.expected);
    return false;
  }
  if (network->had_host_bits()) {
    reader.warning(node, "'" + shortened(text->value) + "' has bits set behind its prefix",
                   "it is taken as " + format_network(*network));
  }
  networks.push_back(*network);
  return true;
}

bool load_exempt(const Fields& fields, std::vector<Network>& exempt) {
  const TreeNode* node = fields.find("exempt");
  if (!node) return !fields.has("exempt");
  std::vector<Network> networks;
  bool ok = true;
  if (node->kind == TreeNode::Kind::List) {
    for (const Entry& entry : node->entries) {
      ok = load_network(fields.reader(), *entry.value, networks) && ok;
    }
  } else {
    ok = load_network(fields.reader(), *node, networks);
  }
  if (ok) exempt = std::move(networks);
  return ok;
}

}  // namespace

std::vector<Network> default_exempt() {
  return {*parse_network("127.0.0.0/8"), *parse_network("::1")};
}

bool load_limits(Reader& reader, const TreeNode& node, LimitsSpec& limits) {
  const Fields fields(reader, node, Place::Limits);
  bool ok = fields.clean();
  ok = fields.read("connections", limits.connections) && ok;
  ok = fields.read("connections_per_peer", limits.connections_per_peer) && ok;
  ok = fields.read("connection_rate", limits.connection_rate) && ok;
  ok = fields.read("connection_rate_per_peer", limits.connection_rate_per_peer) && ok;
  ok = fields.read("message_rate", limits.message_rate) && ok;
  ok = fields.read("message_rate_per_peer", limits.message_rate_per_peer) && ok;
  ok = fields.read("message_size", limits.message_size) && ok;
  ok = fields.read_word("oversize", limits.oversize) && ok;
  ok = fields.read("pending_output", limits.pending_output) && ok;
  if (fields.find("pending_output")) limits.pending_datagrams = limits.pending_output;
  ok = load_source_ports(fields, limits.source_ports) && ok;
  ok = fields.read("answer_broadcast", limits.answer_broadcast) && ok;
  ok = fields.read("answer_rate_per_peer", limits.answer_rate_per_peer) && ok;
  ok = fields.read("answer_bytes_per_peer", limits.answer_bytes_per_peer) && ok;
  return load_exempt(fields, limits.exempt) && ok;
}

}  // namespace replyd
