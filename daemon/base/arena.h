#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/bytes.h"

namespace replyd {

// Memory for bytes that live until the next reset: what is rendered while one batch of messages is
// answered. Nothing that was finished ever moves. Reset keeps one chunk, so that a warm arena
// allocates nothing. One thread.
class Arena {
 public:
  // One block is open at a time: append to it, then finish it, or drop it.
  void append(Bytes bytes);
  // Room for `size` bytes at the end of the open block, to be filled by the caller.
  char* extend(std::size_t size);
  std::size_t open_size() const noexcept { return open_size_; }
  Bytes finish() noexcept;
  void drop() noexcept { open_size_ = 0; }

  // Bytes in finished blocks since the last reset.
  std::size_t used() const noexcept { return used_; }
  void reset() noexcept;

 private:
  struct Chunk {
    std::unique_ptr<char[]> memory;
    std::size_t size = 0;
  };
  void make_room(std::size_t size);

  std::vector<Chunk> chunks_;
  std::size_t chunk_used_ = 0;  // finished bytes of the last chunk
  std::size_t open_size_ = 0;
  std::size_t used_ = 0;
};

}  // namespace replyd
