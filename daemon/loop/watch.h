#pragma once

#include <sys/time.h>

#include <cstddef>
#include <cstdint>

#include "base/units.h"

struct event;

namespace replyd {

class Loop;

// The place of one libevent event inside its owner, so that a connection's watch costs no
// allocation and no indirection. Neither copied nor, while it waits for something, moved: the loop
// knows its address. Must die before its loop. Of the loop's thread only.
class EventSlot {
 public:
  EventSlot(const EventSlot&) = delete;
  EventSlot& operator=(const EventSlot&) = delete;

  // Waits for nothing any more; may be called from the callback, and twice.
  void stop() noexcept;
  bool is_waiting() const noexcept;

 protected:
  using Callback = void (*)(int number, short what, void* owner);

  EventSlot(Loop& loop, int number, short what, Callback callback, void* owner) noexcept;
  EventSlot(EventSlot&& idle) noexcept;
  ~EventSlot();

  event* get() noexcept { return reinterpret_cast<event*>(storage_); }
  const event* get() const noexcept { return reinterpret_cast<const event*>(storage_); }
  // False with errno if that cannot be.
  bool wait(const timeval* timeout) noexcept;
  bool wait(Nanoseconds timeout) noexcept;

 private:
  static constexpr std::size_t kSize = 128;
  alignas(8) std::byte storage_[kSize];
};

// A timeout that many watches have in common. They cost the loop the same however many they are.
class SharedTimeout {
 public:
  // `key` is what the loop knows it by.
  explicit SharedTimeout(const timeval& key) noexcept : key_(&key) {}

 private:
  friend class FdWatch;
  const timeval* key_;
};

// Tells its owner that a descriptor is ready, or that nothing happened until a deadline:
// FdWatch::of<&StreamConnection::on_ready>(loop, fd, *this). Level triggered. Does not own the
// descriptor: stop or destroy the watch first, then close.
class FdWatch : public EventSlot {
 public:
  enum class Interest : std::uint8_t { None, Read, Write, ReadWrite };

  // What a callback is told. A broken connection is both readable and writable: reading or writing
  // tells what is wrong.
  struct Ready {
    bool readable = false;
    bool writable = false;
    bool timed_out = false;
  };

  // The method is `void (Ready) noexcept`. It may destroy the watch.
  template <auto Method, typename Owner>
  static FdWatch of(Loop& loop, int fd, Owner& owner) noexcept {
    return FdWatch(loop, fd, &call<Method, Owner>, &owner);
  }

  // Waits for what is of interest, until stop(). A new interest replaces the one before, and its
  // deadline. False with errno if the system has no room for another.
  bool start(Interest interest) noexcept;
  // ... and for a deadline, which counts from now, and anew after each time the owner was told.
  bool start(Interest interest, Nanoseconds deadline) noexcept;
  bool start(Interest interest, SharedTimeout deadline) noexcept;

 private:
  FdWatch(Loop& loop, int fd, Callback callback, void* owner) noexcept;
  static Ready ready_of(short what) noexcept;
  void set_interest(Interest interest) noexcept;
  void assign(Interest interest) noexcept;

  template <auto Method, typename Owner>
  static void call(int, short what, void* owner) noexcept {
    (static_cast<Owner*>(owner)->*Method)(ready_of(what));
  }
};

// Tells its owner once that a span of time has passed; never too early.
class Timer : public EventSlot {
 public:
  // The method is `void () noexcept`. It may start the timer again, or destroy it.
  template <auto Method, typename Owner>
  static Timer of(Loop& loop, Owner& owner) noexcept {
    return Timer(loop, &call<Method, Owner>, &owner);
  }

  // Counts from now; a timer that runs already begins anew.
  void start(Nanoseconds span) noexcept { wait(span); }

 private:
  Timer(Loop& loop, Callback callback, void* owner) noexcept;

  template <auto Method, typename Owner>
  static void call(int, short, void* owner) noexcept {
    (static_cast<Owner*>(owner)->*Method)();
  }
};

// Tells its owner of a signal, between two events and not inside a handler. Only one loop of a
// process may have these. Must not be destroyed in its own callback.
class SignalWatch : public EventSlot {
 public:
  // The method is `void (int signal) noexcept`.
  template <auto Method, typename Owner>
  static SignalWatch of(Loop& loop, int signal, Owner& owner) noexcept {
    return SignalWatch(loop, signal, &call<Method, Owner>, &owner);
  }

  void start() noexcept { wait(nullptr); }

 private:
  SignalWatch(Loop& loop, int signal, Callback callback, void* owner) noexcept;

  template <auto Method, typename Owner>
  static void call(int signal, short, void* owner) noexcept {
    (static_cast<Owner*>(owner)->*Method)(signal);
  }
};

}  // namespace replyd
