#pragma once

#include "base/diagnostic.h"
#include "model/config.h"

namespace replyd {

// What only the whole can show: endpoints that cannot both be bound, rules that never answer, and
// what is legal but risky. Parts that did not load are not there, and nothing is said of them.
void check_config(const Config& config, const Sources& sources, Diagnostics& diagnostics);

// The endpoints alone; check_config calls it.
void check_endpoints(const Config& config, const Sources& sources, Diagnostics& diagnostics);

// Conditions that no message can fulfil, and rules behind one that takes all of theirs;
// check_config calls it.
void check_reach(const ListenerSpec& listener, const Sources& sources, Diagnostics& diagnostics);

}  // namespace replyd
