#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "reply/conversation.h"

namespace replyd {

// All that an answer may depend on.
struct Context {
  Bytes message;             // none on a greeting
  std::uint64_t number = 0;  // the message's on its connection, from 1; 0 on a greeting
  Bytes listener;            // its name
  const Facts& facts;
};

}  // namespace replyd
