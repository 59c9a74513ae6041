#include "observe/output.h"

namespace replyd {
namespace {

constexpr std::chrono::minutes kSayAgain{1};  // of trouble that lasts

std::string describe(const Writer::Output::Drops& drops) {
  std::string text = std::to_string(drops.sum());
  text += drops.sum() == 1 ? " event was not logged" : " events were not logged";
  std::string_view separator = ": ";
  const auto add = [&](std::uint64_t number, std::string_view why) {
    if (number == 0) return;
    text.append(separator).append(std::to_string(number)).append(why);
    separator = ", ";
  };
  add(drops.past_rate, " past the rate");
  add(drops.no_room, " for want of room in the queue");
  add(drops.lost, " lost in writing");
  return text;
}

}  // namespace

bool Writer::Output::push(Bytes record, std::size_t room) {
  // Full is what has no room left, so that a record larger than the room is not lost for ever.
  if (queue_.size() >= room) {
    ++no_room_;
    return false;
  }
  queue_.append(record);
  return true;
}

Writer::Output::Drops Writer::Output::dropped() const noexcept {
  Drops drops{.past_rate = 0, .no_room = no_room_, .lost = lost_};
  for (const Counter& counter : past_rate_) drops.past_rate += counter.get();
  return drops;
}

bool Writer::Output::sum_up() {
  const Drops all = dropped();
  const Drops missing{.past_rate = all.past_rate - summed_up_.past_rate,
                      .no_room = all.no_room - summed_up_.no_room,
                      .lost = all.lost - summed_up_.lost};
  if (missing.sum() == 0) return false;
  // A stalled queue gets one line in the end, not one a second.
  if (is_stalled()) return true;
  summed_up_ = all;
  const std::string message = describe(missing);
  Record record;
  record.time = std::chrono::system_clock::now();
  record.format = format_;
  record.words = Record::Words::Own;
  record.event.name = EventName::Limited;
  record.event.level = Level::Warning;
  record.event.reason = missing.past_rate > 0 ? Reason::Rate : Reason::Limit;
  record.event.message = message;
  encode_record(queue_, record, 0);
  return true;
}

bool Writer::Output::has_work(SteadyTime now) const noexcept {
  // Somebody may have made room by moving the file away: then the new one is tried at once.
  if (reopen_at_) return true;
  return retry_at_ ? now >= *retry_at_ : !queue_.empty();
}

void Writer::Output::take() {
  if (batch_.empty()) {
    batch_.swap(queue_);
    batch_reopen_at_ = std::exchange(reopen_at_, std::nullopt);
  } else if (std::exchange(reopen_at_, std::nullopt)) {
    batch_reopen_at_ = batch_done_;
  }
}

void Writer::Output::settle(bool is_well, SteadyTime retry_at) noexcept {
  lost_ = sink_->lost();
  retry_at_.reset();
  if (!is_well) retry_at_ = retry_at;
}

bool Writer::Output::write(Complaints& complaints) {
  if (write_batch(complaints)) {
    complained_at_.reset();
    return true;
  }
  const SteadyTime now = std::chrono::steady_clock::now();
  if (!complained_at_ || now - *complained_at_ >= kSayAgain) {
    complained_at_ = now;
    complaints.complain(sink_->trouble());
  }
  return false;
}

bool Writer::Output::write_batch(Complaints& complaints) {
  Bytes rest = Bytes(batch_).substr(batch_done_);
  for (;;) {
    if (batch_reopen_at_ && batch_done_ >= *batch_reopen_at_) reopen_sink(complaints);
    if (rest.empty()) break;
    const DecodedRecord record(rest);
    batch_done_ = batch_.size() - rest.size();
    if (!sink_->put(record.get())) return false;
  }
  if (!sink_->flush()) return false;
  batch_.clear();
  batch_done_ = 0;
  return true;
}

void Writer::Output::reopen_sink(Complaints& complaints) {
  batch_reopen_at_.reset();
  sink_->flush();  // what cannot be written to the old one goes to the new one
  if (!sink_->reopen()) complaints.complain(sink_->trouble());
}

}  // namespace replyd
