#pragma once

#include <cstdint>

#include "base/diagnostic.h"
#include "model/config.h"

namespace replyd {

// Raises the limit of open descriptors as far as it goes, and lowers it again to what the backend
// can serve (select: 1,000). Returns the limit that now holds.
std::uint64_t raise_descriptor_limit(Backend backend) noexcept;

// Descriptors that the configuration's endpoints and so many workers take; a name counts as one
// address.
std::uint64_t count_descriptors(const Config& config, unsigned workers) noexcept;

// Makes each listener's `connections` fit under the limit, beside what is `taken` and a reserve for
// logs and files, with one warning. Too few for what is taken is an error.
void fit_connections(Config& config, std::uint64_t taken, std::uint64_t limit,
                     Diagnostics& diagnostics);

}  // namespace replyd
