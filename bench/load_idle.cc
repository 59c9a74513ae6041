// Opens --connections, exchanges one request and reply on each if --send is given, says "holding",
// and holds them until standard input ends or --seconds are over. Then looks whether the server
// has left them alone.
//
// Errors: refused, reset, other (none of them opened), wrong (the one reply), closed, unasked.

#include <poll.h>
#include <sys/time.h>

#include <algorithm>
#include <vector>

#include "report.h"
#include "sockets.h"

namespace replyd {
namespace {

class IdleLoad {
 public:
  explicit IdleLoad(const Options& options) : options_(options) {}

  void run() {
    for (std::uint32_t i = 0; i < options_.connections && Clock::now() < deadline_; ++i) open_one();
    report_.stop_clock();
    std::puts("holding");
    std::fflush(stdout);
    wait_for_release();
    for (const int fd : held_) look_at(fd);
    report_.print();
  }

 private:
  void open_one() {
    const Clock::time_point start = Clock::now();
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return report_.fail("other");
    limit_waiting(fd);
    if (connect_to(fd, options_.port) < 0) return give_up(fd, error_name(errno));
    if (!options_.send.empty() && !exchange(fd)) return give_up(fd, "wrong");
    held_.push_back(fd);
    report_.succeed(Clock::now() - start);
  }

  void limit_waiting(int fd) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.timeout);
    const timeval limit{.tv_sec = seconds.count(),
                        .tv_usec = std::chrono::microseconds(options_.timeout - seconds).count()};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  bool exchange(int fd) {
    send(fd, options_.send.data(), options_.send.size(), MSG_NOSIGNAL);
    std::string reply(options_.expect.size(), '\0');
    const ssize_t got = recv(fd, reply.data(), reply.size(), MSG_WAITALL);
    return got == static_cast<ssize_t>(reply.size()) && reply == options_.expect;
  }

  void give_up(int fd, const char* kind) {
    report_.fail(kind);
    close(fd);
  }

  void wait_for_release() {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    poll(&input, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  }

  void look_at(int fd) {
    char byte;
    const ssize_t got = recv(fd, &byte, 1, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    report_.fail(got > 0 ? "unasked" : "closed");
  }

  Options options_;
  Clock::time_point deadline_ = Clock::now() + options_.time;
  std::vector<int> held_;
  Report report_;
};

}  // namespace
}  // namespace replyd

int main(int argc, char** argv) { replyd::IdleLoad(replyd::parse_options(argc, argv)).run(); }
