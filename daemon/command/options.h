#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/exit_status.h"
#include "base/level.h"
#include "base/units.h"
#include "model/log.h"

namespace replyd {

struct RunOptions {
  std::string file;
  std::string ready_file;  // empty: none
  std::optional<LogFormat> log_format;
  std::optional<Level> log_level;
  std::optional<std::uint32_t> workers;
  bool show_tries = false;  // print for each listener a command that tries it
  std::string program;      // how this program was called, for that
};

struct CheckOptions {
  std::string file;
};

struct SendOptions {
  std::string endpoint;
  std::optional<std::string> text;
  std::optional<std::string> hex;
  std::optional<std::string> file;
  std::optional<std::string> expect;
  bool escapes = false;  // \r \n \t \0 \\ \xNN in text and expect
  Nanoseconds timeout = std::chrono::seconds{2};
  std::uint64_t count = 1;
};

// What the command line asks for; an ExitStatus if parsing it has already said all (help, the
// version, a mistake).
using CommandLine = std::variant<ExitStatus, RunOptions, CheckOptions, SendOptions>;

// Prints help to standard output and mistakes to standard error.
CommandLine parse_command_line(int argc, char** argv);

}  // namespace replyd
