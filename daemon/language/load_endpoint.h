#pragma once

#include <cstddef>
#include <vector>

#include "language/document.h"
#include "language/reader.h"
#include "model/endpoint.h"

namespace replyd {

// The endpoints of one file, all listeners together, are bounded: a range is short to write.
constexpr std::size_t kMaxEndpoints = 65536;

// Reads `listen`, one endpoint or a list of them, and appends what it stands for. `before` is the
// number of endpoints that the file has so far. False if anything is wrong.
bool load_endpoints(Reader& reader, const TreeNode& node, std::size_t before,
                    std::vector<EndpointSpec>& out);

}  // namespace replyd
