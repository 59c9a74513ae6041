#include "observe/target.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace replyd {
namespace {

Surroundings::Stream look_at(int fd) {
  return {.is_journal = is_journal(fd, std::getenv("JOURNAL_STREAM")),
          .is_terminal = ::isatty(fd) == 1};
}

bool environment_wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool is_dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return (no_colour == nullptr || *no_colour == '\0') && !is_dumb;
}

LogFormat choose_format(const Surroundings::Stream& stream) {
  if (stream.is_journal) return LogFormat::Journald;
  return stream.is_terminal ? LogFormat::Text : LogFormat::Logfmt;
}

}  // namespace

bool is_journal(int fd, const char* journal_stream) noexcept {
  struct stat status {};
  if (journal_stream == nullptr || ::fstat(fd, &status) != 0) return false;
  const std::string own = std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
  return own == journal_stream;
}

Surroundings look_around() {
  return {.standard_output = look_at(STDOUT_FILENO),
          .standard_error = look_at(STDERR_FILENO),
          .wants_colour = environment_wants_colour()};
}

Target target_of(const LogSpec& spec, const Surroundings& surroundings) {
  Surroundings::Stream stream;
  if (spec.output == "stdout") stream = surroundings.standard_output;
  if (spec.output == "stderr") stream = surroundings.standard_error;
  Target target;
  target.format = spec.format == LogFormat::Auto ? choose_format(stream) : spec.format;
  if (target.format != LogFormat::Journald) target.output = spec.output;
  if (stream.is_terminal && surroundings.wants_colour) target.colour = Colour::Yes;
  return target;
}

}  // namespace replyd
