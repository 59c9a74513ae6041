#include "language/synonyms.h"

namespace replyd {

namespace {

// What other systems call it, without regard to case, '_' and '-'.
struct Synonym {
  std::string_view word;
  std::string_view key;
  std::string_view cure = {};  // where the key alone does not say it
};

constexpr std::string_view kRegexCure = "write match: {regex: ...}";
constexpr std::string_view kRateCure = "did you mean 'message_rate' or 'connection_rate'?";

constexpr Synonym kKeys[] = {
    {"port", "listen"},
    {"ports", "listen"},
    {"bind", "listen"},
    {"address", "listen"},
    {"host", "listen"},
    {"endpoint", "listen"},
    {"endpoints", "listen"},
    {"protocol", "listen"},
    {"response", "reply"},
    {"respond", "reply"},
    {"answer", "reply"},
    {"send", "reply"},
    {"return", "reply"},
    {"output", "reply"},
    {"message", "reply"},
    {"banner", "greeting"},
    {"welcome", "greeting"},
    {"on_connect", "greeting"},
    {"motd", "greeting"},
    {"timeout", "idle_timeout"},
    {"keepalive_timeout", "idle_timeout"},
    {"read_timeout", "idle_timeout"},
    {"responses", "rules"},
    {"stubs", "rules"},
    {"handlers", "rules"},
    {"pattern", "regex"},
    {"regexp", "regex"},
    {"re", "regex"},
    {"match_re", "regex"},
    {"match_regex", "regex"},
    {"match_re", "match", kRegexCure},
    {"match_regex", "match", kRegexCure},
    {"regexp", "match", kRegexCure},
    {"pattern", "match", kRegexCure},
    {"starts_with", "prefix"},
    {"begins_with", "prefix"},
    {"ends_with", "suffix"},
    {"exact", "equals"},
    {"includes", "contains"},
    {"when", "match"},
    {"if", "match"},
    {"on", "match"},
    {"request", "match"},
    {"wait", "delay"},
    {"sleep", "delay"},
    {"latency", "delay"},
    {"servers", "listeners"},
    {"services", "listeners"},
    {"sockets", "listeners"},
    {"threads", "workers"},
    {"variables", "vars"},
    {"disconnect", "close"},
    {"ignore", "silent"},
    {"delimiters", "delimiter"},
    {"separator", "delimiter"},
    {"max_connections", "connections"},
    {"max_connections_per_ip", "connections_per_peer"},
    {"max_conn_per_ip", "connections_per_peer"},
    {"max_per_ip", "connections_per_peer"},
    {"connections_per_ip", "connections_per_peer"},
    {"per_source", "connections_per_peer"},
    {"rate", "message_rate", kRateCure},
    {"file", "output"},
    {"path", "output"},
    {"filename", "output"},
    {"destination", "output"},
    {"target", "output"},
};

constexpr Synonym kSources[] = {
    {"remote.ip", "peer.ip"},
    {"client.ip", "peer.ip"},
    {"remote_addr", "peer.ip"},
    {"source.ip", "peer.ip"},
    {"client", "peer.ip"},
    {"peer", "peer.ip"},
    {"ip", "peer.ip"},
    {"remote_ip", "peer.ip"},
    {"client_ip", "peer.ip"},
    {"remote.port", "peer.port"},
    {"client.port", "peer.port"},
    {"remote_port", "peer.port"},
    {"source.port", "peer.port"},
    {"host", "local.ip"},
    {"server.ip", "local.ip"},
    {"server_addr", "local.ip"},
    {"server.port", "local.port"},
    {"port", "local.port"},
    {"server_port", "local.port"},
    {"request", "input"},
    {"body", "input"},
    {"request.body", "input"},
    {"message.body", "input"},
    {"payload", "input"},
    {"data", "input"},
    {"now", "time"},
    {"date", "time"},
    {"timestamp", "time.unix"},
};

std::string folded(std::string_view word) {
  std::string text;
  for (const char c : word) {
    if (c == '_' || c == '-') continue;
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

const Synonym* find_synonym(Place place, std::string_view word) {
  const std::string wanted = folded(word);
  for (const Synonym& each : kKeys) {
    const KeyDeclaration* key = folded(each.word) == wanted ? find_key(place, each.key) : nullptr;
    if (key && key->available) return &each;
  }
  return nullptr;
}

std::string did_you_mean(std::string_view key) {
  return "did you mean '" + std::string(key) + "'?";
}

}  // namespace

std::string_view synonym_of(Place place, std::string_view word) {
  const Synonym* synonym = find_synonym(place, word);
  return synonym ? synonym->key : std::string_view();
}

std::string_view source_synonym(std::string_view word) {
  const std::string wanted = folded(word);
  for (const Synonym& each : kSources) {
    if (folded(each.word) == wanted) return each.key;
  }
  return {};
}

std::string cure_of_key(Place place, std::string_view word) {
  const Synonym* synonym = find_synonym(place, word);
  if (synonym && !synonym->cure.empty()) return std::string(synonym->cure);
  const auto key = suggest_key(place, word);
  return key.empty() ? std::string() : did_you_mean(key);
}

}  // namespace replyd
