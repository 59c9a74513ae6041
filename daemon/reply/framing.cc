#include "reply/framing.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace replyd {

namespace {

// FrameState counts in 32 bits; the room above is for a delimiter.
constexpr std::uint64_t kMostBytes = std::numeric_limits<std::uint32_t>::max() - (1U << 20U);

std::uint32_t count(std::size_t bytes) noexcept {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::min(bytes, kMost));
}

// A message of `size` bytes at the start of the input, whose end is there.
Cut finished(const Framing& framing, Bytes input, std::size_t size, std::size_t consumed,
             FrameState& state) noexcept {
  state.scanned = 0;
  const bool too_long = size > framing.message_size();
  if (too_long && framing.oversize() == Oversize::Close) return {.what = Cut::What::TooLong};
  return {.what = Cut::What::Message,
          .truncated = too_long,
          .consumed = consumed,
          .message = input.substr(0, std::min<std::size_t>(size, framing.message_size()))};
}

// A message whose first `size` bytes are there, and no end: too long, or not yet.
Cut unfinished(const Framing& framing, Bytes input, std::size_t size, std::size_t scanned,
               FrameState& state) noexcept {
  state.scanned = count(scanned);
  if (size <= framing.message_size()) return {};
  state.discarding = framing.oversize() == Oversize::Truncate;
  return finished(framing, input, size, scanned, state);
}

Cut cut_raw(const Framing& framing, Bytes input, FrameState& state) noexcept {
  if (input.empty()) return {};
  const auto size = std::min<std::size_t>(input.size(), framing.message_size());
  return finished(framing, input, size, size, state);
}

Cut cut_line(const Framing& framing, Bytes input, FrameState& state) noexcept {
  const std::size_t end = input.find('\n', state.scanned);
  const Bytes line = input.substr(0, end);
  // A CR at the very end may be half of a CRLF: it does not count yet.
  const std::size_t size = line.size() - (line.ends_with('\r') ? 1 : 0);
  if (end == Bytes::npos) return unfinished(framing, input, size, input.size(), state);
  return finished(framing, input, size, end + 1, state);
}

Cut cut_delimited(const Framing& framing, Bytes input, FrameState& state) noexcept {
  const Delimiters::Match match =
      framing.delimiters().find(input, state.scanned, Delimiters::Where::MessageStart);
  if (match.length == 0) return unfinished(framing, input, match.place, match.place, state);
  state.cut_by = match.which;
  state.cut_at_start = match.place == 0;
  return finished(framing, input, match.place, match.place + match.length, state);
}

Cut cut_fixed(const Framing& framing, Bytes input, FrameState& state) noexcept {
  const std::size_t size = framing.spec().size;
  if (input.size() >= size) return finished(framing, input, size, size, state);
  const Cut cut = unfinished(framing, input, input.size(), input.size(), state);
  if (state.discarding) state.scanned = count(input.size());
  return cut;
}

Cut cut_end(const Framing& framing, Bytes input, FrameState& state) noexcept {
  const Cut cut = unfinished(framing, input, input.size(), input.size(), state);
  if (cut.what == Cut::What::Message) state.ended = true;
  return cut;
}

// How many bytes of the input belong to the message that is being dropped. If its end is among
// them, the state stops discarding.
std::size_t discard(const Framing& framing, Bytes input, FrameState& state) noexcept {
  switch (framing.spec().kind) {
    case FramingSpec::Kind::Line: {
      const std::size_t end = input.find('\n');
      state.discarding = end == Bytes::npos;
      return state.discarding ? input.size() : end + 1;
    }
    case FramingSpec::Kind::Delimiter: {
      const Delimiters::Match match =
          framing.delimiters().find(input, state.scanned, Delimiters::Where::Inside);
      state.discarding = match.length == 0;
      state.cut_by = match.which;
      state.cut_at_start = false;
      return match.place + match.length;
    }
    case FramingSpec::Kind::Fixed: {
      const auto rest = std::min<std::size_t>(input.size(), framing.spec().size - state.scanned);
      state.scanned += count(rest);
      state.discarding = state.scanned < framing.spec().size;
      if (!state.discarding) state.scanned = 0;
      return rest;
    }
    case FramingSpec::Kind::Raw:
    case FramingSpec::Kind::End:
      break;
  }
  return input.size();
}

// How many bytes at the start of the input still belong to the delimiter of the last cut. The cut
// was made without waiting for them, since a peer may wait for its answer before it sends more.
std::size_t grow_delimiter(const Framing& framing, Bytes input, FrameState& state) noexcept {
  std::size_t grown = 0;
  while (state.cut_by != 0) {
    const auto growth =
        framing.delimiters().grow(state.cut_by, state.cut_at_start, input.substr(grown));
    if (growth.length == 0 && growth.which != 0) break;
    grown += growth.length;
    state.cut_by = growth.which;
  }
  return grown;
}

Cut cut(const Framing& framing, Bytes input, FrameState& state) noexcept {
  switch (framing.spec().kind) {
    case FramingSpec::Kind::Raw:
      return cut_raw(framing, input, state);
    case FramingSpec::Kind::Line:
      return cut_line(framing, input, state);
    case FramingSpec::Kind::Delimiter:
      return cut_delimited(framing, input, state);
    case FramingSpec::Kind::Fixed:
      return cut_fixed(framing, input, state);
    case FramingSpec::Kind::End:
      return cut_end(framing, input, state);
  }
  return {};
}

}  // namespace

Framing::Framing(const FramingSpec& spec, std::uint64_t message_size, Oversize oversize)
    : spec_(spec),
      message_size_(std::clamp<std::uint64_t>(message_size, 1, kMostBytes)),
      oversize_(oversize),
      delimiters_(spec.delimiters) {
  if (spec.kind == FramingSpec::Kind::Fixed) {
    spec_.size = std::clamp<std::uint64_t>(spec.size, 1, kMostBytes);
  }
}

std::uint64_t Framing::max_kept() const noexcept {
  constexpr std::uint64_t kLineEnd = 2;
  return message_size_ + std::max<std::uint64_t>(kLineEnd, delimiters_.longest());
}

Cut next_message(const Framing& framing, Bytes input, FrameState& state) noexcept {
  std::size_t skipped = 0;
  if (state.discarding) skipped = discard(framing, input, state);
  if (state.discarding) return {.consumed = skipped};
  skipped += grow_delimiter(framing, input.substr(skipped), state);
  if (state.cut_by != 0) return {.consumed = skipped};
  Cut result = cut(framing, input.substr(skipped), state);
  result.consumed += skipped;
  return result;
}

Cut last_message(const Framing& framing, Bytes input, FrameState& state) noexcept {
  Cut result = next_message(framing, input, state);
  if (result.what != Cut::What::NeedMore || state.discarding) return result;
  const Bytes rest = input.substr(result.consumed);
  const FramingSpec::Kind kind = framing.spec().kind;
  const bool is_line = kind == FramingSpec::Kind::Line && !rest.empty();
  const bool is_all = kind == FramingSpec::Kind::End && !state.ended;
  if (!is_line && !is_all) return result;
  state.ended = is_all;
  const std::size_t skipped = result.consumed;
  result = finished(framing, rest, rest.size(), rest.size(), state);
  result.consumed += skipped;
  return result;
}

}  // namespace replyd
