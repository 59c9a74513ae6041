#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "language/source_text.h"

namespace replyd {

struct TreeNode;

// An entry of a mapping, or of a list (which has no key).
struct Entry {
  const TreeNode* key = nullptr;
  const TreeNode* value = nullptr;
};

// A value in a YAML file. An alias is the very node that it names, so a node may have several
// parents; there are no cycles.
struct TreeNode {
  enum class Kind : std::uint8_t {
    Absent,  // a key with nothing behind it
    Scalar,
    List,
    Map,
    Broken,  // what is wrong with it has been said: pass over it
  };
  enum class Style : std::uint8_t { Plain, Single, Double, Literal, Folded };
  enum class Tag : std::uint8_t { None, Text, Binary };

  Kind kind = Kind::Absent;
  Style style = Style::Plain;
  Tag tag = Tag::None;
  std::uint8_t height = 1;   // levels, this one included
  std::uint32_t offset = 0;  // in the source, behind tag and anchor
  std::uint32_t weight = 1;  // nodes below and this one, aliases counted each time
  std::string_view text;     // of a scalar, decoded; a plain `null` is that text
  std::vector<Entry> entries;
};

// A parsed file. Nodes point into it and into the source text.
class Document {
 public:
  const TreeNode* root() const noexcept { return root_; }

 private:
  friend class DocumentBuilder;
  const TreeNode* root_ = nullptr;  // null: nothing in the file, or an error
  std::deque<TreeNode> nodes_;
  std::deque<std::string> texts_;  // of scalars that do not stand in the source as they are
};

// What a file may cost.
constexpr std::size_t kMaxFileSize = std::size_t{32} * 1024 * 1024;
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxNodes = 4'000'000;

// Reads YAML. Everything wrong with it is in `diagnostics`; yaml-cpp stops at the first error of
// syntax, and then there is no root.
Document parse_document(const SourceText& source, Diagnostics& diagnostics);

}  // namespace replyd
