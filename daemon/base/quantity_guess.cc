#include <algorithm>
#include <optional>
#include <vector>

#include "base/quantity.h"

namespace replyd {
namespace {

// "1.5 Sec" in its parts; views into the text that is guessed at.
struct Piece {
  std::string_view digits;
  std::string_view fraction;
  std::string_view unit;
};

constexpr std::size_t kLongest = 64;  // a longer text is not a mistake but something else
constexpr std::string_view kDigits = "0123456789";

char lower(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool same_word(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char one, char other) { return lower(one) == lower(other); });
}

// Without what people put into numbers for the eye.
std::string squeezed(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::string out(text);
  std::erase_if(out, [](char letter) { return letter == ' ' || letter == '\t' || letter == '_'; });
  return out;
}

std::string_view take_until(std::string_view& text, std::size_t end) {
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(taken.size());
  return taken;
}

std::optional<Piece> take_piece(std::string_view& text) {
  Piece piece;
  piece.digits = take_until(text, text.find_first_not_of(kDigits));
  if (piece.digits.empty()) return std::nullopt;
  const std::size_t zeros = std::min(piece.digits.find_first_not_of('0'), piece.digits.size() - 1);
  piece.digits.remove_prefix(zeros);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    piece.fraction = take_until(text, text.find_first_not_of(kDigits));
  }
  piece.unit = take_until(text, text.find_first_of(kDigits));
  return piece;
}

// The units that the word may mean.
std::vector<Unit> candidates(std::string_view word, const Scale& scale) {
  if (word.empty() && scale.bare) return {{"", 1}};
  std::vector<Unit> found;
  for (const Unit& unit : scale.units) {
    const bool meant =
        same_word(unit.name, word) ||
        std::any_of(scale.synonyms.begin(), scale.synonyms.end(), [&](const Synonym& synonym) {
          return synonym.unit == unit.name && same_word(synonym.word, word);
        });
    if (unit.name == word) return {unit};
    if (meant) found.push_back(unit);
  }
  // The smaller of two is named first: "100ms or 100s".
  std::reverse(found.begin(), found.end());
  return found;
}

// The fraction in the smallest thing that is counted, if it comes out even.
std::optional<std::uint64_t> fraction_of(std::string_view digits, std::uint64_t factor) {
  std::uint64_t value = 0;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    value += static_cast<std::uint64_t>(*digit - '0') * factor;
    if (value % 10 != 0) return std::nullopt;
    value /= 10;
  }
  return value;
}

// The piece as a file would say it; empty if it cannot.
std::string spell(const Piece& piece, const Unit& unit, const Scale& scale) {
  std::string plain = std::string(piece.digits) + std::string(unit.name);
  const std::optional<std::uint64_t> whole = read_quantity(plain, scale);
  if (!whole) return {};
  if (piece.fraction.empty()) return plain;
  const std::optional<std::uint64_t> rest = fraction_of(piece.fraction, unit.factor);
  if (!rest || *rest > scale.largest - *whole) return {};
  return format_quantity(*whole + *rest, scale);
}

std::string guess_single(const Piece& piece, const Scale& scale) {
  std::string guess;
  for (const Unit& unit : candidates(piece.unit, scale)) {
    const std::string spelt = spell(piece, unit, scale);
    if (!guess.empty() && !spelt.empty()) guess += " or ";
    guess += spelt;
  }
  return guess;
}

// Of several pieces the sum, which also brings their units into order.
std::string guess_sum(const std::vector<Piece>& pieces, const Scale& scale) {
  std::uint64_t sum = 0;
  for (const Piece& piece : pieces) {
    const std::vector<Unit> units = candidates(piece.unit, scale);
    if (units.size() != 1) return {};
    const auto value = read_quantity(spell(piece, units.front(), scale), scale);
    if (!value || *value > scale.largest - sum) return {};
    sum += *value;
  }
  return format_quantity(sum, scale);
}

}  // namespace

std::string guess_quantity(std::string_view text, const Scale& scale) {
  if (text.size() > kLongest) return {};
  const std::string clean = squeezed(text);
  std::string_view rest = clean;
  std::vector<Piece> pieces;
  while (!rest.empty()) {
    const std::optional<Piece> piece = take_piece(rest);
    if (!piece) return {};
    pieces.push_back(*piece);
  }
  if (pieces.empty()) return {};
  return pieces.size() == 1 ? guess_single(pieces.front(), scale) : guess_sum(pieces, scale);
}

}  // namespace replyd
