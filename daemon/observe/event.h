#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/address.h"
#include "base/bytes.h"
#include "base/level.h"

namespace replyd {

// The names that logs use are an interface: see name_of and the declarations in event.cc, from
// which docs/logs.md is checked.
enum class EventName : std::uint8_t {
  Starting,
  Listening,
  Ready,
  Connected,
  Message,
  Unmatched,
  Closed,
  Refused,
  Limited,
  Event,
  Error,
  Reloading,
  Reloaded,
  ReloadFailed,
  Stopping,
  Stopped,
};

enum class Reason : std::uint8_t {
  None,
  PeerClosed,
  PeerReset,
  ReplyClose,
  IdleTimeout,
  Lifetime,
  MessageSize,
  Access,
  Limit,
  Rate,
  SourcePort,
  Loop,
  Shutdown,
  Reloaded,
  Error,
};
inline constexpr std::size_t kReasons = static_cast<std::size_t>(Reason::Error) + 1;

// One thing that happened. Only views: it is copied into the queue, or dropped, before write
// returns. Absent fields are not logged.
struct Event {
  EventName name = EventName::Event;
  Level level = Level::Info;
  std::string_view listener;
  std::string_view transport;
  const Address* peer = nullptr;
  std::string_view peer_path;  // of a unix datagram's sender
  const Address* local = nullptr;
  std::string_view endpoint;  // `local` for events about a listening socket, as an endpoint
  std::optional<std::uint64_t> connection;
  std::string_view rule;
  std::optional<std::uint64_t> bytes_in;
  std::optional<std::uint64_t> bytes_out;
  std::optional<Bytes> payload;  // whole; the log cuts and escapes it, and says `truncated`
  bool truncated = false;        // the message was longer than what was taken of it
  Reason reason = Reason::None;
  std::optional<std::chrono::nanoseconds> duration;
  std::string_view message;
};

struct NameDeclaration {
  std::string_view name;
  std::string_view help;
};
// In the order of the enumerations; fields in the order in which lines show them.
std::span<const NameDeclaration> event_declarations();
std::span<const NameDeclaration> reason_declarations();
std::span<const NameDeclaration> field_declarations();
std::string_view name_of(EventName name) noexcept;
std::string_view name_of(Reason reason) noexcept;
std::string_view name_of(Level level) noexcept;
// Traffic events (connected, message, unmatched, closed, refused, limited, event, and errors of
// one exchange) pass the rate limit; operational ones are never dropped for it.
bool is_traffic(EventName name) noexcept;

}  // namespace replyd
