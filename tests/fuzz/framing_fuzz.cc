// However a stream is split into reads, it is cut into the same messages.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "feed.h"

namespace replyd {
namespace {

using Messages = std::vector<std::string>;

// The first bytes of the fuzzer's input say which framing, and where reads end.
class Plan {
 public:
  Plan(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  std::uint8_t next() { return size_ == 0 ? std::uint8_t{0} : (--size_, *data_++); }
  std::string text() {
    std::string bytes;
    for (int length = 1 + next() % 4; length > 0; --length) bytes += "\r\n.a"[next() % 4];
    return bytes;
  }
  std::string rest() const { return {reinterpret_cast<const char*>(data_), size_}; }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

Framing planned_framing(Plan& plan) {
  const std::uint64_t size = 1 + plan.next() % 16;
  const Oversize oversize = plan.next() % 2 == 0 ? Oversize::Close : Oversize::Truncate;
  switch (plan.next() % 4) {
    case 0:
      return framing::line(size, oversize);
    case 1:
      return framing::fixed(1 + plan.next() % 20, size, oversize);
    case 2:
      return framing::end(size, oversize);
    default:
      break;
  }
  std::vector<std::string> delimiters;
  for (int count = 1 + plan.next() % 3; count > 0; --count) delimiters.push_back(plan.text());
  return framing::delimiter(delimiters, size, oversize);
}

void append(Messages& all, const Messages& more) {
  all.insert(all.end(), more.begin(), more.end());
}

Messages cut(const Framing& framing, const std::string& stream, std::uint32_t splits) {
  Feed feed{framing};
  Messages messages;
  std::size_t from = 0;
  for (std::size_t to = 1; to < stream.size(); ++to) {
    if ((splits >> (to % 32) & 1U) == 0) continue;
    append(messages, feed(stream.substr(from, to - from)));
    if (!feed.closed() && feed.rest().size() > framing.max_kept()) std::abort();
    from = to;
  }
  append(messages, feed(stream.substr(from)));
  append(messages, feed.end());
  return messages;
}

}  // namespace
}  // namespace replyd

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  replyd::Plan plan(data, size);
  const replyd::Framing framing = replyd::planned_framing(plan);
  std::uint32_t splits = 0;
  for (int i = 0; i < 4; ++i) splits = splits << 8U | plan.next();
  const std::string stream = plan.rest();
  const auto whole = replyd::cut(framing, stream, 0);
  if (replyd::cut(framing, stream, splits) != whole) std::abort();
  if (replyd::cut(framing, stream, UINT32_MAX) != whole) std::abort();
  return 0;
}
