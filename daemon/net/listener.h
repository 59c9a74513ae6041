#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/address.h"
#include "base/token_bucket.h"
#include "model/listener.h"
#include "reply/program.h"

namespace replyd {

class Peers;  // net/peers.h: what is bounded per peer, in a table of fixed size

// Addresses, found by their port: each reply to a datagram asks.
class AddressesByPort {
 public:
  AddressesByPort() = default;
  explicit AddressesByPort(std::vector<Address> addresses);

  std::span<const Address> at_port(std::uint16_t port) const noexcept;

 private:
  std::vector<Address> sorted_;
};

// One listener at run time: what the handlers of all workers share. Everything here is immutable
// but the block of atomics and the table of peers.
struct Listener {
  Listener(ListenerSpec listener_spec, std::shared_ptr<const Program> compiled,
           std::uint64_t choices_seed);
  ~Listener();

  // True for peers that no rate limits.
  bool is_exempt(const Address& peer) const noexcept;

  const ListenerSpec spec;
  const std::shared_ptr<const Program> program;
  const std::uint64_t seed;  // of this listener's random choices

  // Set before the first handler starts: the daemon's own datagram sockets, which are never
  // answered (two of them would answer each other for ever).
  AddressesByPort own_addresses;

  struct alignas(64) Shared {
    std::atomic<std::uint64_t> open{0};         // connections
    std::atomic<std::uint64_t> connections{0};  // the last connection's number
    // Only touched where the limit is set.
    TokenBucket connection_rate;
    TokenBucket message_rate;
    std::atomic<std::uint64_t> pending_datagrams{0};  // bytes of delayed replies
    TokenBucket exhausted_log;                        // one line a second, not one of each worker
  } shared;
  std::unique_ptr<Peers> peers;  // null where no limit per peer needs it
};

}  // namespace replyd
