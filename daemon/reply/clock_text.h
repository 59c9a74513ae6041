#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/arena.h"
#include "base/bytes.h"

namespace replyd {

enum class Zone : std::uint8_t { Utc, Local };

// strftime in the zone, put into the arena. An empty format is RFC 3339, to the second:
// 2026-11-21T12:00:00Z.
Bytes render_time(std::chrono::system_clock::time_point now, const std::string& format, Zone zone,
                  Arena& arena) noexcept;

// The 8 bytes of RFC 5905 section 6: seconds since 1900, and their fraction, in 32 bits each.
Bytes render_ntp(std::chrono::system_clock::time_point now, Arena& arena) noexcept;

// Since 1970; 0 before.
std::uint64_t unix_seconds(std::chrono::system_clock::time_point now) noexcept;
std::uint64_t unix_milliseconds(std::chrono::system_clock::time_point now) noexcept;

}  // namespace replyd
