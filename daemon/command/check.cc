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

constexpr std::size_t kShown = 12;  // rules, and endpoints

void append_line(std::string& out, const std::string& what, const std::string& answer) {
  out.append("  ").append(what).append(" -> ").append(answer).append("\n");
}

void append_rest(std::string& out, std::size_t count, const char* what) {
  if (count <= kShown) return;
  out.append("  and ").append(std::to_string(count - kShown)).append(" more ").append(what);
  out.append("\n");
}

std::string describe(const ListenerSpec& listener) {
  std::string out = listener.name + "\n";
  const std::size_t endpoints = std::min(listener.endpoints.size(), kShown);
  for (std::size_t i = 0; i < endpoints; ++i) {
    const EndpointSpec& endpoint = listener.endpoints[i];
    out += "  listens on " + format_endpoint(endpoint) + ": " + summarize_reach(endpoint) + "\n";
  }
  append_rest(out, listener.endpoints.size(), "endpoints");
  if (listener.has_streams()) out += "  a message is " + summarize(listener.framing) + "\n";
  if (listener.greeting) append_line(out, "on connect", summarize(*listener.greeting));
  const std::size_t shown = std::min(listener.rules.size(), kShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const RuleSpec& rule = listener.rules[i];
    append_line(out, summarize(rule.match), summarize(rule.action));
  }
  append_rest(out, listener.rules.size(), "rules");
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
  for (const ListenerSpec& listener : loaded.config.listeners) {
    out += describe(listener);
    if (listener.logs != loaded.config.logs) {
      for (const LogSpec& log : listener.logs) out += "  " + describe(log);
    }
    out += "\n";
  }
  for (const LogSpec& log : loaded.config.logs) out += describe(log);
  out += options.file + " is valid\n";
  std::fputs(out.c_str(), stdout);
  return ExitStatus::Ok;
}

}  // namespace replyd
