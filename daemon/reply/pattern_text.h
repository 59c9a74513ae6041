#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace replyd {

// One character of a regex, or a few that belong together.
struct PatternToken {
  enum class Kind : std::uint8_t {
    Open,       // "("
    Close,      // ")"
    Character,  // stands for itself, or for what RE2 makes of it; of one byte or, in UTF-8, more
    Escape,     // a backslash with what follows it
    InClass,    // a character between "[" and "]" that is more than one byte
  };
  Kind kind = Kind::Character;
  std::size_t offset = 0;
  std::size_t length = 1;
};

// Just enough of RE2's syntax to point at a place in a pattern. Any text will do, also one that is
// no regex.
std::vector<PatternToken> tokens_of(std::string_view pattern);

// Where the innermost "(" stands that is never closed.
std::optional<std::size_t> unclosed_group(std::string_view pattern);

}  // namespace replyd
