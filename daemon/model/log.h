#pragma once

#include <cstdint>
#include <string>

#include "base/diagnostic.h"
#include "base/level.h"
#include "base/units.h"

namespace replyd {

enum class LogFormat : std::uint8_t { Auto, Text, Logfmt, Json, Journald };

// One log: where events go, in which form, and which of them.
struct LogSpec {
  Level level = Level::Info;
  LogFormat format = LogFormat::Auto;
  std::string output = "stderr";  // stderr, stdout, syslog, or a path
  bool messages = true;           // also connected, message, closed
  std::uint64_t payload_bytes = 64;
  Rate rate{300, std::chrono::seconds{1}, 300};  // of traffic events
  Position where;

  bool operator==(const LogSpec&) const = default;
};

}  // namespace replyd
