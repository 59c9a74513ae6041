#include "reply/folded_search.h"

#include "reply/ascii.h"

namespace replyd {

FoldedSearch::FoldedSearch(Bytes lowered) : lowered_(lowered), fallback_(lowered.size() + 1) {
  std::size_t matched = 0;
  for (std::size_t i = 1; i < lowered.size(); ++i) {
    matched = advance(matched, lowered[i]);
    fallback_[i + 1] = static_cast<std::uint32_t>(matched);
  }
}

bool FoldedSearch::found_in(Bytes bytes) const noexcept {
  std::size_t matched = 0;
  for (std::size_t i = 0; i < bytes.size() && matched < lowered_.size(); ++i) {
    matched = advance(matched, to_lower(bytes[i]));
  }
  return matched == lowered_.size();
}

// How much of the text has matched once `byte` has come too.
std::size_t FoldedSearch::advance(std::size_t matched, char byte) const noexcept {
  while (matched > 0 && lowered_[matched] != byte) matched = fallback_[matched];
  return lowered_[matched] == byte ? matched + 1 : 0;
}

}  // namespace replyd
