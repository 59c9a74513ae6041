#pragma once

// The socket calls that limit servers and load generators share.
// A failure that leaves nothing to measure ends the program.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>

namespace replyd {

inline int check(int result, const char* call) {
  if (result >= 0) return result;
  std::perror(call);
  std::exit(EXIT_FAILURE);
}

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline int connect_to(int fd, std::uint16_t port) {
  const sockaddr_in address = loopback(port);
  return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

// Binds to a port of the kernel's choice. `type` is SOCK_STREAM or SOCK_DGRAM with flags.
inline int open_server_socket(int type) {
  const int fd = check(socket(AF_INET, type, 0), "socket");
  const sockaddr_in address = loopback(0);
  check(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  return fd;
}

inline int open_listener() {
  const int fd = open_server_socket(SOCK_STREAM | SOCK_NONBLOCK);
  check(listen(fd, SOMAXCONN), "listen");
  return fd;
}

// The ready sign of a limit server: its port, alone on a line.
inline void print_port(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  check(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  std::printf("%u\n", static_cast<unsigned>(ntohs(address.sin_port)));
  std::fflush(stdout);
}

// Level-triggered readiness to read; `tag` comes back with the event.
class Poller {
 public:
  void add(int fd, std::uint32_t tag) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = tag;
    check(epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  }

  // Events until something happens or the time is over; -1 waits for ever.
  std::span<const epoll_event> wait(int milliseconds) {
    const int count =
        epoll_wait(fd_, events_.data(), static_cast<int>(events_.size()), milliseconds);
    return {events_.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
  }

 private:
  int fd_ = check(epoll_create1(0), "epoll_create1");
  std::array<epoll_event, 256> events_{};
};

}  // namespace replyd
