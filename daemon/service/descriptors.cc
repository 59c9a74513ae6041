#include "service/descriptors.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace replyd {
namespace {

// Kept free for logs, files and the unforeseen.
constexpr std::uint64_t kReserve = 32;
// What libevent and our own pipe take: epoll, its timer, a pair for signals, a pair for tasks.
constexpr std::uint64_t kOfALoop = 6;
// FD_SETSIZE is 1,024; a descriptor beyond it would end the process.
constexpr rlim_t kSelectLimit = 1000;

std::uint64_t sockets_of(const EndpointSpec& endpoint, unsigned workers) noexcept {
  if (is_unix(endpoint.transport)) return 1;  // they cannot be shared out by the kernel
  const std::uint64_t families = endpoint.host == "*" ? 2 : 1;
  return families * workers;
}

}  // namespace

std::uint64_t raise_descriptor_limit(Backend backend) noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  limit.rlim_cur = limit.rlim_max;
  if (backend == Backend::Select) limit.rlim_cur = std::min(limit.rlim_cur, kSelectLimit);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::uint64_t count_descriptors(const Config& config, unsigned workers) noexcept {
  std::uint64_t count = kOfALoop * (workers + 1);  // the main thread has one too
  for (const ListenerSpec& listener : config.listeners) {
    for (const EndpointSpec& endpoint : listener.endpoints) count += sockets_of(endpoint, workers);
  }
  return count;
}

void fit_connections(Config& config, std::uint64_t taken, std::uint64_t limit,
                     Diagnostics& diagnostics) {
  const std::uint64_t needed = taken + kReserve;
  if (needed >= limit) {
    diagnostics.error(Position{},
                      "the listeners need " + std::to_string(needed) +
                          " descriptors, and the limit is " + std::to_string(limit),
                      "raise the limit (`ulimit -Hn`, or LimitNOFILE= in the unit), or use fewer "
                      "`workers`");
    return;
  }
  const std::uint64_t left = limit - needed;
  const ListenerSpec* first = nullptr;
  std::uint64_t lowered = 0;
  for (ListenerSpec& listener : config.listeners) {
    if (!listener.has_streams() || listener.limits.connections <= left) continue;
    if (++lowered == 1) first = &listener;
    listener.limits.connections = left;
  }
  if (first == nullptr) return;
  const std::string others =
      lowered == 1 ? "" : " (and " + std::to_string(lowered - 1) + " more listeners)";
  diagnostics.warning(first->where,
                      "listener '" + first->name + "'" + others + " can serve at most " +
                          std::to_string(left) + " connections: the limit of descriptors is " +
                          std::to_string(limit),
                      "raise that limit (`ulimit -Hn`, or LimitNOFILE= in the unit), or lower "
                      "`limits: {connections: ...}`");
}

}  // namespace replyd
