#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/diagnostic.h"
#include "model/rule.h"
#include "reply/condition.h"
#include "reply/storage.h"

namespace replyd {

// Finds the rule that a message matches. Which way it takes there (one after another, behind a
// cheap guard each; sets of literals and regexes) is nobody else's business.
class Matcher {
 public:
  // Literals lie in `storage`, which must live as long. What is wrong with a regex goes to
  // `diagnostics`; the matcher must not be used then.
  Matcher(const std::vector<RuleSpec>& rules, Storage& storage, Diagnostics& diagnostics);

  // The place among the rules of the first one that matches.
  std::optional<std::size_t> find(Bytes message) const noexcept;

 private:
  std::vector<Guard> guards_;  // apart from the conditions, so that passing over many stays cheap
  std::vector<Condition> conditions_;
};

}  // namespace replyd
