#pragma once

#include "language/document.h"
#include "language/reader.h"

namespace replyd {

// How a text is meant, as far as the checks differ.
enum class TextUse : std::uint8_t {
  Text,    // characters: "\xff" would be two bytes, which nobody means
  Octets,  // the form `bytes`
  Regex,   // backslashes are its own
};

// Says aloud what YAML has changed in a text without a word: escapes outside double quotes, what a
// ` #` cut off, lines that were joined. False if it is an error.
bool check_text(Reader& reader, const TreeNode& scalar, TextUse use);

}  // namespace replyd
