#pragma once

#include <string_view>

#include "base/token_bucket.h"

namespace replyd {

// The last resort of logs that cannot be written: a line on standard error, at most one a second,
// and never one that waits. Any thread.
class Complaints {
 public:
  explicit Complaints(int fd) noexcept : fd_(fd) {}
  void complain(std::string_view text) noexcept;

 private:
  int fd_;
  TokenBucket bucket_;
};

}  // namespace replyd
