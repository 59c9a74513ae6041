#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "net/io.h"
#include "net/packet_info.h"

namespace replyd {

// The longest datagram that arrives whole.
inline constexpr std::size_t kMaxDatagram = std::size_t{64} * 1024;
// How many are taken in one wake.
inline constexpr std::size_t kDatagramBatch = 64;

// A datagram as it came. Points into the inbox, until its next receive.
struct Datagram {
  Bytes payload;
  bool cut = false;  // it was longer than kMaxDatagram
  const sockaddr* from = nullptr;
  socklen_t from_length = 0;
  PacketInfo info;

  // An unbound unix socket sends, but cannot be answered.
  bool has_sender() const noexcept { return from_length > sizeof(sa_family_t); }
};

// Room for a batch of datagrams. The memory is large but only touched where datagrams are.
class DatagramInbox {
 public:
  DatagramInbox();

  // Takes what waits at the socket, at most a batch; the result's size counts datagrams.
  IoResult receive(int fd) noexcept;
  Datagram at(std::size_t index) const noexcept;

 private:
  struct Slot {
    sockaddr_storage from;
    iovec piece;
    PacketControl control;
  };
  void prepare(std::size_t index) noexcept;

  std::unique_ptr<char[]> payloads_;
  std::size_t used_ = 0;
  std::array<Slot, kDatagramBatch> slots_;
  std::array<DatagramMessage, kDatagramBatch> messages_;
};

// Replies on their way out. What it is given must stay until send().
class DatagramOutbox {
 public:
  struct Sent {
    std::size_t sent = 0;
    std::size_t bytes = 0;  // in those
    std::size_t dropped = 0;
    int error = 0;  // why the first of the dropped ones was
  };

  // `family` is the socket's, the same until send(). There must be room.
  void add(Bytes payload, const sockaddr* to, socklen_t to_length, int family,
           const PacketInfo& info) noexcept;
  bool is_full() const noexcept { return count_ == kDatagramBatch; }
  bool is_empty() const noexcept { return count_ == 0; }
  // Gives all to the kernel. What the socket has no room for is tried once more, and then dropped;
  // one that it refuses, or whose unix receiver has no room, does not hold up the others.
  Sent send(int fd) noexcept;

 private:
  struct Slot {
    iovec piece;
    PacketControl control;
  };
  static std::size_t bytes_of(std::span<const DatagramMessage> messages) noexcept;

  std::size_t count_ = 0;
  int family_ = AF_UNSPEC;
  std::array<Slot, kDatagramBatch> slots_;
  std::array<DatagramMessage, kDatagramBatch> messages_;
};

}  // namespace replyd
