// The least that answering datagrams can cost: limit_udp REPLY
//
// Waits for a batch in recvmmsg itself, without epoll, and answers it in one sendmmsg.

#include <algorithm>
#include <string>

#include "sockets.h"

namespace replyd {
namespace {

constexpr unsigned kMaxBatch = 64;
constexpr int kReceiveBuffer = 4 * 1024 * 1024;  // of the default, 512 in flight overflow some

struct Batch {
  explicit Batch(std::string& reply) : reply_{reply.data(), reply.size()} {
    for (unsigned i = 0; i < kMaxBatch; ++i) prepare(i);
  }

  int receive(int fd) {
    for (mmsghdr& request : requests_) request.msg_hdr.msg_namelen = sizeof(sockaddr_in);
    return recvmmsg(fd, requests_.data(), kMaxBatch, MSG_WAITFORONE, nullptr);
  }

  // A reply that cannot be sent is left out, and the generator misses it.
  void answer(int fd, unsigned count) {
    for (unsigned sent = 0; sent < count;) {
      const int now = sendmmsg(fd, &replies_[sent], count - sent, 0);
      sent += static_cast<unsigned>(std::max(now, 1));
    }
  }

 private:
  void prepare(unsigned i) {
    inputs_[i] = {input_[i].data(), input_[i].size()};
    aim(requests_[i].msg_hdr, i, inputs_[i]);
    aim(replies_[i].msg_hdr, i, reply_);
  }

  void aim(msghdr& header, unsigned i, iovec& bytes) {
    header.msg_name = &peers_[i];
    header.msg_namelen = sizeof(sockaddr_in);
    header.msg_iov = &bytes;
    header.msg_iovlen = 1;
  }

  std::array<std::array<char, 2048>, kMaxBatch> input_{};
  std::array<sockaddr_in, kMaxBatch> peers_{};
  std::array<iovec, kMaxBatch> inputs_{};
  std::array<mmsghdr, kMaxBatch> requests_{};
  std::array<mmsghdr, kMaxBatch> replies_{};
  iovec reply_;
};

[[noreturn]] void run(std::string reply) {
  const int fd = open_server_socket(SOCK_DGRAM);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
  print_port(fd);
  Batch batch(reply);
  for (;;) {
    const int count = batch.receive(fd);
    if (count > 0) batch.answer(fd, static_cast<unsigned>(count));
  }
}

}  // namespace
}  // namespace replyd

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  replyd::run(argv[1]);
}
