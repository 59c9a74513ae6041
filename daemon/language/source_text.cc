#include "language/source_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace replyd {

namespace {

constexpr std::size_t kStride = 512;

constexpr bool starts_inside(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

}  // namespace

SourceText::SourceText(std::uint32_t file, std::string_view text) : file_(file), text_(text) {
  Milestone at{0, 1, 1};
  while (true) {
    milestones_.push_back(at);
    const auto left = text.substr(at.offset);
    auto step = left.substr(0, kStride);
    if (const auto end = step.find('\n'); end != std::string_view::npos) {
      at = {at.offset + static_cast<std::uint32_t>(end) + 1, at.line + 1, 1};
    } else if (left.size() <= kStride) {
      return;
    } else {
      // A milestone is never inside a character.
      while (starts_inside(left[step.size()])) step.remove_suffix(1);
      at.offset += static_cast<std::uint32_t>(step.size());
      at.column += static_cast<std::uint32_t>(count_characters(step));
    }
  }
}

Position SourceText::position(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(
      milestones_.begin(), milestones_.end(), offset,
      [](std::size_t wanted, const Milestone& milestone) { return wanted < milestone.offset; });
  const Milestone& before = *std::prev(next);
  const auto count = count_characters(text_.substr(before.offset, offset - before.offset));
  return {file_, before.line, before.column + static_cast<std::uint32_t>(count)};
}

std::uint32_t SourceText::width(std::size_t from, std::size_t to) const {
  to = std::min(to, line_end(from));
  if (to <= from) return 1;
  return static_cast<std::uint32_t>(count_characters(text_.substr(from, to - from)));
}

std::size_t SourceText::line_start(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto before = offset == 0 ? std::string_view::npos : text_.rfind('\n', offset - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

std::size_t SourceText::line_end(std::size_t offset) const {
  auto end = std::min(text_.find('\n', offset), text_.size());
  if (end > offset && text_[end - 1] == '\r') --end;
  return end;
}

}  // namespace replyd
