#pragma once

#include <string>

#include "model/log.h"
#include "observe/format.h"

namespace replyd {

// What replyd finds itself in, for `format: auto`.
struct Surroundings {
  struct Stream {
    bool is_journal = false;
    bool is_terminal = false;
  };
  Stream standard_output;
  Stream standard_error;
  bool wants_colour = true;  // on a terminal
};
Surroundings look_around();

// True if `fd` is the stream that systemd connected to the journal; `journal_stream` is the
// variable JOURNAL_STREAM, "DEVICE:INODE", and may be null.
bool is_journal(int fd, const char* journal_stream) noexcept;

// Where a log's lines go, and in which form.
struct Target {
  LogFormat format = LogFormat::Logfmt;  // never Auto
  std::string output;                    // as in LogSpec; empty: the journal
  Colour colour = Colour::No;

  bool operator==(const Target&) const = default;
};
Target target_of(const LogSpec& spec, const Surroundings& surroundings);

}  // namespace replyd
