#pragma once

#include <cstdint>

namespace replyd {

// How much an event matters; the words of `log.level` and of an action's `event`.
enum class Level : std::uint8_t { Debug, Info, Warning, Error };

}  // namespace replyd
