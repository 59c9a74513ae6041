#include "service/report.h"

#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

namespace replyd {
namespace {

using Workers = std::span<const std::unique_ptr<ListenerCounters>>;

void append_count(std::string& out, std::string_view name, std::uint64_t count) {
  if (count == 0) return;
  if (!out.empty()) out += ' ';
  out.append(name).append("=").append(std::to_string(count));
}

void append_sum(std::string& out, Workers workers, std::string_view name,
                Counter ListenerCounters::*counter) {
  std::uint64_t sum = 0;
  for (const auto& counters : workers) sum += ((*counters).*counter).get();
  append_count(out, name, sum);
}

void append_reasons(std::string& out, Workers workers, std::string_view name,
                    std::array<Counter, kReasons> ListenerCounters::*reasons) {
  for (std::size_t i = 0; i < kReasons; ++i) {
    std::uint64_t sum = 0;
    for (const auto& counters : workers) sum += ((*counters).*reasons)[i].get();
    const std::string label =
        std::string(name) + "_" + std::string(name_of(static_cast<Reason>(i)));
    append_count(out, label, sum);
  }
}

}  // namespace

std::string ready_text(pid_t pid, std::span<const Listening> listening) {
  nlohmann::ordered_json listeners = nlohmann::ordered_json::object();
  for (const Listening& one : listening) {
    auto& endpoints = listeners[one.listener->name] = nlohmann::ordered_json::array();
    for (const EndpointSpec& endpoint : one.endpoints) {
      endpoints.push_back(format_endpoint(endpoint));
    }
  }
  return nlohmann::ordered_json{{"pid", pid}, {"listeners", listeners}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string format_totals(Workers workers) {
  std::string out;
  append_sum(out, workers, "connections", &ListenerCounters::connections);
  append_sum(out, workers, "messages", &ListenerCounters::messages);
  append_sum(out, workers, "unmatched", &ListenerCounters::unmatched);
  append_sum(out, workers, "replies", &ListenerCounters::replies);
  append_sum(out, workers, "received_bytes", &ListenerCounters::received_bytes);
  append_sum(out, workers, "sent_bytes", &ListenerCounters::sent_bytes);
  append_sum(out, workers, "errors", &ListenerCounters::errors);
  append_reasons(out, workers, "refused", &ListenerCounters::refused);
  append_reasons(out, workers, "limited", &ListenerCounters::limited);
  append_reasons(out, workers, "closed", &ListenerCounters::closed);
  return out.empty() ? "nobody came" : out;
}

}  // namespace replyd
