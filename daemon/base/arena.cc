#include "base/arena.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace replyd {
namespace {

constexpr std::size_t kSmallestChunk = std::size_t{64} << 10;
constexpr std::size_t kLargestKept = std::size_t{1} << 20;

}  // namespace

void Arena::append(Bytes bytes) {
  // memcpy must not see the null pointer of an empty view.
  if (!bytes.empty()) std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
}

char* Arena::extend(std::size_t size) {
  make_room(size);
  char* const end = chunks_.back().memory.get() + chunk_used_ + open_size_;
  open_size_ += size;
  return end;
}

Bytes Arena::finish() noexcept {
  if (open_size_ == 0) return {};
  const Bytes block(chunks_.back().memory.get() + chunk_used_, open_size_);
  chunk_used_ += open_size_;
  used_ += open_size_;
  open_size_ = 0;
  return block;
}

void Arena::reset() noexcept {
  open_size_ = chunk_used_ = used_ = 0;
  std::erase_if(chunks_, [](const Chunk& chunk) { return chunk.size > kLargestKept; });
  const auto largest = std::max_element(
      chunks_.begin(), chunks_.end(),
      [](const Chunk& left, const Chunk& right) { return left.size < right.size; });
  if (largest == chunks_.end()) return;
  std::swap(chunks_.front(), *largest);
  chunks_.erase(chunks_.begin() + 1, chunks_.end());
}

// Moves only the open block, and at least doubles its room, so that growing it stays linear.
void Arena::make_room(std::size_t size) {
  const std::size_t held = chunks_.empty() ? 0 : chunks_.back().size;
  if (held > 0 && held - chunk_used_ - open_size_ >= size) return;
  const std::size_t usual = std::clamp(2 * held, kSmallestChunk, kLargestKept);
  const std::size_t wanted = std::max(usual, 2 * open_size_ + size);
  Chunk chunk{std::make_unique_for_overwrite<char[]>(wanted), wanted};
  if (open_size_ > 0) {
    std::memcpy(chunk.memory.get(), chunks_.back().memory.get() + chunk_used_, open_size_);
  }
  chunks_.push_back(std::move(chunk));
  chunk_used_ = 0;
}

}  // namespace replyd
