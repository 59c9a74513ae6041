#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.h"

namespace replyd {

// What was read and is not yet answered. It is answered from the front in many small steps, so its
// bytes move only when half of them are done with.
class HeldInput {
 public:
  bool is_empty() const noexcept { return rest().empty(); }
  Bytes rest() const noexcept { return Bytes(bytes_).substr(done_); }
  void append(Bytes fresh) { bytes_.append(fresh); }
  // Forgets all but the last so many bytes of rest().
  void keep_last(std::size_t size) {
    done_ = bytes_.size() - size;
    if (done_ == 0 || done_ < size) return;
    bytes_ = std::string(rest());
    done_ = 0;
  }

 private:
  std::string bytes_;
  std::size_t done_ = 0;
};

}  // namespace replyd
