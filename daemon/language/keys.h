#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replyd {

// The mappings of the language. A bit each, because some keys stand in several.
enum class Place : std::uint32_t {
  File = 1u << 0,
  Listener = 1u << 1,
  Limits = 1u << 2,
  Log = 1u << 3,
  Framing = 1u << 4,
  FramingLength = 1u << 5,
  Rule = 1u << 6,
  Action = 1u << 7,  // by itself: a greeting, a refusal, a step
  Message = 1u << 8,
  Match = 1u << 9,
  LengthRange = 1u << 10,
  Delay = 1u << 11,
  Event = 1u << 12,
  Rate = 1u << 13,
  State = 1u << 14,
  Access = 1u << 15,
  Table = 1u << 16,
  Admin = 1u << 17,
  Pace = 1u << 18,
  Http = 1u << 19,
  Choice = 1u << 20,  // an element of cycle or random
  Example = 1u << 21,
  JsonValue = 1u << 22,
};
using Places = std::uint32_t;
constexpr Places operator|(Place a, Place b) noexcept {
  return static_cast<Places>(a) | static_cast<Places>(b);
}
constexpr Places operator|(Places a, Place b) noexcept { return a | static_cast<Places>(b); }
constexpr bool holds(Places places, Place place) noexcept {
  return (places & static_cast<Places>(place)) != 0;
}

// What a key's value looks like.
enum class KeyType : std::uint8_t {
  Text,      // characters as they are
  Name,      // letters, digits, '.', '_' and '-'
  Number,    // decimal
  Size,      // bytes, 64KiB
  Duration,  // 5s
  Rate,      // 100/s, or a mapping
  Volume,    // 256KiB/s, or a mapping
  Share,     // 10%
  Boolean,
  Word,    // one of `words`
  Mode,    // octal, of a file
  Path,    // of a file
  Octets,  // a message form that is constant
  Regex,
  Message,
  Action,
  Greeting,  // a message or an action
  Rules,
  Match,    // a condition
  Matches,  // a list of conditions
  Endpoints,
  Framing,
  Networks,
  Ports,    // 1024-65535
  Log,      // a mapping or a list of them
  Mapping,  // of the keys of `inner`
  Names,    // a mapping whose keys are the user's
  List,
};

// Which endpoints a key says something about; without one of them it is an error.
enum class NeededEndpoint : std::uint8_t { Anything, Stream, Datagram, Tcp, Ip, UnixPath };

// The declaration of a key: the loader checks by it, suggestions, the JSON Schema, the reference
// and the manual page are made from it.
struct KeyDeclaration {
  std::string_view name;  // not unique: `length` is one thing in match, another in framing
  Places places = 0;
  KeyType type = KeyType::Text;
  std::string_view fallback;  // the default as a file would say it; empty: none
  std::string_view help;      // one line
  bool available = true;      // else an error that says "not built yet"
  std::string_view words;     // Word: "close | truncate", in the order of the enumeration
  NeededEndpoint needs = NeededEndpoint::Anything;
  std::uint64_t min = 0;  // Number, Size, Duration (in nanoseconds)
  std::uint64_t max = UINT64_MAX;
};

// All of them, in the order of the language page.
std::size_t key_count();
const KeyDeclaration& key_at(std::size_t index);

// The declaration of `name` where it stands in `place`; null if it does not belong there.
const KeyDeclaration* find_key(Place place, std::string_view name);
// The names that may stand in `place`, in the order of the declarations, without what is not
// available.
std::vector<std::string_view> keys_of(Place place);
// Whether it is a key, and not built yet wherever it may stand.
bool is_for_later(std::string_view name);
// Where a key belongs: "a rule, an action"; empty if it is none that can be used.
std::string places_of(std::string_view name);
// What a person who wrote `word` meant: a near spelling, or the same thing's name in other systems.
std::string_view suggest_key(Place place, std::string_view word);

// "a listener", "'limits'": how messages call a place.
std::string_view name_of(Place place);
// "close | truncate" as its words.
std::vector<std::string_view> split_words(std::string_view words);

}  // namespace replyd
