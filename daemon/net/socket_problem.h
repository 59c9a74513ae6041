#pragma once

#include <string>

#include "base/diagnostic.h"
#include "model/listener.h"

namespace replyd {

// What keeps an endpoint from being opened, and the cure.
struct SocketProblem {
  std::string what;
  std::string cure;

  explicit operator bool() const noexcept { return !what.empty(); }
};

// In words, for an errno of socket, bind or listen.
SocketProblem problem_of_ip(int error, const EndpointSpec& endpoint);
SocketProblem problem_of_unix(int error, const EndpointSpec& endpoint);
// "listener 'x' cannot listen on tcp://127.0.0.1:80: WHAT; CURE", at the endpoint's position.
void report(const SocketProblem& problem, const ListenerSpec& listener,
            const EndpointSpec& endpoint, Diagnostics& diagnostics);

}  // namespace replyd
