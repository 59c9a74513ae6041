#include <syslog.h>

#include "observe/sink.h"

namespace replyd {
namespace {

class SyslogSink : public Sink {
 public:
  SyslogSink() { ::openlog("replyd", LOG_PID, LOG_DAEMON); }

  bool put(const Record& record) override {
    ::syslog(syslog_priority(record.event.level), "%s", format_line(record, Colour::No).c_str());
    return true;
  }
};

}  // namespace

std::unique_ptr<Sink> make_syslog_sink() { return std::make_unique<SyslogSink>(); }

}  // namespace replyd
