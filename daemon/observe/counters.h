#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "observe/event.h"

namespace replyd {

// A count that one thread raises and any thread reads; no locked instruction.
class Counter {
 public:
  void add(std::uint64_t n = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// What one worker counted of one listener; summed over workers on read. Named as the metrics are
// without their prefix and suffix.
struct ListenerCounters {
  Counter connections;
  Counter messages;
  Counter unmatched;
  Counter replies;
  Counter received_bytes;
  Counter sent_bytes;
  Counter errors;  // replies that could not be made, sends that failed
  std::array<Counter, kReasons> refused;
  std::array<Counter, kReasons> limited;
  std::array<Counter, kReasons> closed;
};

}  // namespace replyd
