#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/diagnostic.h"
#include "model/rule.h"
#include "reply/folded_search.h"
#include "reply/regex.h"
#include "reply/storage.h"

namespace replyd {

// What can be said of a message by its length and its first byte: enough to pass over most rules.
struct Guard {
  std::uint64_t min_length = 0;
  std::uint64_t max_length = UINT64_MAX;
  unsigned char first_mask = 0xff;  // the first byte, with these bits set, is `first`;
  unsigned char first = 0xff;       // as it stands here: any byte

  bool admits(Bytes message) const noexcept {
    if (message.size() < min_length || message.size() > max_length) return false;
    const unsigned char byte = message.empty() ? 0 : static_cast<unsigned char>(message.front());
    return message.empty() || static_cast<unsigned char>(byte | first_mask) == first;
  }
  bool knows_first() const noexcept { return first_mask != 0xff; }
  // What holds where both hold, and where at least one does.
  Guard both(const Guard& other) const noexcept;
  Guard either(const Guard& other) const noexcept;
};

// One condition of a rule with those in it, compiled. Its bytes lie in the storage that it was
// compiled into.
class Condition {
 public:
  // What is wrong with a regex goes to `diagnostics`; the condition must not be used then.
  Condition(const ConditionSpec& spec, Storage& storage, Diagnostics& diagnostics);

  bool holds(Bytes message) const noexcept;
  // Admits at least every message of which the condition holds.
  Guard guard() const noexcept;

 private:
  using Kind = ConditionSpec::Kind;
  Guard guard_of_bytes() const noexcept;
  bool equals(Bytes part) const noexcept;
  bool holds_of_bytes(Bytes message) const noexcept;

  Kind kind_;
  bool ignore_case_;
  Bytes bytes_;  // in lower case if the case is ignored
  std::uint64_t min_length_;
  std::uint64_t max_length_;
  std::optional<Regex> regex_;
  std::optional<FoldedSearch> search_;  // Contains, if the case is ignored
  std::vector<Condition> children_;
};

}  // namespace replyd
