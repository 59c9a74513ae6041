#pragma once

#include <string>
#include <vector>

#include "base/address.h"
#include "base/token_bucket.h"
#include "net/listener.h"
#include "net/packet_info.h"
#include "observe/event.h"

namespace replyd {

// The addresses of this machine, asked for again when they might have changed.
class OwnMachine {
 public:
  bool has(const Address& address, SteadyTime now);

 private:
  void refresh();

  std::vector<Address> addresses_;
  SteadyTime fresh_until_{};
};

// Decides who may have an answer to a datagram, so that replyd can neither be made to flood
// somebody in whose name a request was forged, nor to talk to itself or another service for ever.
class DatagramGuard {
 public:
  explicit DatagramGuard(Listener& listener) : listener_(listener) {}

  // Why a datagram from `peer` must not be answered at all; None if it may be.
  Reason judge(const Address& peer, const PacketInfo& info, SteadyTime now);
  // Takes an answer's share of what the peer's network may have. Rate if it is used up.
  Reason take_answer(const Address& peer, std::size_t size, SteadyTime now) noexcept;

 private:
  bool is_own_socket(const Address& peer, SteadyTime now);

  Listener& listener_;
  OwnMachine machine_;
};

}  // namespace replyd
