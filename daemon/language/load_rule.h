#pragma once

#include <optional>
#include <string>
#include <vector>

#include "language/document.h"
#include "language/reader.h"
#include "model/rule.h"

namespace replyd {

// Reads a list of rules. `reply_end` goes behind text replies. False if any is wrong.
bool load_rules(Reader& reader, const TreeNode& node, const std::string& reply_end,
                std::vector<RuleSpec>& rules);

}  // namespace replyd
