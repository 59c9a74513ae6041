#include <algorithm>
#include <thread>

#include "service/cpus.h"

namespace replyd {

unsigned usable_cpus() noexcept { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace replyd
