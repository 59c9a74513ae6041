#include "observe/event.h"

#include <array>

namespace replyd {
namespace {

constexpr std::array kEvents = std::to_array<NameDeclaration>({
    {"starting", "replyd starts; says its version and its file"},
    {"listening", "a socket is bound; `local` tells where, also which port the kernel picked"},
    {"ready", "every listener is bound and serves"},
    {"connected", "a peer connected to a stream listener"},
    {"message", "a message came and was taken, by `rule` if there is one"},
    {"unmatched", "a message came that no rule matches"},
    {"closed", "a connection ended; `reason` says why"},
    {"refused", "a peer was turned away; `reason` says why"},
    {"limited", "a rate, a limit or a guard held something back; also sums up what was not logged"},
    {"event", "an `event` of the configuration file; `message` is its text"},
    {"error", "something failed; `message` says what"},
    {"reloading", "the configuration is being read again"},
    {"reloaded", "the new configuration is in force"},
    {"reload_failed", "the new configuration is not used, the running one stays"},
    {"stopping", "replyd drains its connections"},
    {"stopped", "replyd ends"},
});
static_assert(kEvents.size() == static_cast<std::size_t>(EventName::Stopped) + 1);

constexpr std::array kReasonNames = std::to_array<NameDeclaration>({
    {"", ""},
    {"peer_closed", "the peer closed its side"},
    {"peer_reset", "the peer, or the network, reset the connection"},
    {"reply_close", "a rule's `close`"},
    {"idle_timeout", "no byte in either direction for `idle_timeout`"},
    {"lifetime", "the connection was as old as `lifetime` allows"},
    {"message_size", "a message grew past `limits.message_size`"},
    {"access", "the peer is not allowed by `access`"},
    {"limit", "a limit on connections, conversations or queued bytes is reached"},
    {"rate", "a rate limit is used up"},
    {"source_port", "the datagram's source port is outside `limits.source_ports`"},
    {"loop",
     "the datagram's source can only make a loop: ourselves, a broadcast or multicast address, "
     "port 0"},
    {"shutdown", "replyd stops"},
    {"reloaded", "the configuration that the connection began with is no longer in force"},
    {"error", "a system call failed, or a reply could not be made; `message` says what"},
});
static_assert(kReasonNames.size() == kReasons);

constexpr std::array kFieldNames = std::to_array<NameDeclaration>({
    {"time", "when it happened: RFC 3339, UTC, milliseconds"},
    {"level", "`debug`, `info`, `warning` or `error`"},
    {"event", "the event's name"},
    {"listener", "the listener's name"},
    {"transport", "`tcp`, `udp`, `unix` or `unixgram`"},
    {"peer", "who it came from: address and port, or the path of a unix socket"},
    {"local", "where it came to"},
    {"connection", "the connection's number on this listener"},
    {"rule", "the rule that matched: its name, or its place `FILE:LINE`"},
    {"bytes_in", "bytes received: of this message, or of the whole connection"},
    {"bytes_out", "bytes sent: of this reply, or of the whole connection"},
    {"payload", "the first bytes of the message, as many as `payload_bytes` says, escaped"},
    {"truncated", "`true` if the payload or message was longer than what is shown"},
    {"reason", "why; one of the reasons below"},
    {"duration", "seconds: how long the connection lasted, or what `message` says"},
    {"message", "text for people"},
});

constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};

}  // namespace

std::span<const NameDeclaration> event_declarations() { return kEvents; }
std::span<const NameDeclaration> reason_declarations() { return kReasonNames; }
std::span<const NameDeclaration> field_declarations() { return kFieldNames; }

std::string_view name_of(EventName name) noexcept {
  return kEvents[static_cast<std::size_t>(name)].name;
}

std::string_view name_of(Reason reason) noexcept {
  return kReasonNames[static_cast<std::size_t>(reason)].name;
}

std::string_view name_of(Level level) noexcept { return kLevels[static_cast<std::size_t>(level)]; }

bool is_traffic(EventName name) noexcept {
  switch (name) {
    case EventName::Connected:
    case EventName::Message:
    case EventName::Unmatched:
    case EventName::Closed:
    case EventName::Refused:
    case EventName::Limited:
    case EventName::Event:
    case EventName::Error:
      return true;
    case EventName::Starting:
    case EventName::Listening:
    case EventName::Ready:
    case EventName::Reloading:
    case EventName::Reloaded:
    case EventName::ReloadFailed:
    case EventName::Stopping:
    case EventName::Stopped:
      return false;
  }
  return false;
}

}  // namespace replyd
