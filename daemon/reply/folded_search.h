#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace replyd {

// Looks for a text anywhere, whatever the case of its ASCII letters, in linear time (Knuth, Morris,
// Pratt): neither the library nor RE2 does that for every text and message.
class FoldedSearch {
 public:
  // `lowered` is in lower case and must live as long.
  explicit FoldedSearch(Bytes lowered);
  bool found_in(Bytes bytes) const noexcept;

 private:
  std::size_t advance(std::size_t matched, char byte) const noexcept;

  Bytes lowered_;
  // After so many bytes of the text have matched: the longest beginning of it that they end with,
  // other than themselves.
  std::vector<std::uint32_t> fallback_;
};

}  // namespace replyd
