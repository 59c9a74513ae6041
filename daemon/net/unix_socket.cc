#include "net/unix_socket.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "base/address.h"
#include "base/units.h"
#include "net/io.h"
#include "net/socket_options.h"

namespace replyd {
namespace {

constexpr uid_t kSameUser = static_cast<uid_t>(-1);
constexpr gid_t kSameGroup = static_cast<gid_t>(-1);

int type_of(Transport transport) noexcept {
  return transport == Transport::Unix ? SOCK_STREAM : SOCK_DGRAM;
}

// Makes room for the socket's file: removes one that nobody listens on.
SocketProblem remove_stale(const EndpointSpec& endpoint, const SocketAddress& address) {
  struct stat status {};
  if (::lstat(endpoint.path.c_str(), &status) != 0) return {};  // bind tells what is wrong
  if (!S_ISSOCK(status.st_mode)) {
    return {"'" + endpoint.path + "' is there, and is not a socket",
            "choose another path, or move the file away"};
  }
  const UniqueFd probe = open_socket(AF_UNIX, type_of(endpoint.transport));
  if (!probe) return problem_of_unix(errno, endpoint);
  const int error = ::connect(probe.get(), address.get(), address.length) == 0 ? 0 : errno;
  if (error == EACCES || error == EPERM) {
    return {"permission denied for '" + endpoint.path + "', so nobody can say if it is served",
            "let the user that replyd runs as write to it, or remove the file"};
  }
  if (error != ECONNREFUSED) {
    return {"address already in use",
            "another process listens there: `ss -xlp src " + endpoint.path + "` tells which"};
  }
  if (::unlink(endpoint.path.c_str()) != 0) return problem_of_unix(errno, endpoint);
  return {};
}

template <typename Id, typename Lookup>
std::optional<Id> find_id(const std::string& name, Id unchanged, Lookup lookup) {
  if (name.empty()) return unchanged;
  if (const auto number = parse_number(name)) return static_cast<Id>(*number);
  return lookup(name);
}

std::optional<uid_t> find_user(const std::string& name) {
  return find_id(name, kSameUser, [](const std::string& known) -> std::optional<uid_t> {
    const passwd* const user = ::getpwnam(known.c_str());
    if (user == nullptr) return std::nullopt;
    return user->pw_uid;
  });
}

std::optional<gid_t> find_group(const std::string& name) {
  return find_id(name, kSameGroup, [](const std::string& known) -> std::optional<gid_t> {
    const group* const found = ::getgrnam(known.c_str());
    if (found == nullptr) return std::nullopt;
    return found->gr_gid;
  });
}

SocketProblem give_away(const std::string& path, const SocketSpec& options) {
  if (options.owner.empty() && options.group.empty()) return {};
  const auto user = find_user(options.owner);
  if (!user) return {"there is no user '" + options.owner + "'", "see `getent passwd`"};
  const auto group = find_group(options.group);
  if (!group) return {"there is no group '" + options.group + "'", "see `getent group`"};
  if (::chown(path.c_str(), *user, *group) == 0) return {};
  return {"the file cannot be given to '" + options.owner + ":" + options.group + "'",
          "only root may give files away; `group` may be one that replyd's user is in"};
}

// Owner and mode of the file, before anybody can connect.
SocketProblem set_access(const std::string& path, const SocketSpec& options) {
  if (SocketProblem problem = give_away(path, options)) return problem;
  if (options.mode && ::chmod(path.c_str(), static_cast<mode_t>(*options.mode)) != 0) {
    return {"the mode of '" + path + "' cannot be set", ""};
  }
  return {};
}

UnixSocket failed(SocketProblem problem) {
  UnixSocket none;
  none.problem = std::move(problem);
  return none;
}

}  // namespace

UnixSocket open_unix_socket(const EndpointSpec& endpoint, const SocketSpec& options) {
  const auto address = SocketAddress::of_unix(endpoint.path);
  if (!address) return failed({address.error, address.expected});
  const bool has_file = !endpoint.path.starts_with('@');
  if (has_file) {
    if (SocketProblem problem = remove_stale(endpoint, *address)) return failed(problem);
  }
  UnixSocket opened;
  opened.socket = open_socket(AF_UNIX, type_of(endpoint.transport));
  if (!opened.socket) return failed(problem_of_unix(errno, endpoint));
  const int fd = opened.socket.get();
  set_buffers(fd, options);
  // Where the system takes the file's mode from the socket, it is never wider than asked.
  if (options.mode) ::fchmod(fd, static_cast<mode_t>(*options.mode));
  if (::bind(fd, address->get(), address->length) != 0) {
    return failed(problem_of_unix(errno, endpoint));
  }
  if (has_file) {
    opened.file = SocketFile(endpoint.path);
    if (SocketProblem problem = set_access(endpoint.path, options)) return failed(problem);
  }
  if (endpoint.transport == Transport::Unix && ::listen(fd, as_int(options.backlog)) != 0) {
    return failed(problem_of_unix(errno, endpoint));
  }
  return opened;
}

}  // namespace replyd
