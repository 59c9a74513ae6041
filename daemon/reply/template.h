#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/arena.h"
#include "base/bytes.h"
#include "model/template.h"
#include "reply/context.h"
#include "reply/program.h"
#include "reply/storage.h"

namespace replyd {

// A message's bytes, compiled: what is known at load is bytes already, and a message of nothing
// else is one constant.
class Template {
 public:
  // Its bytes lie in `storage`, which must live as long.
  Template(const TemplateSpec& spec, Bytes listener, Storage& storage);

  bool is_constant() const noexcept { return placeholders_.empty(); }
  const Needs& needs() const noexcept { return needs_; }

  struct Rendered {
    Bytes bytes;  // in the storage if the template is constant, else in the arena
    // Why there are no bytes: a value did not fit. Empty if there are.
    std::string_view error;
  };
  Rendered render(const Context& context, Arena& arena) const noexcept;

 private:
  // A literal, or the number of a placeholder whose value stands here.
  using Piece = std::variant<Bytes, std::size_t>;
  void add_literal(const std::string& bytes, Storage& storage);
  void add_placeholder(const Placeholder& placeholder);
  Bytes joined(std::span<const Bytes> values, Arena& arena) const noexcept;

  std::vector<Piece> pieces_;
  std::vector<Placeholder> placeholders_;
  Needs needs_;
};

}  // namespace replyd
