#pragma once

#include <memory>
#include <vector>

#include "base/address.h"
#include "base/token_bucket.h"
#include "net/listener.h"
#include "net/packet_info.h"
#include "observe/event.h"

namespace replyd {

// What one look at this machine's networks showed.
struct OwnAddresses {
  std::vector<Address> addresses;
  std::vector<Address> broadcasts;
};

// The addresses of this machine, asked for again when they might have changed. All threads see what
// one of them has looked up.
class OwnMachine {
 public:
  bool has(const Address& address, SteadyTime now);
  // A multicast address, or a broadcast address of one of its networks.
  bool is_for_many(const Address& address, SteadyTime now);

 private:
  const OwnAddresses& known(SteadyTime now);

  std::shared_ptr<const OwnAddresses> known_;
  SteadyTime fresh_until_{};
};

// Decides who may have an answer to a datagram, so that replyd can neither be made to flood
// somebody in whose name a request was forged, nor to talk to itself or another service for ever.
class DatagramGuard {
 public:
  // Of a socket bound to this address.
  DatagramGuard(Listener& listener, const Address& bound);

  // Why a datagram from `peer` must not be answered at all; None if it may be.
  Reason judge(const Address& peer, const PacketInfo& info, SteadyTime now);
  // Takes an answer's share of what the peer's network may have. Rate if it is used up.
  Reason take_answer(const Address& peer, std::size_t size, SteadyTime now) noexcept;

 private:
  bool is_own_socket(const Address& peer, SteadyTime now);

  Listener& listener_;
  OwnMachine machine_;
  const bool is_bound_to_many_;
};

}  // namespace replyd
