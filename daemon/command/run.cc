#include <cstdio>
#include <span>

#include "command/commands.h"
#include "command/load.h"
#include "command/tries.h"
#include "service/service.h"

namespace replyd {
namespace {

// What the command line says stands above what the file says.
void override_with(const RunOptions& options, Config& config) {
  if (options.workers) config.workers = *options.workers;
  const auto override_log = [&options](LogSpec& log) {
    if (options.log_format) log.format = *options.log_format;
    if (options.log_level) log.level = *options.log_level;
  };
  for (LogSpec& log : config.logs) override_log(log);
  for (ListenerSpec& listener : config.listeners) {
    for (LogSpec& log : listener.logs) override_log(log);
  }
}

void print_tries(std::span<const Listening> listening, const std::string& program) {
  for (const Listening& one : listening) std::fputs(format_try(one, program).c_str(), stdout);
  std::fputs("Stop with Ctrl-C.\n", stdout);
  std::fflush(stdout);
}

}  // namespace

ExitStatus run(const RunOptions& options) {
  const auto load = [&options] {
    Loaded loaded = load_configuration(options.file);
    override_with(options, loaded.config);
    return loaded;
  };
  ServiceOptions service_options;
  service_options.ready_file = options.ready_file;
  if (options.show_tries) {
    service_options.on_ready = [&options](std::span<const Listening> listening) {
      print_tries(listening, options.program);
    };
  }
  return Service(load, std::move(service_options)).run();
}

}  // namespace replyd
