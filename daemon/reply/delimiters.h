#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace replyd {

// The texts that may end a message, searched for all at once: the earliest wins, at one place the
// longest. A text that begins with a line end also counts without it at the start of a message.
class Delimiters {
 public:
  Delimiters() = default;
  explicit Delimiters(const std::vector<std::string>& texts);

  enum class Where : std::uint8_t {
    MessageStart,  // the input's first byte is a message's first byte
    Inside,
  };
  struct Match {
    std::size_t place = 0;    // where it begins; if there is none: no delimiter begins before it
    std::size_t length = 0;   // 0: none
    std::uint16_t which = 0;  // if it may grow into a longer one, else 0
  };
  // The first delimiter that begins at `from` or later. One that is not whole yet hides those
  // behind it, so that the answer does not depend on how the bytes arrive.
  Match find(Bytes input, std::size_t from, Where where) const noexcept;

  // Whether the `input` that follows the delimiter `which` belongs to it: then the length of that
  // part, and the longer delimiter. An undecided length of 0 with `which` kept waits for more.
  struct Growth {
    std::size_t length = 0;
    std::uint16_t which = 0;
  };
  Growth grow(std::uint16_t which, bool at_start, Bytes input) const noexcept;

  std::size_t longest() const noexcept { return ends_.empty() ? 0 : ends_.front().text.size(); }

 private:
  struct End {
    std::string text;
    bool only_at_start = false;
    bool may_grow = false;  // others begin with this text
  };
  void add(std::string text, bool only_at_start);
  std::size_t next_candidate(Bytes input, std::size_t from) const noexcept;
  bool match_at(Bytes input, std::size_t place, bool at_start, Match& match) const noexcept;

  std::vector<End> ends_;  // longest first
  std::array<bool, 256> begins_{};
  int only_first_byte_ = -1;  // if all begin with the same byte, so that memchr may look for it
};

}  // namespace replyd
