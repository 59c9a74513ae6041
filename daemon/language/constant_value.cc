#include "language/constant_value.h"

#include <algorithm>
#include <cstdint>

namespace replyd {

namespace {

// One of the two is the value, as the filters before have left it.
struct Value {
  std::string bytes;
  std::optional<std::uint64_t> number;
};

std::string slice_of(const std::string& bytes, const Slice& slice) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  const auto place = [&](std::int64_t index) {
    return std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
  };
  const auto from = place(slice.from.value_or(0));
  const auto to = std::max(from, slice.to ? place(*slice.to) : size);
  return bytes.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
}

std::string hex_of(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 0xf];
  }
  return hex;
}

void change_case(std::string& bytes, char first, int distance) {
  for (char& c : bytes) {
    if (c >= first && c < first + 26) c = static_cast<char>(c + distance);
  }
}

struct Width {
  unsigned bytes;
  bool little;
};
Width width_of(Filter filter) {
  switch (filter) {
    case Filter::U8:
      return {1, false};
    case Filter::U16:
    case Filter::U16le:
      return {2, filter == Filter::U16le};
    case Filter::U24:
    case Filter::U24le:
      return {3, filter == Filter::U24le};
    case Filter::U32:
    case Filter::U32le:
      return {4, filter == Filter::U32le};
    default:
      return {8, filter == Filter::U64le};
  }
}

std::optional<std::string> packed(std::uint64_t number, Width width) {
  if (width.bytes < 8 && number >> (8 * width.bytes) != 0) return {};
  std::string bytes;
  for (unsigned i = 0; i < width.bytes; ++i, number >>= 8) {
    bytes += static_cast<char>(number & 0xff);
  }
  if (!width.little) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

// False if the value does not fit.
bool apply(Filter filter, Value& value) {
  const bool to_number = filter == Filter::Len;
  const bool takes_bytes =
      to_number || filter == Filter::Hex || filter == Filter::Upper || filter == Filter::Lower;
  if (!takes_bytes) {
    auto bytes = packed(value.number.value_or(0), width_of(filter));
    if (!bytes) return false;
    value = {std::move(*bytes), {}};
    return true;
  }
  if (value.number) value = {std::to_string(*value.number), {}};
  if (filter == Filter::Len) value.number = value.bytes.size();
  if (filter == Filter::Hex) value.bytes = hex_of(value.bytes);
  if (filter == Filter::Upper) change_case(value.bytes, 'a', 'A' - 'a');
  if (filter == Filter::Lower) change_case(value.bytes, 'A', 'a' - 'A');
  return true;
}

}  // namespace

Parsed<std::string> filter_constant(std::string bytes, const std::optional<Slice>& slice,
                                    std::span<const Filter> filters) {
  Value value{slice ? slice_of(bytes, *slice) : std::move(bytes), {}};
  for (const Filter filter : filters) {
    if (!apply(filter, value)) {
      const auto most = width_of(filter).bytes;
      return Parsed<std::string>::failed(std::to_string(value.number.value_or(0)) +
                                         " does not fit into " + std::to_string(most) +
                                         (most == 1 ? " byte" : " bytes"));
    }
  }
  return value.number ? std::to_string(*value.number) : value.bytes;
}

}  // namespace replyd
