#include "base/suggest.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace replyd {
namespace {

char lower(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool same(char left, char right) noexcept { return lower(left) == lower(right); }

// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before(to.size() + 1), above(to.size() + 1), row(to.size() + 1);
  for (std::size_t column = 0; column <= to.size(); ++column) row[column] = column;
  for (std::size_t line = 1; line <= from.size(); ++line) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = line;
    for (std::size_t column = 1; column <= to.size(); ++column) {
      const bool equal = same(from[line - 1], to[column - 1]);
      row[column] =
          std::min({above[column] + 1, row[column - 1] + 1, above[column - 1] + (equal ? 0 : 1)});
      if (line > 1 && column > 1 && same(from[line - 1], to[column - 2]) &&
          same(from[line - 2], to[column - 1])) {
        row[column] = std::min(row[column], before[column - 2] + 1);
      }
    }
  }
  return row[to.size()];
}

std::size_t difference(std::size_t left, std::size_t right) noexcept {
  return left > right ? left - right : right - left;
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t limit = word.size() / 3 + 1;  // only what is below it counts
  for (const std::string_view candidate : candidates) {
    // Words of very different length are far apart; so a huge word costs nothing.
    if (word.empty() || difference(word.size(), candidate.size()) >= limit) continue;
    const std::size_t found = distance(word, candidate);
    if (found >= limit) continue;
    limit = found;
    best = candidate;
  }
  return best;
}

}  // namespace replyd
