#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/diagnostic.h"

namespace replyd {

enum class ValueType : std::uint8_t { Octets, Number };

// Where a placeholder's value comes from.
enum class Source : std::uint8_t {
  Input,
  PeerIp,
  PeerPort,
  LocalIp,
  LocalPort,
  Transport,
  Listener,
  Connection,
  Message,
  Time,       // RFC 3339, UTC; with an argument: strftime in UTC
  LocalTime,  // strftime in local time
  TimeUnix,   // seconds since 1970
  TimeMs,     // milliseconds since 1970
  TimeNtp,    // 8 bytes, RFC 5905 section 6
};

enum class Filter : std::uint8_t {
  Hex,
  Upper,
  Lower,
  Len,
  U8,
  U16,
  U24,
  U32,
  U64,
  U16le,
  U24le,
  U32le,
  U64le,
};

// The declarations from which the loader checks placeholders and the reference is made.
struct SourceDeclaration {
  std::string_view name;
  std::optional<Source> source;  // none: reserved, an error that says "not yet"
  ValueType type = ValueType::Octets;
  bool takes_argument = false;  // "time:%H"
  std::string_view help;
};
struct FilterDeclaration {
  std::string_view name;
  std::optional<Filter> filter;  // none: reserved, an error that says "not yet"
  ValueType from = ValueType::Octets;
  ValueType to = ValueType::Octets;
  std::string_view help;
};
std::span<const SourceDeclaration> source_declarations();
std::span<const FilterDeclaration> filter_declarations();

// Python's meaning, in bytes.
struct Slice {
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> to;

  bool operator==(const Slice&) const = default;
};

struct Placeholder {
  Source source = Source::Input;
  std::string argument;
  std::optional<Slice> slice;
  std::vector<Filter> filters;  // checked: the types fit, the result may be a number
  Position where;

  bool operator==(const Placeholder&) const = default;
};

// A message's bytes, literal pieces and placeholders in turn; `var` and `env` are already filled
// in. No piece at all is the empty message.
struct TemplateSpec {
  std::vector<std::variant<std::string, Placeholder>> pieces;

  bool operator==(const TemplateSpec&) const = default;
};

}  // namespace replyd
