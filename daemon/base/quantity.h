#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/parsed.h"

namespace replyd {

// What durations and sizes share; the functions to call are in units.h.

// A unit as a file writes it, and how many of the smallest thing that is counted it stands for.
struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// A word that people write for a unit, in any case; a word may stand for two of them.
struct Synonym {
  std::string_view word;
  std::string_view unit;
};

struct Scale {
  std::string_view noun;              // "duration"
  std::string_view examples;          // "250ms, 5s or 1m30s"
  std::span<const Unit> units;        // from large to small
  std::span<const Synonym> synonyms;  // never accepted, only understood
  std::uint64_t largest;              // that a value may be
  std::string_view largest_text;      // as a file would say it
  std::string_view zero_text;
  bool bare;      // a number without a unit counts the smallest thing
  bool compound;  // may name several units, each once, from large to small
};

extern const Scale kDurationScale;  // in nanoseconds
extern const Scale kSizeScale;      // in bytes

// Without a word about what is wrong.
std::optional<std::uint64_t> read_quantity(std::string_view text, const Scale& scale);
Parsed<std::uint64_t> parse_quantity(std::string_view text, const Scale& scale);
// Exact; the shortest that a file could say.
std::string format_quantity(std::uint64_t value, const Scale& scale);
// What a text that is no quantity was meant to be: "10s", "100ms or 100s"; empty if unclear.
std::string guess_quantity(std::string_view text, const Scale& scale);
// The same of a plain number: "16" for "0x10".
std::string guess_number(std::string_view text);

}  // namespace replyd
