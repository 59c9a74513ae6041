#pragma once

#include <cstdint>

#include "base/diagnostic.h"
#include "model/config.h"

namespace replyd {

// Raises the limit of open descriptors as far as it goes, and lowers it again to what the backend
// can serve (select: 1,000). Returns the limit that now holds.
std::uint64_t raise_descriptor_limit(Backend backend) noexcept;

// Sockets that the configuration's endpoints take with so many workers, counting a name as one
// address.
std::uint64_t count_sockets(const Config& config, unsigned workers) noexcept;

// Makes the listeners' `connections` fit under the limit, beside `sockets` and a reserve for logs
// and files, with one warning. Too few for the sockets is an error.
void fit_connections(Config& config, std::uint64_t sockets, std::uint64_t limit,
                     Diagnostics& diagnostics);

}  // namespace replyd
