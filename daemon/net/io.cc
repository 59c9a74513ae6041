#include "net/io.h"

#include <fcntl.h>

#include <cerrno>

namespace replyd {

IoStatus status_of(int error) noexcept {
  if (error == EAGAIN || error == EWOULDBLOCK || error == EINTR) return IoStatus::Again;
  switch (error) {
    case EPIPE:
    case ECONNRESET:
    case ECONNABORTED:
    case ETIMEDOUT:
      return IoStatus::Reset;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return IoStatus::NoResources;
    default:
      return IoStatus::Failed;
  }
}

IoResult failure() noexcept {
  const int error = errno;
  return {status_of(error), 0, error};
}

IoResult read_some(int fd, std::span<char> into) noexcept {
  const ssize_t size = ::recv(fd, into.data(), into.size(), 0);
  if (size < 0) return failure();
  if (size == 0) return {IoStatus::Ended, 0, 0};
  return {IoStatus::Done, static_cast<std::size_t>(size), 0};
}

IoResult write_some(int fd, std::span<const iovec> pieces, Follows follows) noexcept {
  const int flags = sending_flags(follows);
  ssize_t size = 0;
  if (pieces.size() == 1) {  // the usual case, and the kernel has less to copy
    size = ::send(fd, pieces[0].iov_base, pieces[0].iov_len, flags);
  } else {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces.data());  // sendmsg only reads it
    message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(pieces.size());
    size = ::sendmsg(fd, &message, flags);
  }
  if (size < 0) return failure();
  return {IoStatus::Done, static_cast<std::size_t>(size), 0};
}

void shut_down_writing(int fd) noexcept { ::shutdown(fd, SHUT_WR); }

void reset_on_close(int fd) noexcept {
  const linger at_once{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

SocketAddress local_socket_address(int fd) noexcept {
  SocketAddress address;
  address.length = sizeof address.storage;
  if (::getsockname(fd, address.get(), &address.length) != 0) address.length = 0;
  return address;
}

Address local_address(int fd) noexcept { return local_socket_address(fd).address(); }

UniqueFd open_socket(int family, int type) noexcept {
  UniqueFd fd(::socket(family, type, 0));
  if (!fd || ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC) != 0 ||
      ::fcntl(fd.get(), F_SETFL, O_NONBLOCK) != 0) {
    return UniqueFd();
  }
  return fd;
}

}  // namespace replyd
