#pragma once

#include <cstddef>

#include "base/bytes.h"

namespace replyd {

// What stands at the front of some bytes that are meant to be UTF-8.
struct Character {
  char32_t code = 0;     // the byte's own value where `valid` is false
  std::size_t size = 0;  // bytes that it takes: 1 to 4, never past the end
  bool valid = false;    // false: not UTF-8; each such byte counts as one character
};

// `text` is not empty. Overlong forms, surrogates and codes past U+10FFFF are not valid.
Character first_character(Bytes text) noexcept;
std::size_t count_characters(Bytes text) noexcept;

// Whether a terminal shows it and nothing else: no control, no change of direction, not invisible.
bool is_shown(const Character& character) noexcept;
// Cells of a terminal that a shown character takes: 0 (combining), 1, or 2 (East Asian, emoji).
std::size_t cells_of(char32_t code) noexcept;

}  // namespace replyd
