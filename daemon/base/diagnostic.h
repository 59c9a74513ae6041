#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replyd {

// A place in a configuration file. `file` counts in Sources; line and column are one-based and
// count characters; line 0 means the file as a whole.
struct Position {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  auto operator<=>(const Position&) const = default;
};

// The files that were read, kept so that a diagnostic, also a late one, can show its line.
class Sources {
 public:
  // `name` is what diagnostics call the file. Returns its number.
  std::uint32_t add(std::string name, std::string text);
  const std::string& name(std::uint32_t file) const { return files_[file].name; }
  const std::string& text(std::uint32_t file) const { return files_[file].text; }
  // Line `where.line` without its line end; empty where there is none.
  std::string_view line(const Position& where) const;
  // "FILE:LINE", as logs name a rule; "FILE" for the file as a whole.
  std::string place(const Position& where) const;

 private:
  struct File {
    std::string name;
    std::string text;
    std::vector<std::size_t> line_starts;
  };
  std::vector<File> files_;
};

enum class Severity : std::uint8_t { Error, Warning };

struct Diagnostic {
  Severity severity = Severity::Error;
  Position where;
  std::uint32_t width = 1;  // characters that the caret underlines
  std::string message;      // what is wrong
  std::string expected;     // what is expected, or the cure; may be empty

  bool operator==(const Diagnostic&) const = default;
};

// Collects all that is to be said of a configuration.
class Diagnostics {
 public:
  void error(Position where, std::string message, std::string expected = {},
             std::uint32_t width = 1);
  void warning(Position where, std::string message, std::string expected = {},
               std::uint32_t width = 1);
  void add(Diagnostic diagnostic) { list_.push_back(std::move(diagnostic)); }

  bool has_errors() const noexcept;
  // In the order of the file, each once.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> list_;
};

// `FILE:LINE:COLUMN: error: MESSAGE; EXPECTED`, then the source line and a caret line under it.
// A long line is shown as a window around the column; control characters are escaped; tabs in the
// source line are kept in the caret's indentation. Ends with a line feed.
std::string format_diagnostic(const Diagnostic& diagnostic, const Sources& sources);

}  // namespace replyd
