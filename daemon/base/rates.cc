#include <string>
#include <utility>

#include "base/escape.h"
#include "base/quantity.h"
#include "base/units.h"

namespace replyd {
namespace {

constexpr std::string_view kDigits = "0123456789";

// "10/s" cut at its slash.
struct Parts {
  std::string_view count;
  std::string_view period;
};

Parts cut(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return {text, {}};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// In a period the number 1 may be left out: `s` is `1s`.
std::string with_number(std::string_view period) {
  const bool bare = !period.empty() && kDigits.find(period.front()) == kDigits.npos;
  return (bare ? "1" : "") + std::string(period);
}

std::string without_number(const std::string& period) {
  const bool bare = period.starts_with('1') && period.find_first_of(kDigits, 1) == period.npos;
  return bare ? period.substr(1) : period;
}

Parsed<std::uint64_t> parse_count(std::string_view text, Counted counted) {
  return counted == Counted::Volume ? parse_size(text) : parse_number(text);
}

std::string guess_count(std::string_view text, Counted counted) {
  if (parse_count(text, counted)) return std::string(text);
  return counted == Counted::Volume ? guess_quantity(text, kSizeScale) : guess_number(text);
}

std::string guess_period(std::string_view text) {
  const std::string period = with_number(text);
  if (read_quantity(period, kDurationScale)) return std::string(text);
  return without_number(guess_quantity(period, kDurationScale));
}

bool is_clear(std::string_view guess) { return !guess.empty() && guess.find(" or ") == guess.npos; }

std::string guess_rate(std::string_view text, Counted counted) {
  const Parts parts = cut(text);
  const std::string count = guess_count(trim(parts.count), counted);
  if (!is_clear(count)) return {};
  if (text.find('/') == text.npos) return count + "/s or " + count + "/m";
  const std::string period = guess_period(trim(parts.period));
  return is_clear(period) ? count + "/" + period : std::string();
}

Parsed<Rate> failed(std::string_view text, Counted counted, std::string fault,
                    std::string otherwise) {
  const std::string guess = guess_rate(text, counted);
  return Parsed<Rate>::failed(
      in_quotes(text) + std::move(fault),
      guess.empty() || guess == text ? std::move(otherwise) : "did you mean " + guess + "?");
}

std::string example(Counted counted) {
  return counted == Counted::Volume ? "a rate is such as 256KiB/s or 1MB/m"
                                    : "a rate is such as 100/s, 5/m or 1/200ms";
}

}  // namespace

Parsed<Rate> parse_rate(std::string_view text, Counted counted) {
  if (text.find('/') == text.npos) {
    const bool number = !guess_count(text, counted).empty();
    return failed(text, counted, number ? " has no period" : " is not a rate", example(counted));
  }
  const Parts parts = cut(text);
  if (text.find(' ') != text.npos) {
    return failed(text, counted, " holds a space", example(counted));
  }
  const Parsed<std::uint64_t> count = parse_count(parts.count, counted);
  if (!count) return failed(text, counted, ": " + count.error, count.expected);
  const Parsed<Nanoseconds> period = parse_duration(with_number(parts.period));
  if (!period) {
    return failed(text, counted, " has a period that is no duration", example(counted));
  }
  if (*count == 0) return failed(text, counted, " allows nothing", "the smallest count is 1");
  if (period->count() == 0) {
    return failed(text, counted, " has a period of nothing", example(counted));
  }
  return Rate{*count, *period, *count};
}

std::string format_rate(const Rate& rate, Counted counted) {
  std::string out =
      counted == Counted::Volume ? format_size(rate.count) : std::to_string(rate.count);
  out += "/" + without_number(format_duration(rate.period));
  if (rate.burst == rate.count) return out;
  return out + ", burst " +
         (counted == Counted::Volume ? format_size(rate.burst) : std::to_string(rate.burst));
}

}  // namespace replyd
