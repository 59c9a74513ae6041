#include "base/units.h"

#include <algorithm>
#include <span>
#include <string>

#include "base/escape.h"
#include "base/quantity.h"

namespace replyd {
namespace {

constexpr std::string_view kTrue[] = {"true", "yes", "on", "y", "t", "1"};
constexpr std::string_view kFalse[] = {"false", "no", "off", "n", "f", "0"};

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  std::string word(text);
  for (char& letter : word) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Parsed<Nanoseconds> parse_duration(std::string_view text) {
  const Parsed<std::uint64_t> count = parse_quantity(text, kDurationScale);
  if (!count) return Parsed<Nanoseconds>::failed(count.error, count.expected);
  return Nanoseconds(*count);
}

Parsed<std::uint64_t> parse_size(std::string_view text) { return parse_quantity(text, kSizeScale); }

Parsed<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  std::string expected = "true or false is expected";
  if (is_one_of(text, kTrue)) expected = "did you mean true?";
  if (is_one_of(text, kFalse)) expected = "did you mean false?";
  return Parsed<bool>::failed(in_quotes(text) + " is neither true nor false", std::move(expected));
}

std::string format_duration(Nanoseconds duration) {
  const bool negative = duration.count() < 0;
  // Unsigned, because the smallest number has no counterpart.
  const auto bits = static_cast<std::uint64_t>(duration.count());
  const std::uint64_t count = negative ? 0 - bits : bits;
  const std::uint64_t below = count % kDurationScale.units.back().factor;
  std::string out = negative ? "-" : "";
  if (below == 0 || count > below) out += format_quantity(count - below, kDurationScale);
  if (below > 0) out += std::to_string(below) + "ns";
  return out;
}

std::string format_size(std::uint64_t bytes) { return format_quantity(bytes, kSizeScale); }

}  // namespace replyd
