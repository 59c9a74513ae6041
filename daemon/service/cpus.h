#pragma once

namespace replyd {

// CPUs that this process may run on, at least 1: what `workers: auto` means.
unsigned usable_cpus() noexcept;

}  // namespace replyd
