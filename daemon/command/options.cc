#include "command/options.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/escape.h"
#include "base/suggest.h"
#include "base/version.h"

namespace replyd {
namespace {

constexpr const char* kDefaultFile = "/etc/replyd/replyd.yaml";

constexpr const char* kFooter = R"(
Start here:
  replyd check replyd.yaml      say what is wrong with a file, or what it would do
  replyd run replyd.yaml        serve it, until Ctrl-C or SIGTERM
  replyd send tcp://127.0.0.1:12345 hello
                                ask, and print the answer

The smallest file:
  listeners:
    - listen: tcp://127.0.0.1:12345
      reply: Hello from server!

Exit status: 0, 1 (send: not what was expected), 64 usage, 69 unavailable (a port, a peer),
78 configuration.)";

constexpr const char* kRunFooter = R"(
Signals: SIGTERM or SIGINT answers what is pending, then ends; a second one ends at once.
SIGUSR1 opens log files again.

  replyd run --ready-file /tmp/ready replyd.yaml &
  # /tmp/ready appears when every listener serves; it names the ports, also those of `:0`
  echo 'listeners: [{listen: "tcp://127.0.0.1:0", reply: hi}]' | replyd run -)";

constexpr const char* kSendFooter = R"(
ENDPOINT is written as in `listen`: tcp://HOST:PORT, udp://HOST:PORT, unix:///path, unix:@name,
unixgram:///path, unixgram:@name. Without TEXT, --hex and --file, standard input is sent, unless
it is a terminal: then nothing is sent, and a greeting is waited for.

On a stream, replyd sends, shuts its side down, and prints what comes until the peer closes or has
been silent for --timeout. On datagrams it prints the first that comes back.

  replyd send tcp://127.0.0.1:12345 hello
  replyd send -e tcp://127.0.0.1:6379 'PING\r\n' --expect '+PONG\r\n'
  replyd send udp://127.0.0.1:5000 --hex '0001 ff' | xxd

Exit status: 0; 1 if nothing came or it is not what --expect says; 69 if nobody listens.)";

// Sub-commands of the language page that later versions bring.
constexpr std::array<std::string_view, 7> kNotYet = {"explain", "test",   "schema",  "reference",
                                                     "status",  "reload", "messages"};

constexpr std::array<std::string_view, 3> kCommands = {"run", "check", "send"};

const std::map<std::string, LogFormat> kLogFormats = {{"auto", LogFormat::Auto},
                                                      {"text", LogFormat::Text},
                                                      {"logfmt", LogFormat::Logfmt},
                                                      {"json", LogFormat::Json},
                                                      {"journald", LogFormat::Journald}};
const std::map<std::string, Level> kLevels = {{"debug", Level::Debug},
                                              {"info", Level::Info},
                                              {"warning", Level::Warning},
                                              {"error", Level::Error}};
constexpr std::uint64_t kMostWorkers = 1024;
constexpr std::uint64_t kMostExchanges = 1'000'000'000;

// What CLI11 hands over as it was written, because the language's own parsers say more of a
// mistake.
struct Words {
  std::string log_format;
  std::string log_level;
  std::string workers;
  std::string timeout = "2s";
  std::string count = "1";
};

template <typename Value>
CLI::IsMember one_of(const std::map<std::string, Value>& names) {
  std::vector<std::string> words;
  words.reserve(names.size());
  for (const auto& [name, value] : names) words.push_back(name);
  return CLI::IsMember(words);
}

template <typename Value>
std::optional<Value> meaning(const std::map<std::string, Value>& names, const std::string& word) {
  const auto found = names.find(word);
  return found == names.end() ? std::nullopt : std::optional<Value>(found->second);
}

void add_file(CLI::App& command, std::string& file) {
  auto* positional = command.add_option(
      "FILE", file, "the configuration (" + std::string(kDefaultFile) + "); - is standard input");
  command.add_option("-c,--config", file, "the same")->excludes(positional);
}

CLI::App& add_run(CLI::App& app, RunOptions& options, Words& words) {
  CLI::App& run = *app.add_subcommand("run", "serve a configuration, in the foreground");
  options.file = kDefaultFile;
  add_file(run, options.file);
  run.add_option("--ready-file", options.ready_file,
                 "write this file when every listener serves, remove it at the end");
  run.add_option("--log-format", words.log_format, "instead of the file's log.format")
      ->check(one_of(kLogFormats))
      ->option_text("auto|text|logfmt|json|journald");
  run.add_option("--log-level", words.log_level, "instead of the file's log.level")
      ->check(one_of(kLevels))
      ->option_text("debug|info|warning|error");
  run.add_option("--workers", words.workers, "instead of the file's workers")
      ->option_text("N|auto");
  run.add_flag("--try", options.show_tries,
               "print, for each listener, a command that gets an answer from it");
  run.footer(kRunFooter);
  return run;
}

