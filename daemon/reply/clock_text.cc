#include "reply/clock_text.h"

#include <time.h>

#include <algorithm>
#include <ctime>

#include "reply/filters.h"

namespace replyd {

namespace {

using std::chrono::floor;
using std::chrono::system_clock;

constexpr std::size_t kUsualSize = 64;
constexpr std::size_t kMostSize = 64 * 1024;

tm split(system_clock::time_point now, Zone zone) noexcept {
  const std::time_t seconds = system_clock::to_time_t(floor<std::chrono::seconds>(now));
  tm parts{};
  if (zone == Zone::Utc) {
    ::gmtime_r(&seconds, &parts);
  } else {
    ::localtime_r(&seconds, &parts);
  }
  return parts;
}

template <typename Unit>
std::uint64_t since_1970(system_clock::time_point now) noexcept {
  const auto count = floor<Unit>(now.time_since_epoch()).count();
  return static_cast<std::uint64_t>(std::max<decltype(count)>(count, 0));
}

}  // namespace

Bytes render_time(system_clock::time_point now, const std::string& format, Zone zone,
                  Arena& arena) noexcept {
  if (format.empty()) return render_time(now, "%Y-%m-%dT%H:%M:%SZ", Zone::Utc, arena);
  const tm parts = split(now, zone);
  // strftime answers 0 both to an empty result and to too little room: one byte more tells them
  // apart.
  const std::string marked = format + '.';
  for (std::size_t size = kUsualSize + marked.size(); size <= kMostSize; size *= 2) {
    char* const room = arena.extend(size);
    const std::size_t written = std::strftime(room, size, marked.c_str(), &parts);
    if (written > 0) return arena.finish().substr(0, written - 1);
    arena.drop();
  }
  return {};
}

Bytes render_ntp(system_clock::time_point now, Arena& arena) noexcept {
  constexpr std::uint64_t kFrom1900To1970 = 2208988800;
  const std::uint64_t nanoseconds = since_1970<std::chrono::nanoseconds>(now);
  constexpr std::uint64_t kPerSecond = 1'000'000'000;
  const std::uint64_t seconds = nanoseconds / kPerSecond + kFrom1900To1970;
  const std::uint64_t fraction = ((nanoseconds % kPerSecond) << 32U) / kPerSecond;
  return encode((seconds << 32U) | fraction, 8, Order::Big, arena);
}

std::uint64_t unix_seconds(system_clock::time_point now) noexcept {
  return since_1970<std::chrono::seconds>(now);
}

std::uint64_t unix_milliseconds(system_clock::time_point now) noexcept {
  return since_1970<std::chrono::milliseconds>(now);
}

}  // namespace replyd
