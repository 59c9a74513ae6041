#pragma once

#include "base/arena.h"
#include "model/template.h"
#include "reply/context.h"
#include "reply/program.h"
#include "reply/value.h"

namespace replyd {

// What a source holds at the time of one message; `argument` is what follows its colon. A peer or
// an own side that is a unix socket has no ip, and port 0.
Value read_source(Source source, const std::string& argument, const Context& context,
                  Arena& arena) noexcept;

// What of the outside read_source looks at.
Needs needs_of(Source source) noexcept;

}  // namespace replyd
