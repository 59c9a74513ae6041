#pragma once

#include <cstdint>

namespace replyd {

// What a random choice is for, so that two choices about one message have nothing in common.
enum class Choice : std::uint64_t { Delay = 1 };

// One step of SplitMix64 (Steele, Lea, Flood 2014), whose output has every bit of its input in
// every bit.
constexpr std::uint64_t mixed(std::uint64_t value) noexcept {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111eb;
  return value ^ (value >> 31U);
}

// A number that looks random and is always the same for one listener's seed, connection, message
// and choice: so it depends on no other peer and not on the number of workers.
constexpr std::uint64_t random_number(std::uint64_t seed, std::uint64_t connection,
                                      std::uint64_t message, Choice choice) noexcept {
  return mixed(mixed(mixed(mixed(seed) ^ connection) ^ message) ^
               static_cast<std::uint64_t>(choice));
}

}  // namespace replyd
