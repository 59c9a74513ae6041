#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "model/listener.h"
#include "reply/delimiters.h"

namespace replyd {

// Cuts a byte stream into messages. Compiled from FramingSpec and the limits on a message, of
// which no size may be 0; sizes above 4 GiB are taken as that.
class Framing {
 public:
  Framing() = default;
  Framing(const FramingSpec& spec, std::uint64_t message_size, Oversize oversize);

  const FramingSpec& spec() const noexcept { return spec_; }
  std::uint64_t message_size() const noexcept { return message_size_; }
  Oversize oversize() const noexcept { return oversize_; }
  const Delimiters& delimiters() const noexcept { return delimiters_; }

  // The most bytes of input that next_message may want kept; given more, it always cuts something.
  std::uint64_t max_kept() const noexcept;

 private:
  FramingSpec spec_;
  std::uint64_t message_size_ = 64 * 1024;
  Oversize oversize_ = Oversize::Close;
  Delimiters delimiters_;
};

// What one connection's framing remembers between two reads, so that no byte is looked at twice.
struct FrameState {
  std::uint32_t scanned = 0;      // leading bytes of the input known to hold no message's end;
                                  // `fixed`, while discarding: bytes of the message already seen
  std::uint16_t cut_by = 0;       // the delimiter of the last cut, as Delimiters knows it, while it
                                  // may yet prove to be the beginning of a longer one; or 0
  bool cut_at_start : 1 = false;  // that delimiter stood at the start of its message
  bool discarding : 1 = false;    // the rest of a truncated message, up to its end, is dropped
  bool ended : 1 = false;         // `end`: the one message was cut
};

// One step of cutting.
struct Cut {
  enum class What : std::uint8_t {
    NeedMore,  // no message yet; `consumed` bytes may be dropped, the rest is to be kept
    Message,   // `message` is one; drop `consumed` bytes
    TooLong,   // grew past message_size, and the framing closes on that
  };
  What what = What::NeedMore;
  bool truncated = false;    // a Message whose rest is dropped
  std::size_t consumed = 0;  // bytes of the input that are done with
  Bytes message = {};        // points into the input
};

// The first message of `input`, which starts where the last cut's `consumed` ended. How the bytes
// arrive makes no difference to the messages, but in `raw`.
Cut next_message(const Framing& framing, Bytes input, FrameState& state) noexcept;

// After the peer has shut its side down, and next_message wants more: what is left counts as the
// last message in `line`, `raw` and `end` (there even if empty); elsewhere NeedMore.
Cut last_message(const Framing& framing, Bytes input, FrameState& state) noexcept;

}  // namespace replyd
