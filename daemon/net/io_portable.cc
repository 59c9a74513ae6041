#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "net/io.h"

namespace replyd {
namespace {

bool make_quiet(int fd) noexcept {
  return ::fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && ::fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

}  // namespace

Accepted accept_one(int listener) noexcept {
  SocketAddress peer;
  peer.length = sizeof peer.storage;
  UniqueFd socket(::accept(listener, peer.get(), &peer.length));
  if (!socket) return {failure(), UniqueFd(), Address()};
  if (!make_quiet(socket.get())) return {failure(), UniqueFd(), Address()};
  return {IoResult{}, std::move(socket), peer.address()};
}

// A write to a peer that has gone must not raise SIGPIPE: the daemon ignores it as a whole.
int sending_flags(Follows) noexcept { return 0; }

IoResult receive_datagrams(int fd, std::span<DatagramMessage> messages) noexcept {
  std::size_t count = 0;
  for (DatagramMessage& message : messages) {
    const ssize_t size = ::recvmsg(fd, &message.header, 0);
    if (size < 0 && count == 0) return failure();
    if (size < 0) break;
    message.size = static_cast<unsigned>(size);
    ++count;
  }
  return {IoStatus::Done, count, 0};
}

IoResult send_datagrams(int fd, std::span<DatagramMessage> messages) noexcept {
  std::size_t count = 0;
  for (const DatagramMessage& message : messages) {
    if (::sendmsg(fd, &message.header, 0) < 0) {
      if (count == 0) return failure();
      break;
    }
    ++count;
  }
  return {IoStatus::Done, count, 0};
}

// Where several sockets may share an address, but only the last of them is served.
bool share_address(int) noexcept { return false; }

bool allow_foreign_address(int) noexcept {
  errno = ENOPROTOOPT;
  return false;
}

}  // namespace replyd
