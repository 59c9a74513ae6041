#include "loop/watch.h"

#include <cassert>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "loop/loop.h"

namespace replyd {
namespace {

short flags_of(FdWatch::Interest interest) noexcept {
  switch (interest) {
    case FdWatch::Interest::None:
      return EV_PERSIST;
    case FdWatch::Interest::Read:
      return EV_PERSIST | EV_READ;
    case FdWatch::Interest::Write:
      return EV_PERSIST | EV_WRITE;
    case FdWatch::Interest::ReadWrite:
      return EV_PERSIST | EV_READ | EV_WRITE;
  }
  return EV_PERSIST;
}

// Rounded up: a timer is never early.
timeval timeval_of(Nanoseconds span) noexcept {
  const auto microseconds = std::chrono::ceil<std::chrono::microseconds>(span).count();
  timeval value{};
  if (microseconds <= 0) return value;
  value.tv_sec = static_cast<time_t>(microseconds / 1'000'000);
  value.tv_usec = static_cast<suseconds_t>(microseconds % 1'000'000);
  return value;
}

}  // namespace

EventSlot::EventSlot(Loop& loop, int number, short what, Callback callback, void* owner) noexcept {
  static_assert(sizeof(event) <= kSize && alignof(event) <= alignof(EventSlot));
  new (storage_) event;
  event_assign(get(), loop.base(), number, what, callback, owner);
}

EventSlot::EventSlot(EventSlot&& idle) noexcept {
  assert(!idle.is_waiting());
  const event* old = idle.get();
  new (storage_) event;
  event_assign(get(), event_get_base(old), event_get_fd(old), event_get_events(old),
               event_get_callback(old), event_get_callback_arg(old));
}

EventSlot::~EventSlot() {
  event_del(get());
  event_debug_unassign(get());
}

void EventSlot::stop() noexcept { event_del(get()); }

bool EventSlot::is_waiting() const noexcept {
  return event_pending(get(), EV_TIMEOUT | EV_READ | EV_WRITE | EV_SIGNAL, nullptr) != 0;
}

bool EventSlot::wait(const timeval* timeout) noexcept { return event_add(get(), timeout) == 0; }

bool EventSlot::wait(Nanoseconds timeout) noexcept {
  const timeval value = timeval_of(timeout);
  return wait(&value);
}

FdWatch::FdWatch(Loop& loop, int fd, Callback callback, void* owner) noexcept
    : EventSlot(loop, fd, flags_of(Interest::None), callback, owner) {}

FdWatch::Ready FdWatch::ready_of(short what) noexcept {
  return {(what & EV_READ) != 0, (what & EV_WRITE) != 0, (what & EV_TIMEOUT) != 0};
}

void FdWatch::set_interest(Interest interest) noexcept {
  if (event_get_events(get()) != flags_of(interest)) assign(interest);
}

// Interest is part of what was assigned, and an event must not be assigned while it waits. Libevent
// leaves the deadline of a persistent event where it was, so the place is made new.
void FdWatch::assign(Interest interest) noexcept {
  event* const e = get();
  event_del(e);
  event_base* const base = event_get_base(e);
  const int fd = event_get_fd(e);
  const event_callback_fn callback = event_get_callback(e);
  void* const owner = event_get_callback_arg(e);
  *e = event{};
  event_assign(e, base, fd, flags_of(interest), callback, owner);
}

bool FdWatch::start(Interest interest) noexcept {
  assign(interest);  // else a deadline of before would come back after the first time it is told
  return wait(nullptr);
}

bool FdWatch::start(Interest interest, Nanoseconds deadline) noexcept {
  set_interest(interest);
  return wait(deadline);
}

bool FdWatch::start(Interest interest, SharedTimeout deadline) noexcept {
  set_interest(interest);
  return wait(deadline.key_);
}

Timer::Timer(Loop& loop, Callback callback, void* owner) noexcept
    : EventSlot(loop, -1, 0, callback, owner) {}

SignalWatch::SignalWatch(Loop& loop, int signal, Callback callback, void* owner) noexcept
    : EventSlot(loop, signal, EV_SIGNAL | EV_PERSIST, callback, owner) {}

}  // namespace replyd
