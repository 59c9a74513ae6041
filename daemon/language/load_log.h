#pragma once

#include <vector>

#include "language/document.h"
#include "language/reader.h"
#include "model/log.h"

namespace replyd {

// Reads `log` over `logs`: a mapping changes what it names in each of them, a list replaces them.
// False if anything is wrong.
bool load_logs(Reader& reader, const TreeNode& node, std::vector<LogSpec>& logs);

}  // namespace replyd
