#include <algorithm>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "language/message_forms.h"
#include "language/quote.h"

namespace replyd {

namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads "05 00 ${input[0:2]} 'text' ff".
class HexReader {
 public:
  HexReader(Reader& reader, const TreeNode& scalar, Placeholders placeholders)
      : reader_(reader), scalar_(scalar), text_(scalar.text), placeholders_(placeholders) {}

  Content read() {
    while (ok_ && at_ < text_.size()) step();
    if (ok_) end_digits();
    if (!ok_) return {};
    return std::move(content_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      end_group();
      ++at_;
    } else if (digit_value(c) >= 0) {
      digit();
    } else if (c == '\'') {
      end_digits();
      if (ok_) quoted();
    } else if (find_placeholder(text_, at_) == at_) {
      end_digits();
      if (ok_) placeholder();
    } else {
      stranger();
    }
  }

  void digit() {
    if (group_size_++ == 0) group_at_ = at_;
    const int value = digit_value(text_[at_++]);
    if (half_ < 0) {
      half_ = value;
      return;
    }
    const char byte = static_cast<char>(half_ << 4 | value);
    append_literal(content_, {&byte, 1});
    half_ = -1;
  }

  // White space between two digits is ignored; the place is kept, in case one is left over.
  void end_group() {
    if (group_size_ % 2 == 1 && odd_at_ == std::string_view::npos) {
      odd_at_ = group_at_ + group_size_ - 1;
    }
    group_size_ = 0;
  }

  void end_digits() {
    end_group();
    if (half_ >= 0) {
      fail(odd_at_, 1, "a hex digit without its other half",
           "two digits make a byte: 0" + std::string(1, text_[odd_at_]));
    }
    odd_at_ = std::string_view::npos;
  }

  void placeholder() {
    const auto dollars = text_.find('{', at_) - at_;
    if (dollars % 2 == 0) return stranger();
    at_ = read_placeholder(reader_, scalar_, at_, {placeholders_, true}, content_, ok_);
  }

  void quoted() {
    const auto open = at_++;
    while (at_ < text_.size()) {
      if (text_[at_] == '\'') {
        const bool doubled = text_.substr(at_, 2) == "''";
        at_ += doubled ? 2 : 1;
        if (!doubled) return;
        append_literal(content_, "'");
      } else if (find_placeholder(text_, at_) == at_) {
        at_ = read_placeholder(reader_, scalar_, at_, {placeholders_}, content_, ok_);
        if (!ok_) return;
      } else {
        append_literal(content_, text_.substr(at_++, 1));
      }
    }
    fail(open, 1, "the quote that opens here is not closed", "a quote in it is doubled: ''");
  }

  void stranger() {
    const auto size = first_character(text_.substr(at_)).size;
    const std::string what(text_.substr(at_, size));
    if ((what == "x" || what == "X") && at_ > 0 && text_[at_ - 1] == '0') {
      return fail(at_ - 1, 2, "'0" + what + "' is not needed in 'hex'", "write only the digits");
    }
    fail(at_, size, "'" + what + "' is no hex digit", "put a text in single quotes: 'text'");
  }

  void fail(std::size_t from, std::size_t length, std::string message, std::string expected) {
    reader_.error_in(scalar_, from, length, std::move(message), std::move(expected));
    ok_ = false;
  }

  Reader& reader_;
  const TreeNode& scalar_;
  std::string_view text_;
  Placeholders placeholders_;
  TemplateSpec content_;
  std::size_t at_ = 0;
  int half_ = -1;  // the first digit of a byte
  std::size_t group_at_ = 0;
  std::size_t group_size_ = 0;
  std::size_t odd_at_ = std::string_view::npos;
  bool ok_ = true;
};

}  // namespace

Content read_hex(Reader& reader, const TreeNode& scalar, Placeholders placeholders) {
  return HexReader(reader, scalar, placeholders).read();
}

}  // namespace replyd
