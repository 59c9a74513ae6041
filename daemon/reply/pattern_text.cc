#include "reply/pattern_text.h"

#include <algorithm>

namespace replyd {

namespace {

using Kind = PatternToken::Kind;

// Walks over a pattern once.
class Scanner {
 public:
  explicit Scanner(std::string_view pattern) : pattern_(pattern) {}

  std::vector<PatternToken> scan() {
    while (at_ < pattern_.size()) step();
    return std::move(tokens_);
  }

 private:
  bool here(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }
  void add(Kind kind, std::size_t length) {
    tokens_.push_back({kind, at_, length});
    at_ += length;
  }
  // To behind `text`, or to the end.
  void skip_past(std::string_view text) {
    const std::size_t found = pattern_.find(text, at_);
    at_ = found == std::string_view::npos ? pattern_.size() : found + text.size();
  }
  // Bytes of the character here, as UTF-8 has it.
  std::size_t character_length() const {
    std::size_t end = at_ + 1;
    if (static_cast<unsigned char>(pattern_[at_]) < 0xc0) return 1;
    while (end < pattern_.size() && (static_cast<unsigned char>(pattern_[end]) & 0xc0U) == 0x80) {
      ++end;
    }
    return end - at_;
  }

  void step() {
    if (here("\\Q")) return skip_past("\\E");
    if (here("\\")) return add(Kind::Escape, std::min<std::size_t>(2, pattern_.size() - at_));
    if (here("[")) return skip_class();
    if (here("(")) return add(Kind::Open, 1);
    if (here(")")) return add(Kind::Close, 1);
    add(Kind::Character, character_length());
  }

  void skip_class() {
    at_ += pattern_.substr(at_).starts_with("[^") ? 2 : 1;
    if (here("]")) ++at_;  // the first one stands for itself
    while (at_ < pattern_.size() && !here("]")) {
      if (here("\\")) {
        at_ = std::min(at_ + 2, pattern_.size());
      } else if (here("[:")) {
        skip_past(":]");
      } else if (character_length() > 1) {
        add(Kind::InClass, character_length());
      } else {
        ++at_;
      }
    }
    if (at_ < pattern_.size()) ++at_;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::vector<PatternToken> tokens_;
};

}  // namespace

std::vector<PatternToken> tokens_of(std::string_view pattern) { return Scanner(pattern).scan(); }

std::optional<std::size_t> unclosed_group(std::string_view pattern) {
  std::vector<std::size_t> open;
  for (const PatternToken& token : tokens_of(pattern)) {
    if (token.kind == Kind::Open) open.push_back(token.offset);
    if (token.kind == Kind::Close && !open.empty()) open.pop_back();
  }
  return open.empty() ? std::nullopt : std::optional(open.back());
}

}  // namespace replyd
