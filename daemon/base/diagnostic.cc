#include "base/diagnostic.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/escape.h"
#include "base/utf8.h"

namespace replyd {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kCut = "...";
constexpr std::size_t kMaxShown = 160;  // characters of a source line
constexpr std::size_t kShownBefore = 100;

// The characters of a line that are shown: [first, last).
struct Window {
  std::size_t first;
  std::size_t last;
};

Window window_around(std::size_t column, std::size_t characters) {
  if (characters <= kMaxShown) return {0, characters};
  const std::size_t wanted = column > kShownBefore ? column - kShownBefore : 0;
  const std::size_t first = std::min(wanted, characters - kMaxShown);
  return {first, first + kMaxShown};
}

// The two lines under a diagnostic. Columns count from zero here.
struct Excerpt {
  std::string text;
  std::string caret;

  void add(Bytes bytes, std::size_t column, std::size_t from, std::size_t to);
  void add_cut(bool before);
};

// Shows one character, and below it what leads to the caret, or the caret, or its tail.
void Excerpt::add(Bytes bytes, std::size_t column, std::size_t from, std::size_t to) {
  if (bytes == "\t") {
    text += '\t';
    if (column < from) caret += '\t';
    if (column >= from && column < to) caret += column == from ? '^' : '~';
    return;
  }
  const std::size_t before = text.size();
  append_readable(text, bytes);
  const Character character = first_character(bytes);
  const std::size_t cells = is_shown(character) ? cells_of(character.code) : text.size() - before;
  if (column < from) caret.append(cells, ' ');
  if (column < from || column >= to) return;
  if (column == from) caret += '^';
  caret.append(column == from && cells > 0 ? cells - 1 : cells, '~');
}

void Excerpt::add_cut(bool before) {
  text += kCut;
  if (before) caret.append(kCut.size(), ' ');
}

Excerpt make_excerpt(std::string_view line, const Diagnostic& diagnostic) {
  const std::size_t characters = count_characters(line);
  const std::size_t from =
      std::min<std::size_t>(std::max(diagnostic.where.column, 1U) - 1, characters);
  const std::size_t to = from + std::max(diagnostic.width, 1U);
  const Window window = window_around(from, characters);
  Excerpt excerpt;
  if (window.first > 0) excerpt.add_cut(true);
  for (std::size_t column = 0; column < window.last; ++column) {
    const std::size_t size = first_character(line).size;
    if (column >= window.first) excerpt.add(line.substr(0, size), column, from, to);
    line.remove_prefix(size);
  }
  if (from == window.last) excerpt.caret += '^';
  if (window.last < characters) excerpt.add_cut(false);
  return excerpt;
}

void append_head(std::string& out, const Diagnostic& diagnostic, const Sources& sources) {
  append_readable(out, sources.place(diagnostic.where));
  if (diagnostic.where.line > 0 && diagnostic.where.column > 0) {
    out += ':' + std::to_string(diagnostic.where.column);
  }
  out += diagnostic.severity == Severity::Error ? ": error: " : ": warning: ";
  out += diagnostic.message;
  if (!diagnostic.expected.empty()) out += "; " + diagnostic.expected;
  out += '\n';
}

auto rank(const Diagnostic& diagnostic) {
  return std::tie(diagnostic.where, diagnostic.severity, diagnostic.message, diagnostic.expected,
                  diagnostic.width);
}

}  // namespace

std::uint32_t Sources::add(std::string name, std::string text) {
  // The mark is no character of the first line: parsers do not count it either.
  std::vector<std::size_t> starts{text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0};
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  files_.push_back({std::move(name), std::move(text), std::move(starts)});
  return static_cast<std::uint32_t>(files_.size() - 1);
}

std::string_view Sources::line(const Position& where) const {
  if (where.file >= files_.size()) return {};
  const File& file = files_[where.file];
  if (where.line == 0 || where.line > file.line_starts.size()) return {};
  std::string_view rest = std::string_view(file.text).substr(file.line_starts[where.line - 1]);
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

std::string Sources::place(const Position& where) const {
  const std::string& file = name(where.file);
  return where.line == 0 ? file : file + ':' + std::to_string(where.line);
}

void Diagnostics::error(Position where, std::string message, std::string expected,
                        std::uint32_t width) {
  add({Severity::Error, where, width, std::move(message), std::move(expected)});
}

void Diagnostics::warning(Position where, std::string message, std::string expected,
                          std::uint32_t width) {
  add({Severity::Warning, where, width, std::move(message), std::move(expected)});
}

bool Diagnostics::has_errors() const noexcept {
  return std::any_of(list_.begin(), list_.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::Error;
  });
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> sorted = list_;
  std::sort(sorted.begin(), sorted.end(), [](const Diagnostic& left, const Diagnostic& right) {
    return rank(left) < rank(right);
  });
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

std::string format_diagnostic(const Diagnostic& diagnostic, const Sources& sources) {
  std::string out;
  append_head(out, diagnostic, sources);
  const std::string_view line = sources.line(diagnostic.where);
  if (line.empty()) return out;
  const Excerpt excerpt = make_excerpt(line, diagnostic);
  out += excerpt.text + '\n';
  if (diagnostic.where.column > 0) out += excerpt.caret + '\n';
  return out;
}

}  // namespace replyd
