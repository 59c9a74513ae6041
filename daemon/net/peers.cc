#include "net/peers.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <mutex>
#include <random>
#include <thread>

namespace replyd {
namespace {

constexpr std::size_t kWays = 8;
constexpr std::size_t kSetsOfPage = 64;
// Networks that are answered at the same moment; and places for each connection, so many that
// hardly ever one has to be shared.
constexpr std::uint64_t kFewestPlaces = 65'536;
constexpr std::uint64_t kPlacesPerConnection = 4;
constexpr std::uint64_t kMostPlaces = 1 << 24;
// Of the answers past a network's rate, one in so many is given.
constexpr std::uint32_t kHeardStill = 10;

constexpr std::uint64_t kPeerSalt = 1;
constexpr std::uint64_t kNetworkSalt = 2;

// The work under it is shorter than a system call would be.
class BriefLock {
 public:
  void lock() noexcept {
    while (busy_.test_and_set(std::memory_order_acquire)) {
      std::this_thread::yield();
    }
  }
  void unlock() noexcept { busy_.clear(std::memory_order_release); }

 private:
  std::atomic_flag busy_;
};

// A bijection that spreads each bit over all (the finalizer of MurmurHash3, public domain).
std::uint64_t mixed(std::uint64_t value) noexcept {
  value = (value ^ (value >> 33)) * 0xff51afd7ed558ccdULL;
  value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return value ^ (value >> 33);
}

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) ^ device();
}

std::size_t count_of_sets(const LimitsSpec& limits) {
  const std::uint64_t wanted = std::clamp(limits.connections, kFewestPlaces / kPlacesPerConnection,
                                          kMostPlaces / kPlacesPerConnection) *
                               kPlacesPerConnection;
  return std::bit_ceil(static_cast<std::size_t>(wanted / kWays));
}

}  // namespace

// `rate` and `more` are the connection and message rates of a peer, or the answer rate and answer
// bytes of a network.
struct Peers::Entry {
  std::uint64_t key = 0;
  std::uint32_t open = 0;
  std::uint32_t limited = 0;
  TokenBucket rate;
  TokenBucket more;

  bool is_free(SteadyTime now) const noexcept {
    return open == 0 && rate.is_full(now) && more.is_full(now);
  }
  void give_to(std::uint64_t new_key) noexcept {
    key = new_key;
    limited = 0;
    rate.reset();
    more.reset();
  }
};

struct alignas(64) Peers::Set {
  BriefLock lock;
  std::array<Entry, kWays + 1> entries;  // the last is shared by all that find no other

  Entry& find(std::uint64_t key, SteadyTime now) noexcept {
    Entry* free = nullptr;
    for (std::size_t way = 0; way < kWays; ++way) {
      if (entries[way].key == key) return entries[way];
      if (free == nullptr && entries[way].is_free(now)) free = &entries[way];
    }
    if (free == nullptr) return entries[kWays];
    free->give_to(key);
    return *free;
  }
};

struct Peers::Page {
  std::array<Set, kSetsOfPage> sets;
};

// An entry, and the lock of its set.
class Peers::Locked {
 public:
  Locked(Set& set, std::size_t set_index) noexcept
      : lock_(set.lock), set_(set), index_(set_index) {}
  void choose(Entry& entry) noexcept { entry_ = &entry; }
  Entry* operator->() const noexcept { return entry_; }
  Place place() const noexcept {
    return static_cast<Place>(index_ * (kWays + 1) +
                              static_cast<std::size_t>(entry_ - set_.entries.data()));
  }

 private:
  std::unique_lock<BriefLock> lock_;
  Set& set_;
  std::size_t index_;
  Entry* entry_ = nullptr;
};

Peers::Peers(const LimitsSpec& limits)
    : limits_(limits),
      seed_(random_seed()),
      set_mask_(count_of_sets(limits) - 1),
      pages_((set_mask_ + kSetsOfPage) / kSetsOfPage) {}

Peers::~Peers() {
  for (const auto& page : pages_) delete page.load(std::memory_order_relaxed);
}

Peers::Set& Peers::set_at(std::size_t index) noexcept {
  std::atomic<Page*>& place = pages_[index / kSetsOfPage];
  Page* page = place.load(std::memory_order_acquire);
  if (page == nullptr) {
    auto fresh = std::make_unique<Page>();
    if (place.compare_exchange_strong(page, fresh.get(), std::memory_order_acq_rel)) {
      page = fresh.release();
    }
  }
  return page->sets[index % kSetsOfPage];
}

std::uint64_t Peers::key_of(const Address& peer, unsigned bits, std::uint64_t salt) const noexcept {
  std::array<std::uint8_t, 16> bytes{};
  const auto ip = peer.ip();
  std::copy_n(ip.begin(), std::min<std::size_t>(ip.size(), bits / 8), bytes.begin());
  std::uint64_t halves[2];
  std::memcpy(halves, bytes.data(), sizeof halves);
  const auto family = static_cast<std::uint64_t>(peer.family());
  const std::uint64_t key =
      mixed(mixed(mixed(seed_ ^ (salt << 8) ^ family) ^ halves[0]) ^ halves[1]);
  return key == 0 ? 1 : key;  // 0 is a place that nobody has had
}

Peers::Locked Peers::find(std::uint64_t key, SteadyTime now) noexcept {
  const std::size_t index = key & set_mask_;
  Set& set = set_at(index);
  Locked locked(set, index);
  locked.choose(set.find(key, now));
  return locked;
}

Peers::Arrival Peers::arrive(const Address& peer, bool is_exempt, SteadyTime now) noexcept {
  const auto& most = limits_.connections_per_peer;
  const auto& rate = limits_.connection_rate_per_peer;
  if (!most && !rate) return {};
  const Locked entry = find(key_of(peer, 128, kPeerSalt), now);
  if (most && entry->open >= *most) return {Reason::Limit, kNoPlace};
  if (rate && !is_exempt && !entry->rate.take(*rate, now)) return {Reason::Rate, kNoPlace};
  if (!most) return {};
  ++entry->open;
  return {Reason::None, entry.place()};
}

void Peers::leave(Place place) noexcept {
  if (place == kNoPlace) return;
  Set& set = set_at(place / (kWays + 1));
  const std::lock_guard lock(set.lock);
  --set.entries[place % (kWays + 1)].open;
}

bool Peers::take_message(const Address& peer, SteadyTime now) noexcept {
  const auto& rate = limits_.message_rate_per_peer;
  return !rate || find(key_of(peer, 128, kPeerSalt), now)->more.take(*rate, now);
}

SteadyTime Peers::next_message_at(const Address& peer, SteadyTime now) noexcept {
  const auto& rate = limits_.message_rate_per_peer;
  return rate ? find(key_of(peer, 128, kPeerSalt), now)->more.ready_at(*rate) : now;
}

bool Peers::take_answer(const Address& peer, std::size_t size, SteadyTime now) noexcept {
  const unsigned bits = peer.family() == Address::Family::Ip4 ? 24 : 56;
  const Locked entry = find(key_of(peer, bits, kNetworkSalt), now);
  if (entry->rate.take(limits_.answer_rate_per_peer, now) &&
      entry->more.take(limits_.answer_bytes_per_peer, now, size)) {
    return true;
  }
  return ++entry->limited % kHeardStill == 0;
}

}  // namespace replyd
