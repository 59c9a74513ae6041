#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/document.h"
#include "model/template.h"

namespace replyd {

class Reader;

// The named messages of `vars`. Each is read when it is first used.
class Variables {
 public:
  // Takes in the mapping `vars`.
  void declare(Reader& reader, const TreeNode& vars);
  // Reads those that nothing uses, so that their errors are found too.
  void read_all(Reader& reader);

  bool knows(std::string_view name) const { return variables_.contains(name); }
  std::vector<std::string_view> names() const;
  // The content of a known variable; null if it is wrong, or if its value leads back to itself,
  // and then that has been said, or is about to be.
  const TemplateSpec* content(Reader& reader, std::string_view name);

 private:
  struct Variable {
    enum class State : std::uint8_t { Unread, Reading, Read, Wrong };
    const TreeNode* key = nullptr;
    const TreeNode* value = nullptr;
    State state = State::Unread;
    TemplateSpec content;
  };
  std::unordered_map<std::string_view, Variable> variables_;
  std::size_t depth_ = 0;
};

}  // namespace replyd
