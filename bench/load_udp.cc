// Keeps --depth requests in flight on each of --connections connected UDP sockets and compares
// every reply. What has not come by --timeout counts as lost and is replaced by a new request.
// At the end the generator listens a little longer, for replies that nobody asked for.
//
// Errors: wrong, long, short, lost, unasked, refused, other.

#include <algorithm>
#include <cstring>
#include <vector>

#include "report.h"
#include "sockets.h"

namespace replyd {
namespace {

constexpr unsigned kMaxDepth = 64;
constexpr int kSweepMilliseconds = 20;
constexpr std::chrono::milliseconds kListenOn{100};

// Buffers for one recvmmsg and one sendmmsg, used by all sockets in turn.
class Batch {
 public:
  // One byte more than is right, so that a reply too long shows.
  Batch(std::string& request, std::size_t expected)
      : request_{request.data(), request.size()}, size_(expected + 1), input_(size_ * kMaxDepth) {
    for (unsigned i = 0; i < kMaxDepth; ++i) {
      inputs_[i] = {&input_[i * size_], size_};
      point(replies_[i].msg_hdr, inputs_[i]);
      point(requests_[i].msg_hdr, request_);
    }
  }

  int send(int fd, unsigned count) { return sendmmsg(fd, requests_.data(), count, 0); }
  int receive(int fd) { return recvmmsg(fd, replies_.data(), kMaxDepth, MSG_DONTWAIT, nullptr); }
  std::string_view reply(unsigned i) const { return {&input_[i * size_], replies_[i].msg_len}; }

 private:
  static void point(msghdr& header, iovec& bytes) {
    header.msg_iov = &bytes;
    header.msg_iovlen = 1;
  }

  iovec request_;
  std::size_t size_;
  std::vector<char> input_;
  std::array<iovec, kMaxDepth> inputs_{};
  std::array<mmsghdr, kMaxDepth> requests_{};
  std::array<mmsghdr, kMaxDepth> replies_{};
};

// One connected socket, and when the requests that are in flight on it were sent.
struct Peer {
  int fd = -1;
  unsigned in_flight = 0;
  unsigned oldest = 0;
  std::array<Clock::time_point, kMaxDepth> sent_at{};

  void push(Clock::time_point now) { sent_at[(oldest + in_flight++) % kMaxDepth] = now; }
  Clock::time_point pop() {
    --in_flight;
    return sent_at[oldest++ % kMaxDepth];
  }
};

class UdpLoad {
 public:
  explicit UdpLoad(const Options& options)
      : options_(options),
        batch_(options_.send, options_.expect.size()),
        peers_(options.connections) {
    if (options_.depth == 0 || options_.depth > kMaxDepth) usage_error("--depth is 1 to 64");
  }

  void run() {
    for (Peer& peer : peers_) open_peer(peer);
    for (Peer& peer : peers_) fill(peer);
    Clock::time_point next_sweep = Clock::now();
    while (!over()) {
      for (const epoll_event& event : poller_.wait(kSweepMilliseconds)) {
        on_readable(peers_[event.data.u32]);
      }
      if (Clock::now() < next_sweep) continue;
      for (Peer& peer : peers_) give_up_overdue(peer);
      next_sweep = Clock::now() + std::chrono::milliseconds(kSweepMilliseconds);
    }
    listen_on();
  }

 private:
  void open_peer(Peer& peer) {
    peer.fd = check(socket(AF_INET, SOCK_DGRAM, 0), "socket");
    check(connect_to(peer.fd, options_.port), "connect");
    poller_.add(peer.fd, static_cast<std::uint32_t>(&peer - peers_.data()));
  }

  bool starting() const { return started_ < options_.count && Clock::now() < deadline_; }
  bool over() const { return in_flight_ == 0 && !starting(); }

  void fill(Peer& peer) {
    if (!starting()) return;
    const std::uint64_t room =
        std::min<std::uint64_t>(options_.depth - peer.in_flight, options_.count - started_);
    if (room == 0) return;
    const Clock::time_point now = Clock::now();
    const int sent = batch_.send(peer.fd, static_cast<unsigned>(room));
    if (sent < 0) return report_.fail(error_name(errno));
    started_ += static_cast<unsigned>(sent);
    in_flight_ += static_cast<unsigned>(sent);
    for (int i = 0; i < sent; ++i) peer.push(now);
  }

  void on_readable(Peer& peer) {
    const int got = batch_.receive(peer.fd);
    if (got < 0) {
      if (errno != EAGAIN) report_.fail(error_name(errno));
      return;
    }
    const Clock::time_point now = Clock::now();
    for (unsigned i = 0; i < static_cast<unsigned>(got); ++i) take(peer, batch_.reply(i), now);
    fill(peer);
  }

  void take(Peer& peer, std::string_view reply, Clock::time_point now) {
    if (peer.in_flight == 0) return report_.fail("unasked");
    --in_flight_;
    const Clock::time_point sent_at = peer.pop();
    if (reply == options_.expect) return report_.succeed(now - sent_at);
    if (reply.size() == options_.expect.size()) return report_.fail("wrong");
    report_.fail(reply.size() < options_.expect.size() ? "short" : "long");
  }

  void give_up_overdue(Peer& peer) {
    const Clock::time_point overdue = Clock::now() - options_.timeout;
    while (peer.in_flight > 0 && peer.sent_at[peer.oldest % kMaxDepth] < overdue) {
      peer.pop();
      --in_flight_;
      report_.fail("lost");
    }
    fill(peer);
  }

  // The rate is taken before; only what is unasked can still come.
  void listen_on() {
    report_.stop_clock();
    const Clock::time_point end = Clock::now() + kListenOn;
    while (Clock::now() < end) {
      for (const epoll_event& event : poller_.wait(kSweepMilliseconds)) {
        on_readable(peers_[event.data.u32]);
      }
    }
    report_.print();
  }

  Options options_;
  Clock::time_point deadline_ = Clock::now() + options_.time;
  Poller poller_;
  Batch batch_;
  std::vector<Peer> peers_;
  std::uint64_t started_ = 0;
  std::uint64_t in_flight_ = 0;
  Report report_;
};

}  // namespace
}  // namespace replyd

int main(int argc, char** argv) { replyd::UdpLoad(replyd::parse_options(argc, argv)).run(); }
