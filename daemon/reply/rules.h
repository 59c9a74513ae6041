#pragma once

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/level.h"
#include "base/units.h"
#include "model/rule.h"
#include "reply/matcher.h"
#include "reply/program.h"
#include "reply/storage.h"
#include "reply/template.h"

namespace replyd {

// What is done when a rule matches, or on a greeting, compiled.
struct Action {
  struct Event {
    Level level = Level::Info;
    Template text;
  };

  Bytes name;  // of the rule, or FILE:LINE
  DelaySpec delay;
  std::optional<Template> reply;
  std::optional<Event> event;
  Close close = Close::No;
};

// The inside of a Program. All bytes that its parts point to lie in `storage`.
struct Program::Rules {
  Storage storage;
  Bytes listener;
  std::optional<Action> greeting;
  Matcher matcher;
  std::vector<Action> actions;  // of the rule at the same place
};

}  // namespace replyd
