#pragma once

#include <string>

#include "language/document.h"

namespace replyd {

// A value as JSON, for showing how it would be sent as a text; a long one is cut.
std::string json_text(const TreeNode& node);

}  // namespace replyd
