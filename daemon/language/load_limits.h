#pragma once

#include "language/document.h"
#include "language/reader.h"
#include "model/listener.h"

namespace replyd {

// Reads `limits`. False if anything is wrong.
bool load_limits(Reader& reader, const TreeNode& node, LimitsSpec& limits);

// Who is not rate-limited if the file says nothing.
std::vector<Network> default_exempt();

}  // namespace replyd
