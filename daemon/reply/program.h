#pragma once

#include <memory>

#include "base/bytes.h"
#include "model/listener.h"
#include "reply/framing.h"

namespace replyd {

// What outside knowledge a program asks for, so that nobody fetches what is not used.
struct Needs {
  bool clock = false;          // Facts::now
  bool local_address = false;  // Facts::local
  bool connection = false;     // Facts::connection (a shared count, on datagrams)

  Needs& operator|=(const Needs& other) noexcept {
    clock |= other.clock;
    local_address |= other.local_address;
    connection |= other.connection;
    return *this;
  }
  bool operator==(const Needs&) const = default;
};

// One listener's answers, compiled. Immutable, shared by all workers; whoever holds bytes of it
// holds it.
class Program {
 public:
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  const Framing& framing() const noexcept { return framing_; }
  const Needs& needs() const noexcept { return needs_; }
  bool has_greeting() const noexcept;

  struct Rules;  // conversation.cc and compile.cc know what is inside
  const Rules& rules() const noexcept { return *rules_; }

 private:
  friend class Compiler;
  Program();
  Framing framing_;
  Needs needs_;
  std::unique_ptr<const Rules> rules_;
};

}  // namespace replyd
