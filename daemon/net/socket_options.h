#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <climits>
#include <cstdint>

#include "model/listener.h"

namespace replyd {

// Options never keep a socket from serving, but for those that somebody asked for.
inline bool set_option(int fd, int level, int name, int value) noexcept {
  return ::setsockopt(fd, level, name, &value, sizeof value) == 0;
}

// The kernel's sizes are ints.
inline int as_int(std::uint64_t size) noexcept {
  return static_cast<int>(std::min<std::uint64_t>(size, INT_MAX));
}

// How much the kernel holds of what has come, and of what is to leave.
inline void set_buffers(int fd, const SocketSpec& options) noexcept {
  if (options.send_buffer) set_option(fd, SOL_SOCKET, SO_SNDBUF, as_int(*options.send_buffer));
  if (options.receive_buffer) {
    set_option(fd, SOL_SOCKET, SO_RCVBUF, as_int(*options.receive_buffer));
  }
}

}  // namespace replyd
