#include "base/quantity.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/escape.h"

namespace replyd {
namespace {

struct Fault {
  std::string what;      // follows the text in quotes; empty: there is none
  std::string expected;  // used where no guess is better
};

bool is_digit(char letter) noexcept { return letter >= '0' && letter <= '9'; }

// Takes what leads `text` and is all digits, or all none.
std::string_view take(std::string_view& text, bool digits) {
  const auto end = std::find_if(text.begin(), text.end(),
                                [digits](char letter) { return is_digit(letter) != digits; });
  const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

std::string unit_names(const Scale& scale) {
  std::string names;
  for (const Unit& unit : scale.units) {
    if (!names.empty()) names += ", ";
    names += unit.name;
  }
  return names;
}

Fault too_large(const Scale& scale) {
  return {"is too large", "the largest is " + std::string(scale.largest_text)};
}

Fault start_fault(std::string_view text, const Scale& scale) {
  if (text.find_first_of(" \t") != text.npos) return {"holds a space", {}};
  if (text.starts_with('-')) return {"is negative", {}};
  if (text.starts_with('+')) return {"has a sign", {}};
  if (text.empty() || !is_digit(text.front())) return {"is not a " + std::string(scale.noun), {}};
  return {};
}

Fault unit_fault(std::string_view name, const Scale& scale) {
  if (name.empty()) return {"has no unit", {}};
  if (name.front() == '.') return {"has a fraction", {}};
  return {"has an unknown unit " + in_quotes(name), "the units are " + unit_names(scale)};
}

// Where the unit is in the scale; its end if it is not there.
std::size_t find_unit(std::string_view name, const Scale& scale) {
  const auto found = std::find_if(scale.units.begin(), scale.units.end(),
                                  [name](const Unit& unit) { return unit.name == name; });
  return static_cast<std::size_t>(found - scale.units.begin());
}

// Adds `digits` times `factor`; false if that is more than the scale allows.
bool add(std::uint64_t& value, std::string_view digits, std::uint64_t factor, const Scale& scale) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{}) return false;
  if (number > scale.largest / factor) return false;
  number *= factor;
  if (number > scale.largest - value) return false;
  value += number;
  return true;
}

// Reads all pieces, such as `1m` and `30s`.
Fault read(std::string_view text, const Scale& scale, std::uint64_t& value) {
  if (Fault fault = start_fault(text, scale); !fault.what.empty()) return fault;
  std::size_t smallest = scale.units.size();  // of the units so far; this: none
  while (!text.empty()) {
    const std::string_view digits = take(text, true);
    const std::string_view name = take(text, false);
    if (digits.size() > 1 && digits.front() == '0') {
      return {"has a leading zero, and numbers are decimal", {}};
    }
    const bool first = smallest == scale.units.size();
    const bool bare = name.empty() && first && scale.bare;
    const std::size_t unit = bare ? smallest : find_unit(name, scale);
    if (!bare && unit == scale.units.size()) return unit_fault(name, scale);
    if (!first && !scale.compound) return {"names more than one unit", {}};
    if (!first && unit <= smallest) return {"does not go from large to small units, each once", {}};
    if (!add(value, digits, bare ? 1 : scale.units[unit].factor, scale)) return too_large(scale);
    smallest = unit;
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> read_quantity(std::string_view text, const Scale& scale) {
  std::uint64_t value = 0;
  if (!read(text, scale, value).what.empty()) return std::nullopt;
  return value;
}

Parsed<std::uint64_t> parse_quantity(std::string_view text, const Scale& scale) {
  std::uint64_t value = 0;
  Fault fault = read(text, scale, value);
  if (fault.what.empty()) return value;
  const std::string guess = guess_quantity(text, scale);
  if (!guess.empty()) {
    fault.expected = "did you mean " + guess + "?";
  } else if (fault.expected.empty()) {
    fault.expected = "a " + std::string(scale.noun) + " is such as " + std::string(scale.examples);
  }
  return Parsed<std::uint64_t>::failed(in_quotes(text) + " " + fault.what, fault.expected);
}

std::string format_quantity(std::uint64_t value, const Scale& scale) {
  if (value == 0) return std::string(scale.zero_text);
  std::string out;
  for (const Unit& unit : scale.units) {
    if (scale.compound ? value < unit.factor : value % unit.factor != 0) continue;
    out += std::to_string(value / unit.factor);
    out += unit.name;
    value %= unit.factor;
    if (value == 0) break;
  }
  return out;
}

}  // namespace replyd
