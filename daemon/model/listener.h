#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/diagnostic.h"
#include "base/units.h"
#include "model/endpoint.h"
#include "model/log.h"
#include "model/rule.h"

namespace replyd {

// How a stream is cut into messages.
struct FramingSpec {
  enum class Kind : std::uint8_t { Raw, Line, Delimiter, Fixed, End };

  Kind kind = Kind::Raw;
  std::vector<std::string> delimiters;  // Delimiter: any of them, none empty
  std::uint64_t size = 0;               // Fixed

  bool operator==(const FramingSpec&) const = default;
};

enum class Oversize : std::uint8_t { Close, Truncate };

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 65535;

  bool operator==(const PortRange&) const = default;
};

// The bounds of a listener. They hold for it as a whole, however many workers serve it.
struct LimitsSpec {
  // Streams. A limit that is not set is not counted.
  std::uint64_t connections = 10000;
  std::optional<std::uint64_t> connections_per_peer;
  std::optional<Rate> connection_rate;
  std::optional<Rate> connection_rate_per_peer;
  // Both. A stream past its rate is not read until there is room, a datagram is dropped.
  std::optional<Rate> message_rate;
  std::optional<Rate> message_rate_per_peer;
  std::uint64_t message_size = std::uint64_t{64} * 1024;
  Oversize oversize = Oversize::Close;
  // Bytes not yet taken by the kernel: of one connection, or of all of a datagram listener.
  std::uint64_t pending_output = std::uint64_t{1024} * 1024;
  std::uint64_t pending_datagrams = std::uint64_t{16} * 1024 * 1024;
  // Datagrams: who may be answered, and how much.
  PortRange source_ports{1024, 65535};
  bool answer_broadcast = false;
  Rate answer_rate_per_peer{200, std::chrono::seconds{1}, 200};  // a peer is a /24 or a /56
  Rate answer_bytes_per_peer{std::uint64_t{256} * 1024, std::chrono::seconds{1},
                             std::uint64_t{256} * 1024};
  // Who is not rate-limited.
  std::vector<Network> exempt;  // loading puts loopback here if the file says nothing

  bool operator==(const LimitsSpec&) const = default;
};

// Options of the sockets; what is not set is left as the system has it.
struct SocketSpec {
  std::uint64_t backlog = 4096;  // the kernel lowers it to somaxconn
  std::optional<bool> v6_only;   // not set: "*" takes both families by a socket of each
  bool no_delay = true;
  bool keep_alive = false;
  std::optional<std::uint64_t> receive_buffer;
  std::optional<std::uint64_t> send_buffer;
  bool free_bind = false;
  std::optional<std::uint32_t> mode;  // of a unix socket's file
  std::string owner;                  // a user's name or number; empty: as created
  std::string group;

  bool operator==(const SocketSpec&) const = default;
};

// A listener as the file declares it, defaults applied.
struct ListenerSpec {
  std::string name;                     // unique; shown in logs and metrics
  std::vector<EndpointSpec> endpoints;  // never empty after loading
  FramingSpec framing;                  // streams only
  std::optional<ActionSpec> greeting;   // streams only
  std::vector<RuleSpec> rules;          // first match answers; an action directly on the listener
                                        // is one rule that always matches
  Nanoseconds idle_timeout = std::chrono::minutes{5};  // without a byte either way
  std::optional<Nanoseconds> lifetime;
  LimitsSpec limits;
  SocketSpec socket;
  std::vector<LogSpec> logs;  // the file's, with this listener's overrides
  Position where;             // of the list item, for messages

  bool has_streams() const {
    return std::any_of(endpoints.begin(), endpoints.end(),
                       [](const EndpointSpec& e) { return is_stream(e.transport); });
  }
  bool has_datagrams() const {
    return std::any_of(endpoints.begin(), endpoints.end(),
                       [](const EndpointSpec& e) { return !is_stream(e.transport); });
  }

  bool operator==(const ListenerSpec&) const = default;
};

}  // namespace replyd
