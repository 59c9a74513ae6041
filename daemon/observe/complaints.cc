#include "observe/complaints.h"

#include <poll.h>
#include <unistd.h>

#include <string>

#include "observe/format.h"

namespace replyd {

void Complaints::complain(std::string_view text) noexcept {
  static constexpr Rate kOneASecond{1, std::chrono::seconds{1}, 1};
  if (!bucket_.take(kOneASecond, std::chrono::steady_clock::now())) return;
  pollfd ready{fd_, POLLOUT, 0};
  if (::poll(&ready, 1, 0) != 1) return;
  Record record;
  record.time = std::chrono::system_clock::now();
  record.event.name = EventName::Error;
  record.event.level = Level::Error;
  record.event.message = text;
  record.words = Record::Words::Own;
  const std::string line = format_logfmt(record) + '\n';
  // Nothing is left to do if even this fails.
  [[maybe_unused]] const ssize_t written = ::write(fd_, line.data(), line.size());
}

}  // namespace replyd
