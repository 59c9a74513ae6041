#include "base/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

namespace replyd {

void reserve_standard_streams() noexcept {
  int opened = 0;
  // open() gives the lowest number that is free.
  while (opened >= 0 && opened <= STDERR_FILENO) opened = ::open("/dev/null", O_RDWR);
  if (opened > STDERR_FILENO) ::close(opened);
}

}  // namespace replyd
