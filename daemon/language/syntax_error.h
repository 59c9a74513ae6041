#pragma once

#include <string>

#include "base/diagnostic.h"
#include "language/document.h"
#include "language/source_text.h"

namespace replyd {

// How far the parse had come.
struct SyntaxState {
  const TreeNode* last_scalar = nullptr;
  const TreeNode* open = nullptr;  // the innermost mapping or list that is not complete
  std::size_t last_offset = 0;
};

// Says what yaml-cpp's `message` about the place `offset` means for a person, and the cure.
void explain_syntax_error(const SourceText& source, const std::string& message, std::size_t offset,
                          const SyntaxState& state, Diagnostics& diagnostics);

}  // namespace replyd
