#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/level.h"
#include "base/units.h"
#include "model/message.h"

namespace replyd {

// One condition of `match`; a tree. `All` of no children always holds.
struct ConditionSpec {
  enum class Kind : std::uint8_t { All, Any, Not, Equals, Prefix, Suffix, Contains, Regex, Length };

  Kind kind = Kind::All;
  std::string bytes;                      // Equals to Contains: the bytes; Regex: the pattern
  bool ignore_case = false;               // Equals to Regex
  std::uint64_t min_length = 0;           // Length
  std::uint64_t max_length = UINT64_MAX;  // Length
  std::vector<ConditionSpec> children;    // All; Any; Not: none of them holds
  Position where;

  bool operator==(const ConditionSpec&) const = default;
};

// A wait between min and max, equal if it is fixed; from the message's arrival, on a greeting from
// the connect.
struct DelaySpec {
  Nanoseconds min{0};
  Nanoseconds max{0};

  bool operator==(const DelaySpec&) const = default;
};

// A log event of the user's own.
struct EventSpec {
  Level level = Level::Info;
  TemplateSpec text;

  bool operator==(const EventSpec&) const = default;
};

enum class Close : std::uint8_t {
  No,
  Yes,    // `true`: shut down, drain, close
  Write,  // `write`: shut down our side only
  Reset,  // `reset`: a real RST
};

// What is done when a rule matches, on a greeting, or directly on a listener.
struct ActionSpec {
  std::optional<DelaySpec> delay;
  std::optional<MessageSpec> reply;  // none and empty are two different things
  std::optional<EventSpec> event;
  Close close = Close::No;
  bool silent = false;
  Position where;

  bool operator==(const ActionSpec&) const = default;
};

struct RuleSpec {
  std::string name;  // empty: known by its place, FILE:LINE
  ConditionSpec match;
  ActionSpec action;
  Position where;

  bool operator==(const RuleSpec&) const = default;
};

}  // namespace replyd
