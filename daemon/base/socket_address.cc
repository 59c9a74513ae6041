#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/address.h"
#include "base/escape.h"

namespace replyd {
namespace {

constexpr std::size_t kPathStart = offsetof(sockaddr_un, sun_path);
// A path needs a NUL behind it, an abstract name one in front.
constexpr std::size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;

template <typename Type>
SocketAddress stored(const Type& address, std::size_t length) noexcept {
  SocketAddress out;
  std::memcpy(&out.storage, &address, sizeof address);
  out.length = static_cast<socklen_t>(length);
  return out;
}

SocketAddress of_ip4(const Address& address) noexcept {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_port = htons(address.port());
  std::memcpy(&in.sin_addr, address.ip().data(), address.ip().size());
  return stored(in, sizeof in);
}

SocketAddress of_ip6(const Address& address) noexcept {
  sockaddr_in6 in{};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(address.port());
  in.sin6_scope_id = address.scope();
  std::memcpy(&in.sin6_addr, address.ip().data(), address.ip().size());
  return stored(in, sizeof in);
}

Parsed<SocketAddress> failed(std::string_view path, std::string fault, std::string expected) {
  return Parsed<SocketAddress>::failed(in_quotes(path) + std::move(fault), std::move(expected));
}

}  // namespace

SocketAddress SocketAddress::of(const Address& ip_and_port) noexcept {
  switch (ip_and_port.family()) {
    case Address::Family::Ip4:
      return of_ip4(ip_and_port);
    case Address::Family::Ip6:
      return of_ip6(ip_and_port);
    case Address::Family::Unix:
    case Address::Family::None:
      break;
  }
  return {};
}

Parsed<SocketAddress> SocketAddress::of_unix(std::string_view path) {
  const bool abstract = path.starts_with('@');
  const std::string_view name = abstract ? path.substr(1) : path;
  if (name.empty()) {
    return failed(path, " names no unix socket", "a path such as /run/replyd.sock, or @name");
  }
  if (name.size() > kLongestPath) {
    return failed(path, " has " + std::to_string(name.size()) + " bytes",
                  "the name of a unix socket has at most " + std::to_string(kLongestPath));
  }
  if (!abstract && name.find('\0') != name.npos) {
    return failed(path, " holds a NUL byte", "only abstract names (@name) may");
  }
  sockaddr_un un{};
  un.sun_family = AF_UNIX;
  // In both cases one NUL: before the name, or behind it.
  std::memcpy(un.sun_path + (abstract ? 1 : 0), name.data(), name.size());
  return stored(un, kPathStart + name.size() + 1);
}

std::string SocketAddress::unix_path() const {
  if (length <= kPathStart || get()->sa_family != AF_UNIX) return {};
  sockaddr_un un{};
  std::memcpy(&un, &storage, sizeof un);
  const std::size_t size = std::min<std::size_t>(length, sizeof un) - kPathStart;
  const std::string_view bytes(un.sun_path, size);
  // Some systems give an unnamed socket a path of NULs.
  if (bytes.find_first_not_of('\0') == bytes.npos) return {};
  if (bytes.front() == '\0') return '@' + std::string(bytes.substr(1));
  return std::string(bytes.substr(0, bytes.find('\0')));
}

}  // namespace replyd
