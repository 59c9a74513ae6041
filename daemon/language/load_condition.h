#pragma once

#include <optional>

#include "language/document.h"
#include "language/reader.h"
#include "model/rule.h"

namespace replyd {

// Reads `match`: a scalar or a message form is `equals`, a mapping all of its conditions, a list
// any of them. None if it is wrong, which has been said then.
std::optional<ConditionSpec> load_condition(Reader& reader, const TreeNode& node);

}  // namespace replyd
