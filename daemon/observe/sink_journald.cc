#define SD_JOURNAL_SUPPRESS_LOCATION
#include <sys/uio.h>
#include <unistd.h>

#include <cstring>

#include <systemd/sd-journal.h>

#include "observe/sink.h"

namespace replyd {
namespace {

constexpr const char* kSocket = "/run/systemd/journal/socket";

class JournaldSink : public Sink {
 public:
  bool put(const Record& record) override {
    const std::vector<std::string> entries = format_journald(record);
    std::vector<iovec> parts;
    parts.reserve(entries.size());
    for (const std::string& entry : entries) {
      parts.push_back({const_cast<char*>(entry.data()), entry.size()});
    }
    const int result = ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
    if (result >= 0) return true;
    // A journal that does not take one line now may take the next: nothing is sent twice.
    ++lost_;
    trouble_ = std::string("cannot write to the journal: ") + std::strerror(-result);
    return false;
  }

  std::string trouble() const override { return trouble_; }
  std::uint64_t lost() const noexcept override { return lost_; }

 private:
  std::string trouble_;
  std::uint64_t lost_ = 0;
};

}  // namespace

Parsed<std::unique_ptr<Sink>> open_journald_sink() {
  // The library takes lines for a journal that is not there, and says nothing.
  if (::access(kSocket, F_OK) != 0) {
    return Parsed<std::unique_ptr<Sink>>::failed(
        "journald does not run here: there is no " + std::string(kSocket), "text, logfmt or json");
  }
  return std::unique_ptr<Sink>(std::make_unique<JournaldSink>());
}

}  // namespace replyd
