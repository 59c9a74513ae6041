#include "command/client.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "base/address.h"

namespace replyd {
namespace {

using std::chrono::steady_clock;

// Waits until the socket is ready for `events`; false once the deadline has passed.
bool wait_for(int fd, short events, Deadline deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    pollfd one{fd, events, 0};
    const auto patience = std::clamp<long long>(left.count(), 0, 1'000'000);
    const int ready = ::poll(&one, 1, static_cast<int>(patience));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

Parsed<std::vector<SocketAddress>> addresses_of(const EndpointSpec& endpoint) {
  using Result = Parsed<std::vector<SocketAddress>>;
  if (is_unix(endpoint.transport)) {
    const auto address = SocketAddress::of_unix(endpoint.path);
    if (!address) return Result::failed(address.error, address.expected);
    return std::vector{*address};
  }
  addrinfo hints{};
  hints.ai_socktype = is_stream(endpoint.transport) ? SOCK_STREAM : SOCK_DGRAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(endpoint.port);
  const int failed = ::getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, &found);
  if (failed != 0) {
    return Result::failed("unknown host '" + endpoint.host + "': " + ::gai_strerror(failed));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  std::vector<SocketAddress> addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    SocketAddress address;
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    address.length = one->ai_addrlen;
    addresses.push_back(address);
  }
  return addresses;
}

// Connects one socket; 0, or the errno of the failure.
int connect_to(int fd, const SocketAddress& address, Deadline deadline) {
  if (::connect(fd, address.get(), address.length) == 0) return 0;
  if (errno != EINPROGRESS && errno != EAGAIN) return errno;
  if (!wait_for(fd, POLLOUT, deadline)) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

// A path that nobody has, for a unix datagram socket: without an address it gets no reply.
std::string unused_path() {
  std::string folder = "/tmp/replyd-send-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return {};
  return folder + "/socket";
}

bool bind_to(int fd, const std::string& path) {
  const auto address = SocketAddress::of_unix(path);
  return address && ::bind(fd, address->get(), address->length) == 0;
}

void remove_path(const std::string& path) noexcept {
  if (path.empty()) return;
  ::unlink(path.c_str());
  ::rmdir(path.substr(0, path.rfind('/')).c_str());
}

}  // namespace

Client::Client(Client&& other) noexcept
    : socket_(std::move(other.socket_)),
      stream_(other.stream_),
      own_path_(std::exchange(other.own_path_, {})) {}

Client::~Client() { remove_path(own_path_); }

Parsed<Client> Client::connect(const EndpointSpec& endpoint, Deadline deadline) {
  const auto addresses = addresses_of(endpoint);
  if (!addresses) return Parsed<Client>::failed(addresses.error, addresses.expected);
  const bool stream = is_stream(endpoint.transport);
  int error = ECONNREFUSED;
  for (const SocketAddress& address : *addresses) {
    UniqueFd fd(::socket(address.storage.ss_family, stream ? SOCK_STREAM : SOCK_DGRAM, 0));
    if (!fd) {
      error = errno;
      continue;
    }
    ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
    Client client(std::move(fd), stream);
    if (endpoint.transport == Transport::UnixGram) {
      client.own_path_ = unused_path();
      if (!bind_to(client.socket_.get(), client.own_path_)) {
        return Parsed<Client>::failed("cannot make a socket in /tmp for the answer");
      }
    }
    error = connect_to(client.socket_.get(), address, deadline);
    if (error == 0) return client;
  }
  return Parsed<Client>::failed("cannot reach " + format_endpoint(endpoint) + ": " +
                                std::strerror(error));
}

Parsed<bool> Client::send(Bytes bytes, Deadline deadline) {
  do {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), 0);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (!wait_for(socket_.get(), POLLOUT, deadline)) {
        return Parsed<bool>::failed("the peer does not take what is sent");
      }
    } else if (errno != EINTR) {
      return Parsed<bool>::failed(std::strerror(errno));
    }
  } while (!bytes.empty());
  return true;
}

void Client::finish_sending() noexcept {
  if (stream_) ::shutdown(socket_.get(), SHUT_WR);
}

Client::Received Client::receive(std::string& to, Deadline deadline, std::string& why) {
  // A datagram comes whole or not at all, so there is room for the largest.
  std::array<char, 65536> room;
  while (wait_for(socket_.get(), POLLIN, deadline)) {
    const ssize_t size = ::recv(socket_.get(), room.data(), room.size(), 0);
    if (size > 0 || (size == 0 && !stream_)) {
      to.append(room.data(), static_cast<std::size_t>(size));
      return Received::Some;
    }
    if (size == 0) return Received::End;
    if (errno == EAGAIN || errno == EINTR) continue;
    why = std::strerror(errno);
    return Received::End;
  }
  return Received::Nothing;
}

}  // namespace replyd
