#include "reply/filters.h"

#include "reply/ascii.h"
#include "reply/stored.h"

namespace replyd {

namespace {

struct NumberForm {
  std::string_view name;
  std::size_t size;
  Order order;
};

// In the order of Filter, from U8 on.
constexpr NumberForm kNumberForms[] = {
    {"u8", 1, Order::Big},       {"u16", 2, Order::Big},      {"u24", 3, Order::Big},
    {"u32", 4, Order::Big},      {"u64", 8, Order::Big},      {"u16le", 2, Order::Little},
    {"u24le", 3, Order::Little}, {"u32le", 4, Order::Little}, {"u64le", 8, Order::Little},
};

std::optional<Value> number_form(const NumberForm& form, const Value& value, Arena& arena,
                                 std::string_view& error) noexcept {
  const std::uint64_t* number = std::get_if<std::uint64_t>(&value);
  const bool fits =
      number != nullptr && (form.size == sizeof(*number) || *number >> (8 * form.size) == 0);
  if (fits) return encode(*number, form.size, form.order, arena);
  const Bytes shown = number != nullptr ? bytes_of(value, arena) : "what is no number";
  arena.append(shown);
  arena.append(" does not fit into ");
  arena.append(form.name);
  error = arena.finish();
  return std::nullopt;
}

Bytes hex(Bytes bytes, Arena& arena) noexcept {
  constexpr std::string_view kDigits = "0123456789abcdef";
  char* out = arena.extend(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    *out++ = kDigits[value >> 4U];
    *out++ = kDigits[value & 15U];
  }
  return arena.finish();
}

template <auto Change>
Bytes each(Bytes bytes, Arena& arena) noexcept {
  char* out = arena.extend(bytes.size());
  for (const char byte : bytes) *out++ = Change(byte);
  return arena.finish();
}

}  // namespace

std::optional<Value> apply_filter(Filter filter, const Value& value, Arena& arena,
                                  std::string_view& error) noexcept {
  switch (filter) {
    case Filter::Hex:
      return hex(bytes_of(value, arena), arena);
    case Filter::Upper:
      return each<to_upper>(bytes_of(value, arena), arena);
    case Filter::Lower:
      return each<to_lower>(bytes_of(value, arena), arena);
    case Filter::Len:
      return std::uint64_t{bytes_of(value, arena).size()};
    case Filter::U8:
    case Filter::U16:
    case Filter::U24:
    case Filter::U32:
    case Filter::U64:
    case Filter::U16le:
    case Filter::U24le:
    case Filter::U32le:
    case Filter::U64le:
      break;
  }
  const auto form = static_cast<std::size_t>(filter) - static_cast<std::size_t>(Filter::U8);
  return number_form(kNumberForms[form], value, arena, error);
}

Bytes encode(std::uint64_t number, std::size_t size, Order order, Arena& arena) noexcept {
  char* const out = arena.extend(size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t place = order == Order::Big ? size - 1 - i : i;
    out[i] = static_cast<char>(number >> (8 * place) & 0xffU);
  }
  return arena.finish();
}

}  // namespace replyd
