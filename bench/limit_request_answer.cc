// The least that answering lines can cost: limit_request_answer REPLY
//
// One constant reply for each line feed, one send for each read. The server keeps nothing about a
// connection, so it is the limit for the memory of an idle one too. A peer that does not read its
// replies is closed.

#include <algorithm>
#include <string>

#include "sockets.h"

namespace replyd {
namespace {

constexpr std::size_t kReadSize = 16 * 1024;

struct LineServer {
  int listener = open_listener();
  Poller poller{};
  std::size_t reply_size;
  std::string replies;  // as many as one read can ask for

  void accept_all() {
    for (;;) {
      const int peer = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
      if (peer < 0) return;
      poller.add(peer, static_cast<std::uint32_t>(peer));
    }
  }

  void answer(int peer) {
    char input[kReadSize];
    const ssize_t got = recv(peer, input, sizeof input, 0);
    if (got <= 0) {
      close(peer);
      return;
    }
    const auto lines = static_cast<std::size_t>(std::count(input, input + got, '\n'));
    const std::size_t size = lines * reply_size;
    if (size == 0) return;
    if (send(peer, replies.data(), size, MSG_NOSIGNAL) != static_cast<ssize_t>(size)) close(peer);
  }

  [[noreturn]] void run() {
    poller.add(listener, static_cast<std::uint32_t>(listener));
    print_port(listener);
    for (;;) {
      for (const epoll_event& event : poller.wait(-1)) {
        const int fd = static_cast<int>(event.data.u32);
        fd == listener ? accept_all() : answer(fd);
      }
    }
  }
};

std::string repeat(const std::string& text, std::size_t times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

}  // namespace
}  // namespace replyd

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  const std::string reply = argv[1];
  replyd::LineServer{.reply_size = reply.size(),
                     .replies = replyd::repeat(reply, replyd::kReadSize)}
      .run();
}
