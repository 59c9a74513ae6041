#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/address.h"
#include "base/fd.h"

namespace replyd {

// The system calls of the data path. errno is sorted here and nowhere else.

enum class IoStatus : std::uint8_t {
  Done,
  Again,        // nothing to do now; the loop tells when
  Ended,        // the peer has shut its side down
  Reset,        // the connection is gone
  NoResources,  // no descriptors, no memory: a rest helps
  Failed,       // anything else; `error` tells
};

struct IoResult {
  IoStatus status = IoStatus::Done;
  std::size_t size = 0;  // bytes or datagrams done
  int error = 0;         // errno, where something failed
};

IoStatus status_of(int error) noexcept;
IoResult failure() noexcept;  // of the call just made, from errno

// Does more follow at once (the end of the stream)? Then it leaves in one segment with this.
enum class Follows : bool { Nothing, End };

IoResult read_some(int fd, std::span<char> into) noexcept;
IoResult write_some(int fd, std::span<const iovec> pieces, Follows follows) noexcept;
void shut_down_writing(int fd) noexcept;
// Makes the close of `fd` a reset, whatever is unsent.
void reset_on_close(int fd) noexcept;
SocketAddress local_socket_address(int fd) noexcept;
Address local_address(int fd) noexcept;

// Non-blocking, closed on exec. Without one errno tells why.
UniqueFd open_socket(int family, int type) noexcept;

struct Accepted {
  IoResult result;
  UniqueFd socket;  // non-blocking, closed on exec
  Address peer;
};

// One of many datagrams that a single call may take or give; laid out as recvmmsg wants it.
struct DatagramMessage {
  msghdr header{};
  unsigned size = 0;
};

// What differs between systems: io_linux.cc, or io_portable.cc, whichever is linked.
Accepted accept_one(int listener) noexcept;
int sending_flags(Follows follows) noexcept;
IoResult receive_datagrams(int fd, std::span<DatagramMessage> messages) noexcept;
IoResult send_datagrams(int fd, std::span<DatagramMessage> messages) noexcept;
// Makes several sockets share the load of one address. False if the system cannot.
bool share_address(int fd) noexcept;
// Binds also to an address that the machine does not have yet. False with errno if the system
// cannot: ENOPROTOOPT if it never can.
bool allow_foreign_address(int fd) noexcept;

class DatagramInbox;
class DatagramOutbox;
class Gather;

// One thread's memory for what comes in and goes out, shared by its handlers, each of which leaves
// nothing in it when its turn ends. What is not used is not there.
class IoBuffers {
 public:
  IoBuffers();
  ~IoBuffers();

  std::span<char> input();
  Gather& output();
  DatagramInbox& inbox();
  DatagramOutbox& outbox();

 private:
  std::unique_ptr<char[]> input_;
  std::unique_ptr<Gather> output_;
  std::unique_ptr<DatagramInbox> inbox_;
  std::unique_ptr<DatagramOutbox> outbox_;
};

}  // namespace replyd
