#include "base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace replyd {
namespace {

struct CodeRange {
  char32_t first;
  char32_t last;
};

constexpr CodeRange kHidden[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},       {0xad, 0xad},     {0x061c, 0x061c},   {0x180e, 0x180e},
    {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f}, {0xfeff, 0xfeff},   {0xfff9, 0xfffb},
    {0xfffe, 0xffff}, {0xe0000, 0xe0fff}, {0xe000, 0xf8ff}, {0xf0000, 0x10ffff}};

constexpr CodeRange kCombining[] = {{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd},
                                    {0x064b, 0x065f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
                                    {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};

constexpr CodeRange kWide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
                               {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
                               {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
                               {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

bool in(std::span<const CodeRange> ranges, char32_t code) noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [code](const CodeRange& range) {
    return range.first <= code && code <= range.last;
  });
}

std::uint8_t byte_at(Bytes text, std::size_t index) noexcept {
  return static_cast<std::uint8_t>(text[index]);
}

// How many bytes the first one announces; 0 if it cannot be a first one.
std::size_t announced_size(std::uint8_t lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

bool is_well_formed(char32_t code, std::size_t size) noexcept {
  if (size == 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
  if (size == 4) return code >= 0x10000 && code <= 0x10ffff;
  return true;
}

}  // namespace

Character first_character(Bytes text) noexcept {
  const std::uint8_t lead = byte_at(text, 0);
  const Character broken{lead, 1, false};
  const std::size_t size = announced_size(lead);
  if (size == 0 || size > text.size()) return broken;
  if (size == 1) return {lead, 1, true};
  char32_t code = lead & (0x7fU >> size);
  for (std::size_t index = 1; index < size; ++index) {
    const std::uint8_t next = byte_at(text, index);
    if ((next & 0xc0) != 0x80) return broken;
    code = (code << 6) | (next & 0x3fU);
  }
  return is_well_formed(code, size) ? Character{code, size, true} : broken;
}

std::size_t count_characters(Bytes text) noexcept {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_character(text).size);
  return count;
}

bool is_shown(const Character& character) noexcept {
  return character.valid && !in(kHidden, character.code);
}

std::size_t cells_of(char32_t code) noexcept {
  if (code < 0x300) return 1;
  if (in(kCombining, code)) return 0;
  return in(kWide, code) ? 2 : 1;
}

}  // namespace replyd
