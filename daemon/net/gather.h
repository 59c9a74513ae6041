#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include "base/bytes.h"

namespace replyd {

// Collects what one write is to send. Small pieces are copied together, because the kernel takes
// one longer piece faster than many short ones; large ones are only pointed at, and must stay.
class Gather {
 public:
  static constexpr std::size_t kPieces = 64;
  static constexpr std::size_t kSmall = 1024;
  static constexpr std::size_t kCopies = std::size_t{64} * 1024;

  struct Piece {
    Bytes bytes;
    bool kept = false;  // the bytes stay after this pass
  };

  // False if there is no room: send first.
  bool add(Bytes bytes, bool kept) noexcept {
    if (bytes.size() <= kSmall) return add_copy(bytes);
    if (count_ == kPieces) return false;
    push(bytes.data(), bytes.size(), kept);
    return true;
  }

  bool is_empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  std::span<const iovec> pieces() const noexcept { return {pieces_.data(), count_}; }
  Piece piece(std::size_t index) const noexcept {
    const iovec& piece = pieces_[index];
    return {Bytes(static_cast<const char*>(piece.iov_base), piece.iov_len), kept_[index]};
  }
  void clear() noexcept { count_ = size_ = copied_ = 0; }

 private:
  bool add_copy(Bytes bytes) noexcept {
    if (copied_ + bytes.size() > copies_.size()) return false;
    char* const place = copies_.data() + copied_;
    const bool adjoins = count_ > 0 && end_of(pieces_[count_ - 1]) == place;
    if (!adjoins && count_ == kPieces) return false;
    if (bytes.empty()) return true;
    std::memcpy(place, bytes.data(), bytes.size());
    copied_ += bytes.size();
    if (!adjoins) {
      push(place, bytes.size(), false);
      return true;
    }
    pieces_[count_ - 1].iov_len += bytes.size();
    size_ += bytes.size();
    return true;
  }

  void push(const char* data, std::size_t size, bool kept) noexcept {
    pieces_[count_] = {const_cast<char*>(data), size};  // sendmsg only reads it
    kept_[count_++] = kept;
    size_ += size;
  }

  static const char* end_of(const iovec& piece) noexcept {
    return static_cast<const char*>(piece.iov_base) + piece.iov_len;
  }

  std::size_t count_ = 0;
  std::size_t size_ = 0;
  std::size_t copied_ = 0;
  std::array<iovec, kPieces> pieces_;
  std::array<bool, kPieces> kept_;
  std::array<char, kCopies> copies_;
};

}  // namespace replyd
