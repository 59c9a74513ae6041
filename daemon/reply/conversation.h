#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/address.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "model/endpoint.h"
#include "reply/effect.h"
#include "reply/program.h"

namespace replyd {

// What the outside knows of a message: the clock, the addresses and the chance are arguments, so
// that answering is a function. Only what the program's Needs name must be filled in.
struct Facts {
  const Address* peer = nullptr;   // never null
  const Address* local = nullptr;  // never null where needs.local_address
  Transport transport = Transport::Tcp;
  std::uint64_t connection = 0;  // its number on this listener, from 1
  std::chrono::system_clock::time_point now;
  std::uint64_t seed = 0;  // the random choices are computed from this and the numbers above
};

// One dialogue with one peer. A datagram is a dialogue of one message.
struct Conversation {
  std::uint64_t messages = 0;  // answered so far
};

// Answers one message. Pure: the same program, conversation, message and facts give the same
// effects. What is rendered lies in `arena`; the rest points into `program`.
Effects answer(const Program& program, Conversation& conversation, Bytes message,
               const Facts& facts, Arena& arena) noexcept;

// What a peer that has just come gets, if program.has_greeting(). Its message number is 0.
Effects greet(const Program& program, const Facts& facts, Arena& arena) noexcept;

}  // namespace replyd
