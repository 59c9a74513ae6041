#include "reply/source.h"

#include <string>

#include "reply/clock_text.h"
#include "reply/stored.h"

namespace replyd {

namespace {

Bytes ip_text(const Address& address, Arena& arena) noexcept {
  std::string text;
  append_ip(text, address);
  return stored(arena, text);
}

}  // namespace

Value read_source(Source source, const std::string& argument, const Context& context,
                  Arena& arena) noexcept {
  const Facts& facts = context.facts;
  switch (source) {
    case Source::Input:
      return context.message;
    case Source::PeerIp:
      return ip_text(*facts.peer, arena);
    case Source::PeerPort:
      return std::uint64_t{facts.peer->port()};
    case Source::LocalIp:
      return ip_text(*facts.local, arena);
    case Source::LocalPort:
      return std::uint64_t{facts.local->port()};
    case Source::Transport:
      return name_of(facts.transport);
    case Source::Listener:
      return context.listener;
    case Source::Connection:
      return facts.connection;
    case Source::Message:
      return context.number;
    case Source::Time:
      return render_time(facts.now, argument, Zone::Utc, arena);
    case Source::LocalTime:
      return render_time(facts.now, argument, Zone::Local, arena);
    case Source::TimeUnix:
      return unix_seconds(facts.now);
    case Source::TimeMs:
      return unix_milliseconds(facts.now);
    case Source::TimeNtp:
      return render_ntp(facts.now, arena);
  }
  return Bytes();
}

Needs needs_of(Source source) noexcept {
  switch (source) {
    case Source::Time:
    case Source::LocalTime:
    case Source::TimeUnix:
    case Source::TimeMs:
    case Source::TimeNtp:
      return {.clock = true};
    case Source::LocalIp:
    case Source::LocalPort:
      return {.local_address = true};
    case Source::Connection:
      return {.connection = true};
    case Source::Input:
    case Source::PeerIp:
    case Source::PeerPort:
    case Source::Transport:
    case Source::Listener:
    case Source::Message:
      break;
  }
  return {};
}

}  // namespace replyd
