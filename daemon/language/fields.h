#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "language/document.h"
#include "language/keys.h"
#include "language/reader.h"

namespace replyd {

// A mapping whose keys have been checked against the declarations: what is unknown, misplaced, not
// built yet or without a value has been reported.
class Fields {
 public:
  Fields(Reader& reader, const TreeNode& node, Place place);

  // The value of a key that is there and may be used; null otherwise.
  const TreeNode* find(std::string_view key) const;
  // The same, and an error if the key is not written at all.
  const TreeNode* require(std::string_view key, std::string_view what) const;
  // Whether the key is written, whatever is behind it.
  bool has(std::string_view key) const { return key_of(key) != nullptr; }
  const TreeNode* key_of(std::string_view key) const;
  // Whether all keys are known here. If not, what seems missing may only be misspelt.
  bool clean() const noexcept { return clean_; }
  const TreeNode& node() const noexcept { return node_; }
  Reader& reader() const noexcept { return reader_; }

  // Reads a key into `value` if it is there; false if it is wrong.
  bool read(std::string_view key, std::uint64_t& value) const;
  bool read(std::string_view key, Nanoseconds& value) const;
  bool read(std::string_view key, bool& value) const;
  bool read(std::string_view key, Rate& value) const;
  template <typename Value>
  bool read(std::string_view key, std::optional<Value>& value) const {
    if (!find(key)) return !has(key);
    Value read_value{};
    if (!read(key, read_value)) return false;
    value = read_value;
    return true;
  }
  // An enumeration whose enumerators are the words of the declaration in their order.
  template <typename Enumeration>
  bool read_word(std::string_view key, Enumeration& value) const {
    const TreeNode* node = find(key);
    if (!node) return !has(key);
    const auto index = reader_.word(*node, *find_key(place_, key));
    if (index) value = static_cast<Enumeration>(*index);
    return index.has_value();
  }

 private:
  void check(const Entry& entry);
  void not_built(const TreeNode& key);
  void absent(const Entry& entry);
  void unknown(const TreeNode& key);

  Reader& reader_;
  const TreeNode& node_;
  Place place_;
  bool clean_ = true;
};

}  // namespace replyd
