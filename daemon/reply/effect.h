#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/level.h"
#include "base/units.h"
#include "model/rule.h"

namespace replyd {

// Bytes to send. Kept bytes belong to the program and live as long as it does; the others lie in
// the arena until its next reset.
struct Reply {
  Bytes bytes;
  bool kept = false;
};

// A log event that the file asks for.
struct UserEvent {
  Level level = Level::Info;
  Bytes text;  // in the program or in the arena
};

// What the world should do because of one message, or because a peer has come.
struct Effects {
  // The rule that matched, for logs; empty if none did.
  std::string_view rule;
  bool matched = false;        // always true of a listener without rules
  Nanoseconds delay{0};        // from the message's arrival; holds up all below
  std::optional<Reply> reply;  // none and empty are two different things
  std::optional<UserEvent> event;
  Close close = Close::No;
  // A value did not fit when the time came (300 into u8): there is no reply, and this says why.
  std::string_view error;
};

}  // namespace replyd
