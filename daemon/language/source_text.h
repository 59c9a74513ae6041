#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace replyd {

// The text of one file, with a quick way from a byte's offset to its line and column. Does not own
// the text.
class SourceText {
 public:
  SourceText(std::uint32_t file, std::string_view text);

  std::string_view text() const noexcept { return text_; }
  // The byte at `offset`; NUL behind the end.
  char at(std::size_t offset) const noexcept {
    return offset < text_.size() ? text_[offset] : '\0';
  }
  // Columns count characters of UTF-8, from 1.
  Position position(std::size_t offset) const;
  // Characters from `from` to `to`, but not past the end of the line of `from`; at least 1.
  std::uint32_t width(std::size_t from, std::size_t to) const;
  std::size_t line_start(std::size_t offset) const;
  std::size_t line_end(std::size_t offset) const;

 private:
  // A place whose line and column are known: each line's start, and others in long lines.
  struct Milestone {
    std::uint32_t offset;
    std::uint32_t line;
    std::uint32_t column;
  };
  std::uint32_t file_;
  std::string_view text_;
  std::vector<Milestone> milestones_;
};

}  // namespace replyd
