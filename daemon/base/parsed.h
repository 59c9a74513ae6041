#pragma once

#include <optional>
#include <string>
#include <utility>

namespace replyd {

// What a parse_ function returns: a value, or why there is none and what would be right.
// C++20 has no std::expected; this is the little of it that parsers need.
template <typename Value>
struct Parsed {
  std::optional<Value> value;
  std::string error;     // what is wrong: "'100' has no unit"
  std::string expected;  // the cure: "write 100ms or 100s"

  Parsed(Value v) : value(std::move(v)) {}  // NOLINT(google-explicit-constructor)
  static Parsed failed(std::string error, std::string expected = {}) {
    return Parsed(std::move(error), std::move(expected));
  }

  explicit operator bool() const noexcept { return value.has_value(); }
  const Value& operator*() const noexcept { return *value; }
  const Value* operator->() const noexcept { return &*value; }

 private:
  Parsed(std::string e, std::string x) : error(std::move(e)), expected(std::move(x)) {}
};

}  // namespace replyd
