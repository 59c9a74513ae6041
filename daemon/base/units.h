#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/parsed.h"

namespace replyd {

using Nanoseconds = std::chrono::nanoseconds;

// `count` events may come in each `period`, on average; `burst` of them at once.
struct Rate {
  std::uint64_t count = 0;
  Nanoseconds period{0};
  std::uint64_t burst = 0;

  bool operator==(const Rate&) const = default;
};

// Decimal digits only: "010", "+5", "0x10" and "1e3" are errors that say how to write it.
Parsed<std::uint64_t> parse_number(std::string_view text);
// `250ms`, `5s`, `1m30s`, `2h`; a unit is required. Units: us, ms, s, m, h, d, from large to small
// and each once. At most a hundred years, so that adding one to a time of now cannot overflow.
Parsed<Nanoseconds> parse_duration(std::string_view text);
// `512` (bytes), `64KiB`, `1MB`. Units: B, KB, MB, GB (powers of 1,000), KiB, MiB, GiB.
// At most what off_t holds.
Parsed<std::uint64_t> parse_size(std::string_view text);
// `100/s`, `5/m`, `1/200ms`; the count as written may come at once. Of bytes: `256KiB/s`.
enum class Counted : std::uint8_t { Events, Volume };
Parsed<Rate> parse_rate(std::string_view text, Counted counted = Counted::Events);
// `true` or `false`; yes, no, on, off are errors that say which.
Parsed<bool> parse_boolean(std::string_view text);

// "1m30s", "64KiB", "100/s": as a file would say it, for messages and tables. What was parsed is
// parsed again to the same. What no file can say is told all the same: "-5s", "300ns", and a burst
// of its own as "5/s, burst 20".
std::string format_duration(Nanoseconds duration);
std::string format_size(std::uint64_t bytes);
std::string format_rate(const Rate& rate, Counted counted = Counted::Events);

}  // namespace replyd
