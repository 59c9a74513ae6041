#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "loop/watch.h"
#include "net/handler.h"
#include "net/io.h"
#include "net/stream_connection.h"

namespace replyd {

// Accepts the connections of one listening socket, tcp or unix, and keeps them until they end.
class StreamHandler final : public Handler {
 public:
  StreamHandler(WorkerContext context, Listener& listener, Transport transport, UniqueFd socket,
                ListenerCounters& counters, ListenerLog& log);
  ~StreamHandler() override;

  void start() override;
  void drain() override;
  void stop() override;
  std::size_t open_count() const noexcept override { return connections_.size(); }

 private:
  friend class StreamConnection;  // it is the other half of this

  void on_acceptable(FdWatch::Ready ready) noexcept;
  void on_rested() noexcept;
  void take(Accepted accepted, SteadyTime now) noexcept;
  Reason refusal(const Address& peer, Peers::Place& place, SteadyTime now) noexcept;
  Reason rate_refusal(const Address& peer, Peers::Place& place, SteadyTime now) noexcept;
  void refuse(const Address& peer, Reason reason, SteadyTime now) noexcept;
  void rest(const IoResult& why) noexcept;
  // Forgets a connection that has closed, and has it destroyed when the pass is over.
  void remove(StreamConnection& connection) noexcept;
  Event event(EventName name, Level level) const noexcept;

  const WorkerContext context_;
  Listener& listener_;
  ListenerCounters& counters_;
  ListenerLog& log_;
  const Transport transport_;
  const SharedTimeout* const idle_timeout_;
  UniqueFd socket_;
  FdWatch watch_;
  Timer rest_;
  std::vector<std::unique_ptr<StreamConnection>> connections_;
  std::size_t stalled_ = 0;  // connections that wait for the message rate
};

}  // namespace replyd
