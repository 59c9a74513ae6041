#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "loop/watch.h"
#include "net/datagram_guard.h"
#include "net/datagrams.h"
#include "net/handler.h"
#include "net/output_queue.h"
#include "reply/conversation.h"

namespace replyd {

// Answers the datagrams of one socket, udp or unixgram: a batch in, a batch out, once per wake.
// Each datagram is a conversation of its own, and waits for no other.
class DatagramHandler final : public Handler {
 public:
  DatagramHandler(WorkerContext context, Listener& listener, Transport transport, UniqueFd socket,
                  ListenerCounters& counters, ListenerLog& log);
  ~DatagramHandler() override;

  void start() override;
  void drain() override;
  void stop() override;
  std::size_t open_count() const noexcept override { return delayed_.size(); }

 private:
  // One datagram while it is answered.
  struct Request {
    Datagram datagram;
    Bytes message;
    Address peer;
    Address local;
    bool is_cut = false;           // to as much as a message may be long
    std::uint64_t connection = 0;  // only where the program asks for it

    SocketAddress sender() const noexcept;
  };
  // A reply, or an event of the file's own, that waits for its time.
  struct Delayed {
    SteadyTime due;
    std::uint64_t order = 0;  // of two with one time, the older goes first
    LateBytes bytes;
    bool has_reply = false;
    std::unique_ptr<LateEvent> event;
    SocketAddress to;
    PacketInfo info;

    std::size_t memory() const noexcept {
      return sizeof(Delayed) + bytes.memory() + (event ? event->text.size() : 0);
    }
    bool operator<(const Delayed& other) const noexcept {  // of two, the one that is later
      return due != other.due ? due > other.due : order > other.order;
    }
  };

  void on_readable(FdWatch::Ready) noexcept;
  void on_due() noexcept;
  void on_rested() noexcept;
  void rest(const IoResult& why) noexcept;

  void take(const Datagram& datagram, SteadyTime now) noexcept;
  bool fits(Request& request, SteadyTime now) noexcept;
  bool take_message_token(const Address& peer, SteadyTime now) noexcept;
  Facts facts(const Request& request) const noexcept;
  Reason refusal(const Request& request, const Effects& effects, SteadyTime now) noexcept;

  void perform(const Request& request, const Effects& effects, SteadyTime now) noexcept;
  // False if too much is delayed already.
  bool delay(const Request& request, const Effects& effects, SteadyTime now) noexcept;
  void drop_delayed() noexcept;
  void send_all(SteadyTime now) noexcept;

  // What is told: datagram_log.cc
  Event event(EventName name, Level level, const Request& request) const noexcept;
  void log_message(const Request& request, const Effects& effects, SteadyTime now) noexcept;
  void log_limited(const Request& request, Reason reason, std::string_view rule,
                   SteadyTime now) noexcept;
  void log_error(const Request& request, const Effects& effects, SteadyTime now) noexcept;
  void log_user_event(const LateEvent& late, const SocketAddress& peer, SteadyTime now) noexcept;
  void log_rest(int error, SteadyTime now) noexcept;
  Event own_event(EventName name, Level level) const noexcept;
  void log_dropped(const DatagramOutbox::Sent& sent, SteadyTime now) noexcept;

  const WorkerContext context_;
  Listener& listener_;
  ListenerCounters& counters_;
  ListenerLog& log_;
  const Transport transport_;
  UniqueFd socket_;
  Address bound_;
  int family_;
  FdWatch watch_;
  Timer due_;
  Timer rest_;
  DatagramGuard guard_;
  std::vector<Delayed> delayed_;  // a heap, the next due in front
  std::vector<Delayed> leaving_;  // empty but while they are sent; kept for its memory
  std::uint64_t delays_ = 0;      // so far
  bool told_rest_ = false;
};

}  // namespace replyd
