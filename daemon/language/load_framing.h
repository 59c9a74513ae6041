#pragma once

#include <optional>

#include "language/document.h"
#include "language/reader.h"
#include "model/listener.h"

namespace replyd {

// Reads `framing`: a word, or a mapping of one form. None if it is wrong.
std::optional<FramingSpec> load_framing(Reader& reader, const TreeNode& node);

}  // namespace replyd
