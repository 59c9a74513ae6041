#pragma once

// What a load generator found, printed as one line of JSON.

#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

#include "options.h"

namespace replyd {

// Counts durations in sixteen steps for each doubling, so percentiles are right to 6 %.
class Histogram {
 public:
  void add(Clock::duration duration, std::uint64_t times) {
    counts_[index_of(static_cast<std::uint64_t>(std::chrono::nanoseconds(duration).count()))] +=
        times;
    total_ += times;
  }

  double microseconds_at(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen > wanted) return static_cast<double>(start_of(i)) / 1000;
    }
    return 0;
  }

 private:
  static std::size_t index_of(std::uint64_t value) {
    if (value < 16) return value;
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - 5;
    return (shift + 1) * 16 + ((value >> shift) & 15);
  }

  static std::uint64_t start_of(std::size_t index) {
    return index < 16 ? index : (index % 16 + 16) << (index / 16 - 1);
  }

  std::array<std::uint64_t, 61 * 16> counts_{};
  std::uint64_t total_ = 0;
};

inline const char* error_name(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "refused";
    case ECONNRESET:
    case EPIPE:
      return "reset";
    default:
      return "other";
  }
}

class Report {
 public:
  void succeed(Clock::duration latency, std::uint64_t operations = 1) {
    operations_ += operations;
    latency_.add(latency, operations);
  }

  void fail(const char* kind, std::uint64_t times = 1) { errors_[kind] += times; }

  // A reply that ended too early, by a close or for want of more.
  void fail_incomplete(std::size_t received) { fail(received > 0 ? "short" : "missing"); }

  // What happens from now on is no part of the rate.
  void stop_clock() { end_ = Clock::now(); }

  void print() {
    if (end_ == Clock::time_point{}) stop_clock();
    const double seconds = std::chrono::duration<double>(end_ - start_).count();
    std::printf(
        "{\"operations\": %llu, \"errors\": {%s}, \"seconds\": %.3f, \"per_second\": %.1f, "
        "\"p50_us\": %.1f, \"p99_us\": %.1f}\n",
        static_cast<unsigned long long>(operations_), errors_as_json().c_str(), seconds,
        static_cast<double>(operations_) / seconds, latency_.microseconds_at(0.5),
        latency_.microseconds_at(0.99));
    std::fflush(stdout);
  }

 private:
  std::string errors_as_json() const {
    std::string json;
    for (const auto& [kind, times] : errors_) {
      json += (json.empty() ? "\"" : ", \"") + kind + "\": " + std::to_string(times);
    }
    return json;
  }

  Clock::time_point start_ = Clock::now();
  Clock::time_point end_{};
  std::uint64_t operations_ = 0;
  std::map<std::string, std::uint64_t> errors_;
  Histogram latency_;
};

}  // namespace replyd
