#pragma once

#include <deque>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace replyd {

// Holds the bytes of one program: literals, constants, names. Nothing in it ever moves, not even
// when the storage itself is moved.
class Storage {
 public:
  Bytes keep(std::string bytes) { return kept_.emplace_back(std::move(bytes)); }

 private:
  std::deque<std::string> kept_;
};

}  // namespace replyd
