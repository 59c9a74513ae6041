#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "base/bytes.h"
#include "base/token_bucket.h"
#include "observe/complaints.h"
#include "observe/counters.h"
#include "observe/sink.h"

namespace replyd {

// A thread that writes records to sinks, and the bounded queues in front of it. Any thread may
// push; the push copies, under a mutex that is held for no more than a copy, and never waits for
// a sink. A sink in trouble is tried again once a second.
class Writer {
 public:
  struct Options {
    std::size_t room = 1 << 20;               // bytes of traffic that may wait, for each output
    std::size_t room_beyond = 3 << 20;        // beyond it, for operational events
    std::chrono::milliseconds summary{1000};  // between two lines that sum up drops
    std::chrono::milliseconds retry{1000};    // before a sink in trouble is tried again
    std::chrono::milliseconds rest{5};        // between two batches, so that producers signal less
  };
  enum class Importance : std::uint8_t { Traffic, Operational };
  class Output;  // a queue and its sink

  explicit Writer(std::shared_ptr<Complaints> complaints, Options options);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  // Writes what is queued, for a second or until the deadline of stop_by(). If a sink still makes
  // it wait, the thread is left behind with all that it uses: the process is about to end.
  ~Writer();

  // Before start(). `format` is that of the lines that sum up what was dropped.
  Output& add(std::unique_ptr<Sink> sink, LogFormat format);
  // False if the system gives no thread.
  bool start();

  // `record` is from encode_record().
  void push(Output& output, Bytes record, Importance importance) noexcept;
  // A count of events that one thread did not push because they are past their rate; that thread
  // raises it and then calls note_drop().
  Counter& add_drop_counter(Output& output);
  void note_drop() noexcept;
  std::uint64_t dropped() const noexcept;
  // Behind what is queued now.
  void reopen() noexcept;

  // Begins the end, for which the destructor then waits until `deadline`; so many writers may
  // share one second.
  void stop_by(SteadyTime deadline) noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;  // also its thread's
  std::thread thread_;
  std::optional<SteadyTime> deadline_;
};

}  // namespace replyd
