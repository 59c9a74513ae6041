#pragma once

// What all load generators take on the command line, each as `--name value`.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>

namespace replyd {

using Clock = std::chrono::steady_clock;

struct Options {
  std::uint16_t port = 0;         // of the server on 127.0.0.1
  std::string send;               // one request
  std::string expect;             // the reply to it, or the greeting
  std::uint32_t connections = 1;  // for UDP: connected sockets
  std::uint32_t depth = 1;        // requests in flight on each of them
  std::uint64_t count = std::numeric_limits<std::uint64_t>::max();  // operations at most
  std::chrono::milliseconds time{1000};     // start no operation after this long
  std::chrono::milliseconds timeout{1000};  // for one operation
};

[[noreturn]] inline void usage_error(std::string_view what) {
  std::fprintf(stderr,
               "bad option: %.*s; known: --port --send --expect --connections --depth --count "
               "--seconds --timeout, each with a value\n",
               static_cast<int>(what.size()), what.data());
  std::exit(64);
}

inline std::chrono::milliseconds parse_seconds(const char* text) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::atof(text) * 1000));
}

inline void set_option(Options& options, std::string_view name, const char* value) {
  const std::uint64_t number = std::strtoull(value, nullptr, 10);
  if (name == "--port")
    options.port = static_cast<std::uint16_t>(number);
  else if (name == "--send")
    options.send = value;
  else if (name == "--expect")
    options.expect = value;
  else if (name == "--connections")
    options.connections = static_cast<std::uint32_t>(number);
  else if (name == "--depth")
    options.depth = static_cast<std::uint32_t>(number);
  else if (name == "--count")
    options.count = number;
  else if (name == "--seconds")
    options.time = parse_seconds(value);
  else if (name == "--timeout")
    options.timeout = parse_seconds(value);
  else
    usage_error(name);
}

inline Options parse_options(int argc, char** argv) {
  Options options;
  if (argc % 2 == 0) usage_error(argv[argc - 1]);
  for (int i = 1; i < argc; i += 2) set_option(options, argv[i], argv[i + 1]);
  if (options.port == 0) usage_error("--port is missing");
  return options;
}

}  // namespace replyd
