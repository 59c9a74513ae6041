#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace re2 {
class RE2;
}

namespace replyd {

// A regex over bytes, compiled: `.` is any byte, `^` and `$` are the ends of what is searched
// unless the pattern says (?m). A byte above 0x7f in the pattern is itself, never part of a
// character. It may be used by many threads at once, takes time linear in what it searches, and
// its memory is bounded.
class Regex {
 public:
  // Ignoring case follows Latin-1 in bytes above 0x7f: RE2 knows no ASCII-only way.
  enum class Case : std::uint8_t { Exact, Ignored };

  Regex(std::string_view pattern, Case letters);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // One that is not ok must not be searched for.
  bool ok() const noexcept;
  // RE2's own words on why it is not ok, and its number for that.
  const std::string& error() const noexcept;
  const std::string& error_part() const noexcept;
  int error_code() const noexcept;

  bool found_in(Bytes bytes) const noexcept;

 private:
  std::unique_ptr<const re2::RE2> compiled_;
};

}  // namespace replyd
