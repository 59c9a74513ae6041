// What a connection tells of itself.
#include <string>
#include <system_error>

#include "net/stream_connection.h"
#include "net/stream_handler.h"

namespace replyd {

Event StreamConnection::event(EventName name, Level level) const noexcept {
  Event event = handler_.event(name, level);
  event.peer = &peer_;
  event.connection = number_;
  return event;
}

void StreamConnection::log_connected(SteadyTime now) noexcept {
  if (!handler_.log_.wants(EventName::Connected, Level::Info, now)) return;
  const Address local = local_address(socket_.get());
  Event told = event(EventName::Connected, Level::Info);
  told.local = &local;
  handler_.log_.write(told, now);
}

void StreamConnection::log_message(const Effects& effects, const Cut& cut,
                                   SteadyTime now) noexcept {
  const EventName name = effects.matched ? EventName::Message : EventName::Unmatched;
  if (!handler_.log_.wants(name, Level::Info, now)) return;
  Event told = event(name, Level::Info);
  told.rule = effects.rule;
  told.bytes_in = cut.message.size();
  told.bytes_out = effects.reply && !output_ended_ ? effects.reply->bytes.size() : 0;
  told.payload = cut.message;
  told.truncated = cut.truncated;
  handler_.log_.write(told, now);
}

void StreamConnection::log_error(const Effects& effects, SteadyTime now) noexcept {
  handler_.counters_.errors.add();
  if (!handler_.log_.wants(EventName::Error, Level::Error, now)) return;
  Event told = event(EventName::Error, Level::Error);
  told.rule = effects.rule;
  told.message = effects.error;
  handler_.log_.write(told, now);
}

void StreamConnection::log_user_event(Level level, Bytes text, std::string_view rule,
                                      SteadyTime now) noexcept {
  if (!handler_.log_.wants(EventName::Event, level, now)) return;
  Event told = event(EventName::Event, level);
  told.rule = rule;
  told.message = text;
  handler_.log_.write(told, now);
}

void StreamConnection::log_stall(SteadyTime now) noexcept {
  handler_.counters_.limited[static_cast<std::size_t>(Reason::Rate)].add();
  if (!handler_.log_.wants(EventName::Limited, Level::Warning, now)) return;
  Event told = event(EventName::Limited, Level::Warning);
  told.reason = Reason::Rate;
  handler_.log_.write(told, now);
}

void StreamConnection::log_closed(Reason reason, int error, SteadyTime now) noexcept {
  if (!handler_.log_.wants(EventName::Closed, Level::Info, now)) return;
  Event told = event(EventName::Closed, Level::Info);
  told.reason = reason;
  told.bytes_in = bytes_in_;
  told.bytes_out = bytes_out_;
  told.duration = now - opened_;
  const std::string words = end_in_words(error);
  told.message = words;
  handler_.log_.write(told, now);
}

std::string StreamConnection::end_in_words(int error) const {
  if (error != 0) return std::generic_category().message(error);
  if (!input_ended_ || !has_input()) return {};
  return "the last " + std::to_string(held_->input.rest().size()) +
         " bytes were not a whole message";
}

}  // namespace replyd
