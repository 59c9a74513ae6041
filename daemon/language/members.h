#pragma once

#include "base/diagnostic.h"
#include "language/document.h"
#include "language/source_text.h"

namespace replyd {

// What YAML leaves to its reader, done once the mapping is complete: keys are scalars, none stands
// twice, and `<<` brings in the keys of other mappings that are not there yet.
void settle_members(const SourceText& source, TreeNode& map, Diagnostics& diagnostics);

}  // namespace replyd
