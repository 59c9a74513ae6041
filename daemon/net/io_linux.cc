#include <netinet/in.h>

#include <cstddef>

#include "net/io.h"

namespace replyd {

static_assert(sizeof(DatagramMessage) == sizeof(mmsghdr) &&
              offsetof(DatagramMessage, size) == offsetof(mmsghdr, msg_len));

Accepted accept_one(int listener) noexcept {
  SocketAddress peer;
  peer.length = sizeof peer.storage;
  const int fd = ::accept4(listener, peer.get(), &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return {failure(), UniqueFd(), Address()};
  return {IoResult{}, UniqueFd(fd), peer.address()};
}

int sending_flags(Follows follows) noexcept {
  return follows == Follows::End ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL;
}

IoResult receive_datagrams(int fd, std::span<DatagramMessage> messages) noexcept {
  const int count = ::recvmmsg(fd, reinterpret_cast<mmsghdr*>(messages.data()),
                               static_cast<unsigned>(messages.size()), 0, nullptr);
  if (count < 0) return failure();
  return {IoStatus::Done, static_cast<std::size_t>(count), 0};
}

IoResult send_datagrams(int fd, std::span<DatagramMessage> messages) noexcept {
  const int count = ::sendmmsg(fd, reinterpret_cast<mmsghdr*>(messages.data()),
                               static_cast<unsigned>(messages.size()), MSG_NOSIGNAL);
  if (count < 0) return failure();
  return {IoStatus::Done, static_cast<std::size_t>(count), 0};
}

bool share_address(int fd) noexcept {
  const int on = 1;
  return ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
}

bool allow_foreign_address(int fd) noexcept {
  const int on = 1;
  return ::setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof on) == 0;
}

}  // namespace replyd