CLI::App& add_check(CLI::App& app, CheckOptions& options) {
  CLI::App& check = *app.add_subcommand(
      "check", "print every error and warning of a configuration, then what it would do");
  options.file = kDefaultFile;
  add_file(check, options.file);
  return check;
}

CLI::App& add_send(CLI::App& app, SendOptions& options, Words& words) {
  CLI::App& send = *app.add_subcommand("send", "send bytes to a socket and print the answer");
  send.add_option("ENDPOINT", options.endpoint, "where to")->required();
  auto* text = send.add_option("TEXT", options.text, "what to send, byte for byte");
  send.add_flag("-e,--escapes", options.escapes,
                "read \\r \\n \\t \\0 \\\\ \\xNN in TEXT and --expect");
  auto* hex = send.add_option("--hex", options.hex, "send these bytes, white space ignored")
                  ->excludes(text);
  send.add_option("--file", options.file, "send this file")->excludes(text)->excludes(hex);
  send.add_option("--expect", options.expect,
                  "wait for just these bytes; exit with 1 if others come");
  send.add_option("--timeout", words.timeout, "how long to wait for the peer, such as 500ms")
      ->capture_default_str();
  send.add_option("--count", words.count, "do it so many times, each on a connection of its own")
      ->capture_default_str();
  send.footer(kSendFooter);
  return send;
}

ExitStatus refuse(const std::string& message) {
  std::fprintf(stderr, "replyd: error: %s\n", message.c_str());
  return ExitStatus::Usage;
}

// A number from 1 to `most`; refused with the option's name.
std::optional<std::uint64_t> counted(const char* option, const std::string& word,
                                     std::uint64_t most) {
  const auto number = parse_number(word);
  if (number && *number >= 1 && *number <= most) return *number;
  refuse(std::string(option) + ": " + in_quotes(word) + " is not a number from 1 to " +
         std::to_string(most));
  return std::nullopt;
}

CommandLine finish(RunOptions options, const Words& words) {
  options.log_format = meaning(kLogFormats, words.log_format);
  options.log_level = meaning(kLevels, words.log_level);
  if (words.workers.empty()) return options;
  if (words.workers == "auto") {
    options.workers = 0;
    return options;
  }
  const auto workers = counted("--workers", words.workers, kMostWorkers);
  if (!workers) return ExitStatus::Usage;
  options.workers = static_cast<std::uint32_t>(*workers);
  return options;
}

CommandLine finish(SendOptions options, const Words& words) {
  const auto timeout = parse_duration(words.timeout);
  if (!timeout) return refuse("--timeout: " + timeout.error + "; " + timeout.expected);
  const auto count = counted("--count", words.count, kMostExchanges);
  if (!count) return ExitStatus::Usage;
  options.timeout = *timeout;
  options.count = *count;
  return options;
}

// What is wrong with the first word, if it is to be a command; empty if nothing is.
std::string fault_of_command(std::string_view word) {
  if (word.starts_with('-')) return {};
  if (std::find(kCommands.begin(), kCommands.end(), word) != kCommands.end()) return {};
  if (std::find(kNotYet.begin(), kNotYet.end(), word) != kNotYet.end()) {
    return in_quotes(word) + " is not built yet; see `replyd --help`";
  }
  const std::string_view near = nearest(word, kCommands);
  return "unknown command " + in_quotes(word) + "; " +
         (near.empty() ? "see `replyd --help`" : "did you mean '" + std::string(near) + "'?");
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CLI::App app("replyd answers on TCP, UDP and unix sockets, as a YAML file says.", "replyd");
  app.set_version_flag("--version", "replyd " + std::string(kVersion));
  app.footer(kFooter);
  app.require_subcommand(1);
  RunOptions run_options;
  CheckOptions check_options;
  SendOptions send_options;
  Words words;
  const CLI::App& run = add_run(app, run_options, words);
  const CLI::App& check = add_check(app, check_options);
  add_send(app, send_options, words);

  const std::string fault = argc > 1 ? fault_of_command(argv[1]) : "";
  if (!fault.empty()) return refuse(fault);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitStatus::Ok : ExitStatus::Usage;
  }
  run_options.program = argv[0];
  if (run.parsed()) return finish(std::move(run_options), words);
  if (check.parsed()) return check_options;
  return finish(std::move(send_options), words);
}

}  // namespace replyd
