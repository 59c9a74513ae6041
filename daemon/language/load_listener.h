#pragma once

#include "language/document.h"
#include "language/reader.h"
#include "model/config.h"

namespace replyd {

// Reads the list `listeners` into `config`, whose logs are already there.
void load_listeners(Reader& reader, const TreeNode& node, Config& config);

}  // namespace replyd
