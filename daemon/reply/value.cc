#include "reply/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "reply/stored.h"

namespace replyd {

namespace {

// Where in `size` bytes a slice's bound lies; a negative one counts from the end.
std::size_t offset_of(std::int64_t bound, std::size_t size) noexcept {
  const auto end = static_cast<std::int64_t>(size);
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(bound < 0 ? bound + end : bound, 0, end));
}

}  // namespace

Bytes bytes_of(const Value& value, Arena& arena) noexcept {
  if (const Bytes* bytes = std::get_if<Bytes>(&value)) return *bytes;
  std::array<char, std::numeric_limits<std::uint64_t>::digits10 + 1> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), std::get<std::uint64_t>(value))
          .ptr;
  return stored(arena, Bytes(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

Bytes sliced(Bytes bytes, const Slice& slice) noexcept {
  const std::size_t from = offset_of(slice.from.value_or(0), bytes.size());
  const std::size_t to = slice.to ? offset_of(*slice.to, bytes.size()) : bytes.size();
  return to > from ? bytes.substr(from, to - from) : Bytes();
}

}  // namespace replyd
