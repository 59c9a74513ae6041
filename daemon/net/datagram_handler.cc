#include "net/datagram_handler.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "net/peers.h"

namespace replyd {
namespace {

// How long nothing is read after the kernel could not: else that would be a spin.
constexpr std::chrono::milliseconds kRest{100};

}  // namespace

DatagramHandler::DatagramHandler(WorkerContext context, Listener& listener, Transport transport,
                                 UniqueFd socket, ListenerCounters& counters, ListenerLog& log)
    : context_(context),
      listener_(listener),
      counters_(counters),
      log_(log),
      transport_(transport),
      socket_(std::move(socket)),
      bound_(local_address(socket_.get())),
      family_(local_socket_address(socket_.get()).storage.ss_family),
      watch_(FdWatch::of<&DatagramHandler::on_readable>(context.loop, socket_.get(), *this)),
      due_(Timer::of<&DatagramHandler::on_due>(context.loop, *this)),
      rest_(Timer::of<&DatagramHandler::on_rested>(context.loop, *this)),
      guard_(listener, bound_) {}

DatagramHandler::~DatagramHandler() { stop(); }

void DatagramHandler::start() {
  if (!watch_.start(FdWatch::Interest::Read)) rest(failure());
}

void DatagramHandler::drain() {
  rest_.stop();
  watch_.stop();
}

void DatagramHandler::stop() {
  drain();
  due_.stop();
  drop_delayed();
}

void DatagramHandler::on_rested() noexcept { start(); }

// It goes on for as long as it takes, and is told once.
void DatagramHandler::rest(const IoResult& why) noexcept {
  counters_.errors.add();
  watch_.stop();
  rest_.start(kRest);
  if (!std::exchange(told_rest_, true)) log_rest(why.error, Loop::now());
}

void DatagramHandler::on_readable(FdWatch::Ready) noexcept {
  DatagramInbox& inbox = context_.buffers.inbox();
  const IoResult result = inbox.receive(socket_.get());
  if (result.status == IoStatus::Again) return;
  if (result.status != IoStatus::Done) return rest(result);
  told_rest_ = false;
  const SteadyTime now = Loop::now();
  for (std::size_t i = 0; i < result.size; ++i) take(inbox.at(i), now);
  send_all(now);
  context_.arena.reset();
}

void DatagramHandler::take(const Datagram& datagram, SteadyTime now) noexcept {
  Request request;
  request.datagram = datagram;
  request.message = datagram.payload;
  request.peer = Address::from(datagram.from, datagram.from_length);
  request.local =
      datagram.info.is_known() ? datagram.info.destination.with_port(bound_.port()) : bound_;
  counters_.received_bytes.add(datagram.payload.size());
  if (!fits(request, now)) return;
  if (!take_message_token(request.peer, now)) return log_limited(request, Reason::Rate, {}, now);
  if (listener_.program->needs().connection) {
    request.connection = 1 + listener_.shared.connections.fetch_add(1, std::memory_order_relaxed);
  }
  Conversation conversation;
  Effects effects =
      answer(*listener_.program, conversation, request.message, facts(request), context_.arena);
  counters_.messages.add();
  if (!effects.matched) counters_.unmatched.add();
  if (!effects.error.empty()) log_error(request, effects, now);
  Reason refused = refusal(request, effects, now);
  if (refused != Reason::None) effects.reply.reset();
  const bool waits = effects.delay.count() > 0;
  if (waits && !delay(request, effects, now)) refused = Reason::Limit;
  if (refused == Reason::None) {
    log_message(request, effects, now);
  } else {
    log_limited(request, refused, effects.rule, now);
  }
  if (!waits) perform(request, effects, now);
}

// A datagram longer than a message may be is dropped, or cut.
bool DatagramHandler::fits(Request& request, SteadyTime now) noexcept {
  const LimitsSpec& limits = listener_.spec.limits;
  if (request.message.size() <= limits.message_size && !request.datagram.cut) return true;
  if (limits.oversize == Oversize::Close) {
    log_limited(request, Reason::MessageSize, {}, now);
    return false;
  }
  request.message = request.message.substr(0, limits.message_size);
  request.is_cut = true;
  counters_.limited[static_cast<std::size_t>(Reason::MessageSize)].add();
  return true;
}

bool DatagramHandler::take_message_token(const Address& peer, SteadyTime now) noexcept {
  const LimitsSpec& limits = listener_.spec.limits;
  const auto& rate = limits.message_rate;
  TokenBucket& bucket = listener_.shared.message_rate;
  if (!rate && !limits.message_rate_per_peer) return true;
  if (listener_.is_exempt(peer)) return true;
  // Looked at first: a peer must not pay for what the listener then refuses.
  if (rate && bucket.ready_at(*rate) > now) return false;
  if (!listener_.peers->take_message(peer, now)) return false;
  return !rate || bucket.take(*rate, now);
}

Facts DatagramHandler::facts(const Request& request) const noexcept {
  Facts facts;
  facts.peer = &request.peer;
  facts.local = &request.local;
  facts.transport = transport_;
  facts.connection = request.connection;
  if (listener_.program->needs().clock) facts.now = std::chrono::system_clock::now();
  facts.seed = listener_.seed;
  return facts;
}

Reason DatagramHandler::refusal(const Request& request, const Effects& effects,
                                SteadyTime now) noexcept {
  if (!effects.reply) return Reason::None;
  const Reason never = guard_.judge(request.peer, request.datagram.info, now);
  if (never != Reason::None) return never;
  return guard_.take_answer(request.peer, effects.reply->bytes.size(), now);
}

SocketAddress DatagramHandler::Request::sender() const noexcept {
  SocketAddress address;
  std::memcpy(&address.storage, datagram.from, datagram.from_length);
  address.length = datagram.from_length;
  return address;
}

void DatagramHandler::perform(const Request& request, const Effects& effects,
                              SteadyTime now) noexcept {
  if (effects.event) {
    log_user_event({effects.event->level, std::string(effects.event->text), effects.rule},
                   request.sender(), now);
  }
  if (!effects.reply || !request.datagram.has_sender()) return;
  DatagramOutbox& outbox = context_.buffers.outbox();
  if (outbox.is_full()) send_all(now);
  outbox.add(effects.reply->bytes, request.datagram.from, request.datagram.from_length, family_,
             request.datagram.info);
}

void DatagramHandler::send_all(SteadyTime now) noexcept {
  DatagramOutbox& outbox = context_.buffers.outbox();
  if (outbox.is_empty()) return;
  const DatagramOutbox::Sent sent = outbox.send(socket_.get());
  counters_.replies.add(sent.sent);
  counters_.sent_bytes.add(sent.bytes);
  if (sent.dropped > 0) log_dropped(sent, now);
}

bool DatagramHandler::delay(const Request& request, const Effects& effects,
                            SteadyTime now) noexcept {
  Delayed delayed;
  delayed.due = now + effects.delay;
  delayed.order = ++delays_;
  if (effects.reply && request.datagram.has_sender()) {
    delayed.has_reply = true;
    delayed.bytes = LateBytes(effects.reply->bytes, effects.reply->kept);
  }
  if (effects.event) {
    delayed.event = std::make_unique<LateEvent>(
        LateEvent{effects.event->level, std::string(effects.event->text), effects.rule});
  }
  if (!delayed.has_reply && !delayed.event) return true;
  delayed.to = request.sender();
  delayed.info = request.datagram.info;
  auto& pending = listener_.shared.pending_datagrams;
  const std::uint64_t memory = delayed.memory();
  if (pending.fetch_add(memory) + memory > listener_.spec.limits.pending_datagrams) {
    pending.fetch_sub(memory);
    return false;
  }
  delayed_.push_back(std::move(delayed));
  std::push_heap(delayed_.begin(), delayed_.end());
  if (delayed_.front().order == delays_) due_.start(delayed_.front().due - now);
  return true;
}

void DatagramHandler::on_due() noexcept {
  const SteadyTime now = Loop::now();
  while (!delayed_.empty() && delayed_.front().due <= now && leaving_.size() < kDatagramBatch) {
    std::pop_heap(delayed_.begin(), delayed_.end());
    leaving_.push_back(std::move(delayed_.back()));
    delayed_.pop_back();
  }
  for (const Delayed& delayed : leaving_) {
    listener_.shared.pending_datagrams.fetch_sub(delayed.memory());
    if (delayed.event) log_user_event(*delayed.event, delayed.to, now);
    if (!delayed.has_reply) continue;
    context_.buffers.outbox().add(delayed.bytes.unsent(), delayed.to.get(), delayed.to.length,
                                  family_, delayed.info);
  }
  send_all(now);
  leaving_.clear();
  if (!delayed_.empty()) due_.start(delayed_.front().due - now);
}

void DatagramHandler::drop_delayed() noexcept {
  for (const Delayed& delayed : delayed_) {
    listener_.shared.pending_datagrams.fetch_sub(delayed.memory());
  }
  delayed_.clear();
}

}  // namespace replyd
