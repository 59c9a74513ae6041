#pragma once

#include <memory>
#include <string>

#include "base/fd.h"
#include "base/parsed.h"
#include "observe/format.h"

namespace replyd {

// Where lines go. Belongs to one writer's thread, and may make it wait.
class Sink {
 public:
  virtual ~Sink() = default;
  // Takes a record; false if the sink is in trouble. It has the record in either case.
  virtual bool put(const Record& record) = 0;
  // Writes what is left to write. False: not now; what is unwritten is kept for the next call.
  virtual bool flush() { return true; }
  // Opens a file again, after logrotate moved it away.
  virtual bool reopen() { return true; }
  // What is wrong, after a false.
  virtual std::string trouble() const { return {}; }
  // Lines that were given up.
  virtual std::uint64_t lost() const noexcept { return 0; }
  // Whether a reader may make it wait for as long as he likes: such a sink gets its own writer.
  virtual bool may_stand_still() const noexcept { return true; }
};

// A descriptor to write to, open for good: standard output or error. It stays the caller's.
std::unique_ptr<Sink> make_stream_sink(int fd, std::string name, Colour colour);
// A file, made if it is not there; or a FIFO that has a reader, or a device.
Parsed<std::unique_ptr<Sink>> open_file_sink(std::string path);
// syslog(3), facility daemon.
std::unique_ptr<Sink> make_syslog_sink();
// journald's own protocol, with fields.
Parsed<std::unique_ptr<Sink>> open_journald_sink();

}  // namespace replyd
