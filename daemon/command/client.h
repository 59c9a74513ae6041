#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/fd.h"
#include "base/parsed.h"
#include "model/endpoint.h"

namespace replyd {

using Deadline = std::chrono::steady_clock::time_point;

// A socket client that waits, with deadlines, for `send` and later for `test`. A peer that does
// not answer costs the time given, never more.
class Client {
 public:
  // Connects; a name is tried at all its addresses. Datagram sockets get an address of their own,
  // so that a reply finds them.
  static Parsed<Client> connect(const EndpointSpec& endpoint, Deadline deadline);
  Client(Client&& other) noexcept;
  ~Client();

  // Sends all of it, a datagram on datagram sockets. The error says why not.
  Parsed<bool> send(Bytes bytes, Deadline deadline);
  // No more will be sent; what was sent still gets its answers.
  void finish_sending() noexcept;

  enum class Received : std::uint8_t { Some, End, Nothing };
  // Appends what comes next: some bytes of a stream, or a datagram. `End` if the peer has closed,
  // with the reason in `why` if it was not orderly; `Nothing` if the deadline passed.
  Received receive(std::string& to, Deadline deadline, std::string& why);

 private:
  Client(UniqueFd socket, bool stream) : socket_(std::move(socket)), stream_(stream) {}
  UniqueFd socket_;
  bool stream_;
  std::string own_path_;  // of a unix datagram socket, removed at the end
};

}  // namespace replyd
