#include "command/options.h"

#include <array>
#include <cstdio>
#include <map>

#include <CLI/CLI.hpp>

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
constexpr std::array kNotYet = {"explain", "test",   "schema",  "reference",
                                "status",  "reload", "messages"};

const std::map<std::string, LogFormat> kLogFormats = {{"auto", LogFormat::Auto},
                                                      {"text", LogFormat::Text},
                                                      {"logfmt", LogFormat::Logfmt},
                                                      {"json", LogFormat::Json},
                                                      {"journald", LogFormat::Journald}};
const std::map<std::string, Level> kLevels = {{"debug", Level::Debug},
                                              {"info", Level::Info},
                                              {"warning", Level::Warning},
                                              {"error", Level::Error}};

template <typename Value>
CLI::CheckedTransformer one_of(const std::map<std::string, Value>& names) {
  return CLI::CheckedTransformer(names);
}

void add_file(CLI::App& command, std::string& file) {
  auto* positional = command.add_option("FILE", file, "the configuration; - is standard input");
  command.add_option("-c,--config", file, "the same")->excludes(positional);
}

CLI::App& add_run(CLI::App& app, RunOptions& options) {
  CLI::App& run = *app.add_subcommand("run", "serve a configuration, in the foreground");
  options.file = kDefaultFile;
  add_file(run, options.file);
  run.add_option("--ready-file", options.ready_file,
                 "write this file when every listener serves, remove it at the end");
  run.add_option("--log-format", options.log_format, "instead of the file's log.format")
      ->transform(one_of(kLogFormats))
      ->option_text("auto|text|logfmt|json|journald");
  run.add_option("--log-level", options.log_level, "instead of the file's log.level")
      ->transform(one_of(kLevels))
      ->option_text("debug|info|warning|error");
  run.add_option("--workers", options.workers, "instead of the file's workers")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
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

CLI::App& add_send(CLI::App& app, SendOptions& options, std::string& timeout) {
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
  timeout = "2s";
  send.add_option("--timeout", timeout, "how long to wait for the peer, such as 500ms")
      ->capture_default_str();
  send.add_option("--count", options.count, "do it so many times, each on a connection of its own")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  send.footer(kSendFooter);
  return send;
}

ExitStatus refuse(const std::string& message) {
  std::fprintf(stderr, "replyd: error: %s\n", message.c_str());
  return ExitStatus::Usage;
}

bool is_not_yet(std::string_view word) {
  return std::find(kNotYet.begin(), kNotYet.end(), word) != kNotYet.end();
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
  std::string timeout;
  const CLI::App& run = add_run(app, run_options);
  const CLI::App& check = add_check(app, check_options);
  add_send(app, send_options, timeout);

  if (argc > 1 && is_not_yet(argv[1])) {
    return refuse("'" + std::string(argv[1]) + "' is not built yet; see `replyd --help`");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitStatus::Ok : ExitStatus::Usage;
  }
  run_options.program = argv[0];
  if (run.parsed()) return run_options;
  if (check.parsed()) return check_options;
  const auto parsed = parse_duration(timeout);
  if (!parsed) return refuse("--timeout: " + parsed.error + "; " + parsed.expected);
  send_options.timeout = *parsed;
  return send_options;
}

}  // namespace replyd
