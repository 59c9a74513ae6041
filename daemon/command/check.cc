#include <algorithm>
#include <cstdio>
#include <string>

#include "base/units.h"
#include "command/commands.h"
#include "command/load.h"
#include "command/summary.h"
#include "reply/compile.h"

namespace replyd {
namespace {

constexpr std::size_t kRulesShown = 12;

void append_line(std::string& out, const std::string& what, const std::string& answer) {
  out.append("  ").append(what).append(" -> ").append(answer).append("\n");
}

std::string describe(const ListenerSpec& listener) {
  std::string out = listener.name + "\n";
  for (const EndpointSpec& endpoint : listener.endpoints) {
    out += "  listens on " + format_endpoint(endpoint) + ": " + summarize_reach(endpoint) + "\n";
  }
  if (listener.has_streams()) out += "  a message is " + summarize(listener.framing) + "\n";
  if (listener.greeting) append_line(out, "on connect", summarize(*listener.greeting));
  const std::size_t shown = std::min(listener.rules.size(), kRulesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const RuleSpec& rule = listener.rules[i];
    append_line(out, summarize(rule.match), summarize(rule.action));
  }
  if (listener.rules.size() > shown) {
    out += "  and " + std::to_string(listener.rules.size() - shown) + " more rules\n";
  }
  if (listener.rules.empty()) append_line(out, "anything", "nothing: it is logged");
  return out;
}

std::string describe(const LogSpec& log) {
  std::string out = "log to " + log.output;
  if (!log.messages) return out + ": no messages\n";
  if (log.payload_bytes == 0) return out + ": messages without their payload\n";
  return out + ": up to " + format_size(log.payload_bytes) +
         " of each message are logged (log.payload_bytes)\n";
}

}  // namespace

ExitStatus check(const CheckOptions& options) {
  Loaded loaded = load_configuration(options.file);
  if (!loaded.diagnostics.has_errors()) {
    for (const ListenerSpec& listener : loaded.config.listeners) {
      compile_program(listener, loaded.sources, loaded.diagnostics);
    }
  }
  print_diagnostics(loaded);
  if (loaded.diagnostics.has_errors()) return ExitStatus::Configuration;
  std::string out;
  for (const ListenerSpec& listener : loaded.config.listeners) out += describe(listener) + "\n";
  for (const LogSpec& log : loaded.config.logs) out += describe(log);
  out += options.file + " is valid\n";
  std::fputs(out.c_str(), stdout);
  return ExitStatus::Ok;
}

}  // namespace replyd
