#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "language/document.h"
#include "language/keys.h"
#include "language/loader.h"
#include "language/source_text.h"
#include "language/variables.h"

namespace replyd {

// A scalar's text with what is known at load filled in.
struct Text {
  std::string value;
  const TreeNode* node = nullptr;
  bool exact = true;  // nothing was filled in: places in `value` are places in the scalar
};

// What all the load_ functions share: the source, where complaints go, and values of one scalar.
// A function that returns none or false has said why.
class Reader {
 public:
  Reader(const SourceText& source, Diagnostics& diagnostics, const LoadOptions& options,
         std::string folder);

  const SourceText& source() const noexcept { return source_; }
  const LoadOptions& options() const noexcept { return options_; }
  // Relative paths in the file start here.
  std::string path_from(std::string_view path) const;
  // The folder of the file in full, for messages.
  std::string folder() const;
  Variables& variables() noexcept { return variables_; }

  Position where(const TreeNode& node) const { return source_.position(node.offset); }
  Position where(const TreeNode& scalar, std::size_t index) const;

  // About a value as a whole, or about `length` bytes of a scalar's text.
  void error(const TreeNode& node, std::string message, std::string expected = {});
  void error_in(const TreeNode& scalar, std::size_t from, std::size_t length, std::string message,
                std::string expected = {});
  void error_in(const Text& text, std::size_t from, std::size_t length, std::string message,
                std::string expected = {});
  // About `length` bytes of the source itself.
  void error_at(std::size_t offset, std::size_t length, std::string message,
                std::string expected = {});
  void warning(const TreeNode& node, std::string message, std::string expected = {});
  void warning_in(const TreeNode& scalar, std::size_t from, std::size_t length, std::string message,
                  std::string expected = {});

  // A scalar; `wanted` says what is expected instead of a list or a mapping.
  std::optional<Text> text(const TreeNode& node, std::string_view wanted);
  // Values with a type; the declaration bounds them.
  std::optional<std::uint64_t> number(const TreeNode& node, const KeyDeclaration& key);
  std::optional<std::uint64_t> size(const TreeNode& node, const KeyDeclaration& key);
  std::optional<Nanoseconds> duration(const TreeNode& node, const KeyDeclaration& key);
  std::optional<bool> boolean(const TreeNode& node);
  std::optional<Rate> rate(const TreeNode& node, Counted counted);
  // The place of the value among the declaration's words.
  std::optional<std::size_t> word(const TreeNode& node, const KeyDeclaration& key);

  // Bytes that are copied into the configuration by `var` and `file`; false once they are too many.
  bool spend(std::size_t bytes);
  // Reports that a placeholder makes a message too large; once, for one bomb has many.
  void too_large(const TreeNode& scalar, std::size_t from, std::size_t length);

 private:
  std::uint32_t width(const TreeNode& node) const;
  template <typename Value>
  std::optional<Value> bounded(const TreeNode& node, const KeyDeclaration& key,
                               Parsed<Value> parsed, std::string (*format)(Value));

  const SourceText& source_;
  Diagnostics& diagnostics_;
  const LoadOptions& options_;
  std::string folder_;
  Variables variables_;
  std::size_t spent_ = 0;
  bool told_too_large_ = false;
};

}  // namespace replyd
