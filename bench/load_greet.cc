// Connects, reads until the server closes, compares, closes; --connections of these at once.
//
// Errors: wrong, long, short, missing (nothing came), unclosed (all came, but no end), refused,
// reset, other.

#include <cstring>
#include <vector>

#include "report.h"
#include "sockets.h"

namespace replyd {
namespace {

constexpr int kSweepMilliseconds = 50;

struct Visit {
  int fd = -1;
  std::size_t received = 0;
  Clock::time_point since{};
};

class GreetLoad {
 public:
  explicit GreetLoad(const Options& options)
      : options_(options), visits_(options.connections), input_(options.expect.size() + 1) {}

  void run() {
    for (Visit& visit : visits_) begin(visit);
    Clock::time_point next_sweep = Clock::now();
    while (open_ > 0) {
      for (const epoll_event& event : poller_.wait(kSweepMilliseconds)) {
        on_readable(visits_[event.data.u32]);
      }
      if (Clock::now() < next_sweep) continue;
      sweep();
      next_sweep = Clock::now() + std::chrono::milliseconds(kSweepMilliseconds);
    }
    report_.print();
  }

 private:
  // A refused connection is an operation that failed: the next one is tried at once.
  void begin(Visit& visit) {
    while (started_ < options_.count && Clock::now() < deadline_) {
      ++started_;
      visit = {.fd = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket"),
               .received = 0,
               .since = Clock::now()};
      if (connect_to(visit.fd, options_.port) == 0 || errno == EINPROGRESS) {
        poller_.add(visit.fd, static_cast<std::uint32_t>(&visit - visits_.data()));
        ++open_;
        return;
      }
      report_.fail(error_name(errno));
      close(visit.fd);
      visit.fd = -1;
    }
  }

  void on_readable(Visit& visit) {
    for (;;) {
      const ssize_t got = recv(visit.fd, input_.data(), input_.size(), 0);
      if (got < 0 && errno == EAGAIN) return;
      if (got < 0) return fail(visit, error_name(errno));
      if (got == 0) return finish(visit);
      if (const char* error = compare(visit, static_cast<std::size_t>(got))) {
        return fail(visit, error);
      }
    }
  }

  const char* compare(Visit& visit, std::size_t got) {
    if (visit.received + got > options_.expect.size()) return "long";
    if (std::memcmp(options_.expect.data() + visit.received, input_.data(), got) != 0) {
      return "wrong";
    }
    visit.received += got;
    return nullptr;
  }

  void finish(Visit& visit) {
    if (visit.received == options_.expect.size()) {
      report_.succeed(Clock::now() - visit.since);
    } else {
      report_.fail_incomplete(visit.received);
    }
    renew(visit);
  }

  void fail(Visit& visit, const char* kind) {
    report_.fail(kind);
    renew(visit);
  }

  void renew(Visit& visit) {
    close(visit.fd);
    visit.fd = -1;
    --open_;
    begin(visit);
  }

  void sweep() {
    const Clock::time_point overdue = Clock::now() - options_.timeout;
    for (Visit& visit : visits_) {
      if (visit.fd >= 0 && visit.since < overdue) give_up(visit);
    }
  }

  void give_up(Visit& visit) {
    if (visit.received == options_.expect.size()) return fail(visit, "unclosed");
    finish(visit);
  }

  Options options_;
  Clock::time_point deadline_ = Clock::now() + options_.time;
  Poller poller_;
  std::vector<Visit> visits_;
  std::vector<char> input_;
  std::uint64_t started_ = 0;
  std::size_t open_ = 0;
  Report report_;
};

}  // namespace
}  // namespace replyd

int main(int argc, char** argv) { replyd::GreetLoad(replyd::parse_options(argc, argv)).run(); }
