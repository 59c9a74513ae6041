#pragma once

#include <sys/types.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/listener.h"
#include "observe/counters.h"

namespace replyd {

// One listener and the sockets on which it is reached.
struct Listening {
  const ListenerSpec* listener = nullptr;
  std::vector<EndpointSpec> endpoints;  // with the addresses and ports that they really have
};

// What the ready file holds: {"pid": 1, "listeners": {"NAME": ["tcp://127.0.0.1:40123"]}}
std::string ready_text(pid_t pid, std::span<const Listening> listening);

// What all workers counted of one listener: "connections=3 messages=5 ..."; what is 0 is left
// out.
std::string format_totals(std::span<const std::unique_ptr<ListenerCounters>> workers);

}  // namespace replyd
