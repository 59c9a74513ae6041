#include "net/stream_handler.h"

#include <string>
#include <system_error>
#include <utility>

namespace replyd {
namespace {

// So many connections are taken in one wake, then others have their turn.
constexpr int kAcceptBudget = 64;
// How long nothing is accepted after descriptors have run out.
constexpr std::chrono::seconds kRest{1};
constexpr Rate kRestLog{1, kRest, 1};

}  // namespace

StreamHandler::StreamHandler(WorkerContext context, Listener& listener, Transport transport,
                             UniqueFd socket, ListenerCounters& counters, ListenerLog& log)
    : context_(context),
      listener_(listener),
      counters_(counters),
      log_(log),
      transport_(transport),
      idle_timeout_(context.loop.shared_timeout(listener.spec.idle_timeout)),
      socket_(std::move(socket)),
      watch_(FdWatch::of<&StreamHandler::on_acceptable>(context.loop, socket_.get(), *this)),
      rest_(Timer::of<&StreamHandler::on_rested>(context.loop, *this)) {}

StreamHandler::~StreamHandler() { stop(); }

void StreamHandler::start() {
  if (!watch_.start(FdWatch::Interest::Read)) rest(failure());
}

void StreamHandler::drain() {
  rest_.stop();
  watch_.stop();
  socket_.reset();
  // From behind: a connection that closes is replaced by the last one.
  for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->drain();
}

void StreamHandler::stop() {
  rest_.stop();
  watch_.stop();
  socket_.reset();
  while (!connections_.empty()) connections_.back()->close(Reason::Shutdown);
}

void StreamHandler::on_acceptable(FdWatch::Ready) noexcept {
  const SteadyTime now = Loop::now();
  int failures = 0;
  for (int budget = kAcceptBudget; budget > 0 && socket_; --budget) {
    Accepted accepted = accept_one(socket_.get());
    switch (accepted.result.status) {
      case IoStatus::Done:
        take(std::move(accepted), now);
        break;
      case IoStatus::Again:
        return;
      case IoStatus::NoResources:
        return rest(accepted.result);
      default:  // that connection has failed, not the listener; unless nothing else ever comes
        if (++failures == kAcceptBudget) return rest(accepted.result);
    }
  }
}

void StreamHandler::on_rested() noexcept { start(); }

void StreamHandler::rest(const IoResult& why) noexcept {
  watch_.stop();
  rest_.start(kRest);
  const SteadyTime now = Loop::now();
  counters_.limited[static_cast<std::size_t>(Reason::Limit)].add();
  if (!listener_.shared.exhausted_log.take(kRestLog, now)) return;
  Event told = event(EventName::Limited, Level::Warning);
  told.reason = Reason::Limit;
  const std::string text =
      "accepting rests for a second: " + std::generic_category().message(why.error);
  told.message = text;
  log_.write(told, now);
}

void StreamHandler::take(Accepted accepted, SteadyTime now) noexcept {
  Peers::Place place = Peers::kNoPlace;
  const Reason refused = refusal(accepted.peer, place, now);
  if (refused != Reason::None) {
    return refuse(accepted.peer, refused, now);
  }
  connections_.push_back(std::make_unique<StreamConnection>(*this, std::move(accepted.socket),
                                                            accepted.peer, place, now));
  connections_.back()->index = static_cast<std::uint32_t>(connections_.size() - 1);
  counters_.connections.add();
  connections_.back()->start();
}

Reason StreamHandler::refusal(const Address& peer, Peers::Place& place, SteadyTime now) noexcept {
  auto& open = listener_.shared.open;
  if (open.fetch_add(1, std::memory_order_relaxed) >= listener_.spec.limits.connections) {
    open.fetch_sub(1, std::memory_order_relaxed);
    return Reason::Limit;
  }
  const Reason refused = rate_refusal(peer, place, now);
  if (refused != Reason::None) open.fetch_sub(1, std::memory_order_relaxed);
  return refused;
}

Reason StreamHandler::rate_refusal(const Address& peer, Peers::Place& place,
                                   SteadyTime now) noexcept {
  const bool is_exempt = listener_.is_exempt(peer);
  const auto& rate = listener_.spec.limits.connection_rate;
  // Looked at first: a peer must not pay for what the listener then refuses.
  TokenBucket& bucket = listener_.shared.connection_rate;
  if (rate && !is_exempt && bucket.ready_at(*rate) > now) return Reason::Rate;
  if (listener_.peers) {
    const Peers::Arrival arrival = listener_.peers->arrive(peer, is_exempt, now);
    if (arrival.refused != Reason::None) return arrival.refused;
    place = arrival.place;
  }
  if (!rate || is_exempt || bucket.take(*rate, now)) return Reason::None;
  if (listener_.peers) listener_.peers->leave(place);
  return Reason::Rate;
}

void StreamHandler::refuse(const Address& peer, Reason reason, SteadyTime now) noexcept {
  counters_.refused[static_cast<std::size_t>(reason)].add();
  if (!log_.wants(EventName::Refused, Level::Warning, now)) return;
  Event told = event(EventName::Refused, Level::Warning);
  told.peer = &peer;
  told.reason = reason;
  log_.write(told, now);
}

void StreamHandler::remove(StreamConnection& connection) noexcept {
  auto& place = connections_[connection.index];
  context_.loop.destroy_later(std::move(place));
  if (&place != &connections_.back()) {
    place = std::move(connections_.back());
    place->index = connection.index;
  }
  connections_.pop_back();
}

Event StreamHandler::event(EventName name, Level level) const noexcept {
  Event event;
  event.name = name;
  event.level = level;
  event.listener = listener_.spec.name;
  event.transport = name_of(transport_);
  return event;
}

}  // namespace replyd
