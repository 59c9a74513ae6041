#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

#include "base/escape.h"
#include "base/quantity.h"
#include "base/units.h"

namespace replyd {
namespace {

constexpr std::string_view kDigits = "0123456789";
// Of a text worth a guess: 64 binary digits and something between them.
constexpr std::size_t kLongest = 80;
constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

bool is_digits(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of(kDigits) == text.npos;
}

std::optional<std::uint64_t> read_number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value, base);
  if (error != std::errc{} || end != last) return std::nullopt;
  return value;
}

// `1e3`.
std::optional<std::uint64_t> read_exponent(std::string_view text) {
  const std::size_t mark = text.find_first_of("eE");
  if (mark == text.npos) return std::nullopt;
  std::optional<std::uint64_t> value = read_number(text.substr(0, mark), 10);
  const std::optional<std::uint64_t> exponent = read_number(text.substr(mark + 1), 10);
  if (!value || !exponent || *exponent > 19) return std::nullopt;
  for (std::uint64_t left = *exponent; left > 0; --left) {
    if (*value > kLargest / 10) return std::nullopt;
    *value *= 10;
  }
  return value;
}

// What the text is in another notation than ours.
std::optional<std::uint64_t> read_loosely(std::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  std::string clean(text);
  std::erase_if(clean, [](char letter) {
    return letter == ' ' || letter == '\t' || letter == '_' || letter == ',';
  });
  std::string_view rest = clean;
  if (rest.starts_with('+')) rest.remove_prefix(1);
  if (rest.starts_with("0x") || rest.starts_with("0X")) return read_number(rest.substr(2), 16);
  if (rest.starts_with("0o") || rest.starts_with("0O")) return read_number(rest.substr(2), 8);
  if (rest.starts_with("0b") || rest.starts_with("0B")) return read_number(rest.substr(2), 2);
  return is_digits(rest) ? read_number(rest, 10) : read_exponent(rest);
}

std::string fault_of(std::string_view text) {
  if (is_digits(text) && text.size() > 1 && text.front() == '0') {
    return "has a leading zero, and numbers are decimal";
  }
  if (is_digits(text)) return "is too large";
  if (text.starts_with('-') && is_digits(text.substr(1))) return "is negative";
  const std::size_t point = text.find('.');
  if (point != text.npos && is_digits(text.substr(0, point))) return "is not a whole number";
  return read_loosely(text) ? "is not written in decimal digits alone" : "is not a number";
}

}  // namespace

std::string guess_number(std::string_view text) {
  const std::optional<std::uint64_t> number = read_loosely(text);
  return number ? std::to_string(*number) : std::string();
}

Parsed<std::uint64_t> parse_number(std::string_view text) {
  const bool plain = is_digits(text) && (text.size() == 1 || text.front() != '0');
  if (const auto number = plain ? read_number(text, 10) : std::nullopt) return *number;
  const std::string guess = guess_number(text);
  std::string expected = "a number is such as 10";
  if (plain) expected = "the largest is " + std::to_string(kLargest);
  if (!guess.empty()) expected = "did you mean " + guess + "?";
  return Parsed<std::uint64_t>::failed(in_quotes(text) + " " + fault_of(text), std::move(expected));
}

}  // namespace replyd
