#include <sched.h>

#include <algorithm>

#include "service/cpus.h"

namespace replyd {

unsigned usable_cpus() noexcept {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return 1;
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&usable)));
}

}  // namespace replyd
