#include "net/socket_problem.h"

#include <cerrno>
#include <system_error>

namespace replyd {
namespace {

constexpr std::uint16_t kFirstFreePort = 1024;

SocketProblem out_of_descriptors() {
  return {"out of descriptors",
          "raise the limit (`ulimit -n`, or LimitNOFILE= in the unit), or use fewer `workers`"};
}

SocketProblem other(int error) { return {std::generic_category().message(error), ""}; }

SocketProblem not_permitted(const EndpointSpec& endpoint) {
  if (endpoint.port >= kFirstFreePort) {
    return {"permission denied", "a security policy of this machine forbids it"};
  }
  return {"permission denied",
          "ports below 1024 need CAP_NET_BIND_SERVICE (AmbientCapabilities=CAP_NET_BIND_SERVICE "
          "in the unit, or `setcap cap_net_bind_service=+ep` on the program); or use a port from "
          "1024"};
}

SocketProblem in_use(const EndpointSpec& endpoint) {
  const std::string kind = endpoint.transport == Transport::Tcp ? "-ltnp" : "-lunp";
  return {"address already in use",
          "another process has it, or another endpoint of this file: `ss " + kind +
              " 'sport = :" + std::to_string(endpoint.port) + "'` tells which process"};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

SocketProblem problem_of_ip(int error, const EndpointSpec& endpoint) {
  switch (error) {
    case EACCES:
    case EPERM:
      return not_permitted(endpoint);
    case EADDRINUSE:
      return in_use(endpoint);
    case EADDRNOTAVAIL:
      return {"this machine does not have the address",
              "use one that `ip address` lists, `*` for all, or `free_bind: true` to listen before "
              "the address is there"};
    case ENOPROTOOPT:
      return {"this system cannot bind an address that is not there yet",
              "leave `free_bind` out, and start replyd when the address is there"};
    case EAFNOSUPPORT:
      return {"this machine has no IPv6", "use an IPv4 address, or `*` for what there is"};
    case EMFILE:
    case ENFILE:
      return out_of_descriptors();
    default:
      return other(error);
  }
}

SocketProblem problem_of_unix(int error, const EndpointSpec& endpoint) {
  const std::string folder = folder_of(endpoint.path);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return {"there is no folder '" + folder + "'",
              "make it first (`mkdir -p`, or RuntimeDirectory= in the unit)"};
    case EACCES:
    case EPERM:
      return {"permission denied in folder '" + folder + "'",
              "let the user that replyd runs as write there, or choose another folder"};
    case EROFS:
      return {"folder '" + folder + "' can only be read", "choose another folder"};
    case EADDRINUSE:
      return {"address already in use", "another process has it: `ss -lxp` tells which"};
    case EMFILE:
    case ENFILE:
      return out_of_descriptors();
    default:
      return other(error);
  }
}

void report(const SocketProblem& problem, const ListenerSpec& listener,
            const EndpointSpec& endpoint, Diagnostics& diagnostics) {
  diagnostics.error(endpoint.where,
                    "listener '" + listener.name + "' cannot listen on " +
                        format_endpoint(endpoint) + ": " + problem.what,
                    problem.cure);
}

}  // namespace replyd
