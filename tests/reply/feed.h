#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reply/framing.h"

namespace replyd {

// A stream without a socket: takes bytes as reads would bring them and gives the messages that
// they complete. A truncated message has kTruncated behind it; kTooLong stands for the close.
class Feed {
 public:
  static constexpr std::string_view kTruncated = "[truncated]";
  static constexpr std::string_view kTooLong = "[too long]";

  explicit Feed(Framing framing) : framing_(std::move(framing)) {}

  std::vector<std::string> operator()(std::string_view bytes) {
    if (!closed_) rest_ += bytes;
    return cut_with(next_message);
  }
  // The peer shuts its side down.
  std::vector<std::string> end() { return cut_with(last_message); }

  const std::string& rest() const { return rest_; }
  bool closed() const { return closed_; }
  const FrameState& state() const { return state_; }

 private:
  std::vector<std::string> cut_with(decltype(next_message)* step) {
    std::vector<std::string> messages;
    while (!closed_) {
      // A copy of the very size, so that a sanitizer sees who reads past its end.
      const std::vector<char> input(rest_.begin(), rest_.end());
      const Cut cut = step(framing_, Bytes(input.data(), input.size()), state_);
      rest_.erase(0, cut.consumed);
      if (cut.what == Cut::What::NeedMore) break;
      closed_ = cut.what == Cut::What::TooLong;
      if (closed_) rest_.clear();
      messages.emplace_back(closed_ ? kTooLong : cut.message);
      if (cut.truncated) messages.back() += kTruncated;
    }
    return messages;
  }

  Framing framing_;
  FrameState state_;
  std::string rest_;
  bool closed_ = false;
};

namespace framing {

using Kind = FramingSpec::Kind;

inline Framing raw(std::uint64_t size = 65536, Oversize oversize = Oversize::Close) {
  return {{}, size, oversize};
}
inline Framing line(std::uint64_t size = 65536, Oversize oversize = Oversize::Close) {
  return {{Kind::Line, {}, 0}, size, oversize};
}
inline Framing delimiter(std::vector<std::string> texts, std::uint64_t size = 65536,
                         Oversize oversize = Oversize::Close) {
  return {{Kind::Delimiter, std::move(texts), 0}, size, oversize};
}
inline Framing fixed(std::uint64_t bytes, std::uint64_t size = 65536,
                     Oversize oversize = Oversize::Close) {
  return {{Kind::Fixed, {}, bytes}, size, oversize};
}
inline Framing end(std::uint64_t size = 65536, Oversize oversize = Oversize::Close) {
  return {{Kind::End, {}, 0}, size, oversize};
}

}  // namespace framing

}  // namespace replyd
