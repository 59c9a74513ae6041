// What a datagram handler tells of its work.
#include <string>
#include <system_error>

#include "net/datagram_handler.h"

namespace replyd {

// Of no one request.
Event DatagramHandler::own_event(EventName name, Level level) const noexcept {
  Event event;
  event.name = name;
  event.level = level;
  event.listener = listener_.spec.name;
  event.transport = name_of(transport_);
  return event;
}

Event DatagramHandler::event(EventName name, Level level, const Request& request) const noexcept {
  Event event = own_event(name, level);
  event.peer = &request.peer;
  if (request.local.is_ip() && !request.local.is_unspecified()) event.local = &request.local;
  if (request.connection != 0) event.connection = request.connection;
  return event;
}

void DatagramHandler::log_message(const Request& request, const Effects& effects,
                                  SteadyTime now) noexcept {
  const EventName name = effects.matched ? EventName::Message : EventName::Unmatched;
  if (!log_.wants(name, Level::Info, now)) return;
  Event told = event(name, Level::Info, request);
  const std::string path = request.sender().unix_path();
  told.peer_path = path;
  told.rule = effects.rule;
  told.bytes_in = request.datagram.payload.size();
  const bool answers = effects.reply && request.datagram.has_sender();
  told.bytes_out = answers ? effects.reply->bytes.size() : 0;
  told.payload = request.message;
  told.truncated = request.is_cut;
  log_.write(told, now);
}

void DatagramHandler::log_limited(const Request& request, Reason reason, std::string_view rule,
                                  SteadyTime now) noexcept {
  counters_.limited[static_cast<std::size_t>(reason)].add();
  if (!log_.wants(EventName::Limited, Level::Warning, now)) return;
  Event told = event(EventName::Limited, Level::Warning, request);
  const std::string path = request.sender().unix_path();
  told.peer_path = path;
  told.rule = rule;
  told.reason = reason;
  told.bytes_in = request.datagram.payload.size();
  told.payload = request.message;
  log_.write(told, now);
}

void DatagramHandler::log_error(const Request& request, const Effects& effects,
                                SteadyTime now) noexcept {
  counters_.errors.add();
  if (!log_.wants(EventName::Error, Level::Error, now)) return;
  Event told = event(EventName::Error, Level::Error, request);
  const std::string path = request.sender().unix_path();
  told.peer_path = path;
  told.rule = effects.rule;
  told.message = effects.error;
  log_.write(told, now);
}

void DatagramHandler::log_user_event(const LateEvent& late, const SocketAddress& peer,
                                     SteadyTime now) noexcept {
  if (!log_.wants(EventName::Event, late.level, now)) return;
  const Address address = peer.address();
  const std::string path = peer.unix_path();
  Event told = own_event(EventName::Event, late.level);
  told.peer = &address;
  told.peer_path = path;
  told.rule = late.rule;
  told.message = late.text;
  log_.write(told, now);
}

void DatagramHandler::log_rest(int error, SteadyTime now) noexcept {
  if (!log_.wants(EventName::Error, Level::Error, now)) return;
  const std::string text =
      "nothing can be received for now: " + std::generic_category().message(error);
  Event told = own_event(EventName::Error, Level::Error);
  told.message = text;
  log_.write(told, now);
}

void DatagramHandler::log_dropped(const DatagramOutbox::Sent& sent, SteadyTime now) noexcept {
  counters_.errors.add(sent.dropped);
  if (!log_.wants(EventName::Error, Level::Warning, now)) return;
  const std::string text = std::to_string(sent.dropped) + " replies could not be sent: " +
                           std::generic_category().message(sent.error);
  Event told = own_event(EventName::Error, Level::Warning);
  told.message = text;
  log_.write(told, now);
}

}  // namespace replyd
