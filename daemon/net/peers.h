#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/address.h"
#include "base/token_bucket.h"
#include "model/listener.h"
#include "observe/event.h"

namespace replyd {

// What one listener grants each of its peers, over all workers. The table has a fixed number of
// places. A place is given to another peer only when its own would find nothing there (no
// connection, nothing of its rates used); when all places that a peer may have are taken, it shares
// one with others in the same need. So a flood of forged peers costs no memory and lifts nobody's
// limit; at worst it makes the limit of some strangers a common one.
// Safe from any thread; a lock is held for the time of a few comparisons.
class Peers {
 public:
  explicit Peers(const LimitsSpec& limits);
  ~Peers();

  using Place = std::uint32_t;
  static constexpr Place kNoPlace = UINT32_MAX;

  // What becomes of a new connection.
  struct Arrival {
    Reason refused = Reason::None;
    Place place = kNoPlace;  // to be given back when the connection ends
  };
  // Counts a connection, if it may come; an exempt peer is counted but knows no rate.
  Arrival arrive(const Address& peer, bool is_exempt, SteadyTime now) noexcept;
  void leave(Place place) noexcept;

  // Takes one of the peer's messages, and says if it may be answered.
  bool take_message(const Address& peer, SteadyTime now) noexcept;
  // When the next one may be.
  SteadyTime next_message_at(const Address& peer, SteadyTime now) noexcept;

  // Takes a datagram's answer of so many bytes from what the peer's network (/24, /56) may have.
  // Beyond it every tenth is granted still: whoever is flooded in a forger's name, and asks for
  // himself, is heard.
  bool take_answer(const Address& peer, std::size_t size, SteadyTime now) noexcept;

 private:
  struct Entry;
  struct Set;
  struct Page;
  class Locked;

  Locked find(std::uint64_t key, SteadyTime now) noexcept;
  Set& set_at(std::size_t index) noexcept;
  std::uint64_t key_of(const Address& peer, unsigned bits, std::uint64_t salt) const noexcept;

  const LimitsSpec& limits_;
  const std::uint64_t seed_;  // so that nobody can choose addresses that meet in one place
  std::size_t set_mask_;
  std::vector<std::atomic<Page*>> pages_;  // made when first used
};

}  // namespace replyd
