#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/units.h"
#include "model/listener.h"
#include "model/log.h"

namespace replyd {

// How the kernel is asked which sockets are ready.
enum class Backend : std::uint8_t { Auto, Epoll, Kqueue, Poll, Select };

constexpr std::string_view name_of(Backend backend) noexcept {
  constexpr std::string_view kNames[] = {"auto", "epoll", "kqueue", "poll", "select"};
  return kNames[static_cast<int>(backend)];
}

// All that one configuration file says. Plain values: two equal files give equal ones.
struct Config {
  std::vector<ListenerSpec> listeners;
  std::vector<LogSpec> logs{LogSpec{}};
  std::uint32_t workers = 0;  // 0: one per usable CPU
  Backend backend = Backend::Auto;
  Nanoseconds shutdown_timeout = std::chrono::seconds{10};
  Position workers_where;  // for what is only known at start
  Position backend_where;

  bool operator==(const Config&) const = default;
};

}  // namespace replyd
