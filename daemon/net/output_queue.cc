#include "net/output_queue.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace replyd {

LateBytes::LateBytes(Bytes bytes, bool kept) : size_(bytes.size()), unsent_(bytes) {
  if (kept || bytes.empty()) return;
  copy_ = std::make_unique_for_overwrite<char[]>(size_);
  std::memcpy(copy_.get(), bytes.data(), size_);
  unsent_ = Bytes(copy_.get(), size_);
}

std::size_t OutputQueue::memory_of(const OutputStep& step) noexcept {
  const std::size_t event = step.event ? sizeof(LateEvent) + step.event->text.size() : 0;
  return sizeof(OutputStep) + step.bytes.memory() + event;
}

void OutputQueue::push(OutputStep step) {
  memory_ += memory_of(step);
  latest_due_ = is_empty() ? step.due : std::max(latest_due_, step.due);
  steps_.push_back(std::move(step));
}

void OutputQueue::push_front(Bytes bytes, bool kept, SteadyTime now) {
  OutputStep step{now, LateBytes(bytes, kept), nullptr, false};
  memory_ += memory_of(step);
  if (is_empty()) latest_due_ = now;
  steps_.push_front(std::move(step));
}

void OutputQueue::gather_due(Gather& gather, SteadyTime now) const noexcept {
  for (const OutputStep& step : steps_) {
    if (step.due > now || !gather.add(step.bytes.unsent(), true)) return;
  }
}

std::optional<OutputStep> OutputQueue::take_done(std::size_t& size, SteadyTime now) noexcept {
  if (!is_due(now)) return std::nullopt;
  OutputStep& first = steps_.front();
  const std::size_t sent = std::min(size, first.bytes.unsent().size());
  first.bytes.remove(sent);
  size -= sent;
  if (!first.bytes.unsent().empty()) return std::nullopt;
  memory_ -= memory_of(first);
  std::optional<OutputStep> done(std::move(first));
  steps_.pop_front();
  return done;
}

}  // namespace replyd
