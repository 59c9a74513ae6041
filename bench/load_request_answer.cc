// Sends --depth requests in one write on each of --connections, compares every byte of the
// replies, and sends the next when all have come. At the end each connection is shut down and read
// until the server closes it: what comes then was one byte too many.
//
// Errors: wrong, long, short, missing, unclosed, refused, reset, other. A connection with an error
// is closed and not replaced.

#include <cstring>
#include <vector>

#include "report.h"
#include "sockets.h"

namespace replyd {
namespace {

constexpr int kSweepMilliseconds = 50;
constexpr std::size_t kMaxBatch = 16 * 1024;  // always fits into an empty socket buffer

std::string repeat(const std::string& text, std::size_t times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

struct Peer {
  int fd = -1;
  bool ending = false;
  std::size_t received = 0;  // of the present batch
  Clock::time_point since{};
};

class RequestLoad {
 public:
  explicit RequestLoad(const Options& options)
      : options_(options),
        requests_(repeat(options.send, options.depth)),
        replies_(repeat(options.expect, options.depth)),
        peers_(options.connections),
        input_(replies_.size() + 1) {
    if (requests_.empty() || requests_.size() > kMaxBatch) usage_error("--send times --depth");
    if (replies_.empty()) usage_error("--expect is missing");
  }

  void run() {
    for (Peer& peer : peers_) open_peer(peer);
    for (Peer& peer : peers_) {
      if (peer.fd >= 0) begin(peer);
    }
    Clock::time_point next_sweep = Clock::now();
    while (open_ > 0) {
      for (const epoll_event& event : poller_.wait(kSweepMilliseconds)) {
        on_readable(peers_[event.data.u32]);
      }
      if (Clock::now() < next_sweep) continue;
      sweep();
      next_sweep = Clock::now() + std::chrono::milliseconds(kSweepMilliseconds);
    }
    report_.print();
  }

 private:
  // Blocks until the connection stands: only what follows is measured by latency.
  void open_peer(Peer& peer) {
    peer.fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    ++open_;
    if (connect_to(peer.fd, options_.port) < 0) return fail(peer, error_name(errno));
    poller_.add(peer.fd, static_cast<std::uint32_t>(&peer - peers_.data()));
  }

  void begin(Peer& peer) {
    peer.received = 0;
    peer.since = Clock::now();
    if (started_ >= options_.count || peer.since >= deadline_) return begin_ending(peer);
    started_ += options_.depth;
    const ssize_t sent = send(peer.fd, requests_.data(), requests_.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(requests_.size())) fail(peer, error_name(errno));
  }

  void begin_ending(Peer& peer) {
    peer.ending = true;
    shutdown(peer.fd, SHUT_WR);
  }

  void on_readable(Peer& peer) {
    const ssize_t got = recv(peer.fd, input_.data(), input_.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got < 0) return fail(peer, error_name(errno));
    if (got == 0) return on_end(peer);
    if (const char* error = compare(peer, static_cast<std::size_t>(got))) return fail(peer, error);
    if (peer.received < replies_.size()) return;
    report_.succeed(Clock::now() - peer.since, options_.depth);
    begin(peer);
  }

  const char* compare(Peer& peer, std::size_t got) {
    if (peer.ending || peer.received + got > replies_.size()) return "long";
    if (std::memcmp(replies_.data() + peer.received, input_.data(), got) != 0) return "wrong";
    peer.received += got;
    return nullptr;
  }

  void on_end(Peer& peer) {
    if (!peer.ending) report_.fail_incomplete(peer.received % options_.expect.size());
    close_peer(peer);
  }

  void fail(Peer& peer, const char* kind) {
    report_.fail(kind);
    close_peer(peer);
  }

  void close_peer(Peer& peer) {
    close(peer.fd);
    peer.fd = -1;
    --open_;
  }

  void sweep() {
    const Clock::time_point overdue = Clock::now() - options_.timeout;
    for (Peer& peer : peers_) {
      if (peer.fd < 0 || peer.since >= overdue) continue;
      peer.ending ? fail(peer, "unclosed") : on_end(peer);
    }
  }

  Options options_;
  Clock::time_point deadline_ = Clock::now() + options_.time;
  std::string requests_;
  std::string replies_;
  Poller poller_;
  std::vector<Peer> peers_;
  std::vector<char> input_;
  std::uint64_t started_ = 0;
  std::size_t open_ = 0;
  Report report_;
};

}  // namespace
}  // namespace replyd

int main(int argc, char** argv) { replyd::RequestLoad(replyd::parse_options(argc, argv)).run(); }
