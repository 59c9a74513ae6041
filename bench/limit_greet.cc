// The least that greeting and closing can cost: limit_greet GREETING [drain]
//
// Without `drain` a connection is closed at once, and unread input would turn the close into a
// reset. With it the server does what replyd promises: shut down, drain, close after the peer.

#include <string_view>

#include "sockets.h"

namespace replyd {
namespace {

struct GreetServer {
  int listener = open_listener();
  Poller poller{};
  std::string_view greeting;
  bool drain;

  void greet_all() {
    for (;;) {
      const int peer = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
      if (peer < 0) return;
      drain ? greet_and_shut(peer) : greet_and_close(peer);
    }
  }

  void greet_and_close(int peer) {
    send(peer, greeting.data(), greeting.size(), MSG_NOSIGNAL);
    close(peer);
  }

  // MSG_MORE holds the bytes back until the shutdown, so that both leave in one segment.
  void greet_and_shut(int peer) {
    send(peer, greeting.data(), greeting.size(), MSG_NOSIGNAL | MSG_MORE);
    shutdown(peer, SHUT_WR);
    poller.add(peer, static_cast<std::uint32_t>(peer));
  }

  void drain_peer(int peer) {
    char ignored[4096];
    if (recv(peer, ignored, sizeof ignored, 0) <= 0) close(peer);
  }

  [[noreturn]] void run() {
    poller.add(listener, static_cast<std::uint32_t>(listener));
    print_port(listener);
    for (;;) {
      for (const epoll_event& event : poller.wait(-1)) {
        const int fd = static_cast<int>(event.data.u32);
        fd == listener ? greet_all() : drain_peer(fd);
      }
    }
  }
};

}  // namespace
}  // namespace replyd

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  const bool drain = argc > 2 && std::string_view(argv[2]) == "drain";
  replyd::GreetServer{.greeting = argv[1], .drain = drain}.run();
}
