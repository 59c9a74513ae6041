#pragma once

#include "base/arena.h"
#include "base/bytes.h"

namespace replyd {

// A copy of `bytes` that lives as long as the arena's blocks do.
inline Bytes stored(Arena& arena, Bytes bytes) {
  arena.append(bytes);
  return arena.finish();
}

}  // namespace replyd
