#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "language/template_text.h"

namespace replyd {

// Reads one `${source[slice] | filter ...}`.
class PlaceholderReader {
 public:
  // `open` is where its dollar is in the scalar's text.
  PlaceholderReader(Reader& reader, const TreeNode& scalar, std::size_t open,
                    const TemplateContext& context);

  // Appends the placeholder, or what it stands for if that is known at load. False if it is
  // wrong, which has been said then.
  bool read(TemplateSpec& out);
  // Where the text goes on behind it.
  std::size_t end() const noexcept { return end_; }

 private:
  enum class Origin : std::uint8_t { Message, Variable, Environment };

  bool read_parts();
  bool read_source();
  bool read_declared(std::string_view name, std::size_t from);
  bool read_argument(std::size_t colon);
  bool read_slice();
  bool read_filters();
  bool read_filter(std::string_view name, std::size_t from);
  bool judge_result();
  bool unknown_source(std::string_view name, std::size_t from);
  bool too_large();
  bool append_variable(TemplateSpec& out);
  bool append_environment(TemplateSpec& out);
  bool append_constant(TemplateSpec& out, std::string bytes);
  bool append_placeholder(TemplateSpec& out);

  bool fail(std::size_t from, std::size_t length, std::string message, std::string expected = {});
  bool fail_whole(std::string message, std::string expected = {});
  void skip_spaces();
  std::string_view rest() const { return text_.substr(at_, close_ - at_); }

  Reader& reader_;
  const TreeNode& scalar_;
  std::string_view text_;
  std::size_t open_;
  std::size_t close_ = 0;  // of the brace
  std::size_t end_ = 0;
  std::size_t at_ = 0;
  TemplateContext context_;

  Origin origin_ = Origin::Message;
  std::string_view name_;  // as written: "time", "var.banner"
  std::size_t name_at_ = 0;
  ValueType type_ = ValueType::Octets;
  std::optional<std::string_view> fallback_;  // of env
  Placeholder placeholder_;
};

}  // namespace replyd
