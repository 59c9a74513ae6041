#include <algorithm>
#include <string>

#include <re2/re2.h>

#include "reply/compile.h"
#include "reply/pattern_text.h"
#include "reply/regex.h"

namespace replyd {

namespace {

// What people bring along from other engines, and what to write instead.
struct Habit {
  std::string_view text;
  std::string_view message;
};
constexpr std::string_view kNoBackreference =
    "RE2 has no backreferences: what a group took cannot be asked for again";
constexpr std::string_view kNoLookBehind =
    "RE2 has no look-behind; match what stands before it as well, or use two conditions";
constexpr std::string_view kNoRecursion = "RE2 has no recursion";
constexpr Habit kHabits[] = {
    {"(?=", "RE2 has no look-ahead; match what follows as well, or use two conditions"},
    {"(?!", "RE2 has no look-ahead; put what must not come into a `not` condition"},
    {"(?<=", kNoLookBehind},
    {"(?<!", kNoLookBehind},
    {"(?<", "RE2 writes a named group as (?P<name>...)"},
    {"(?'", "RE2 writes a named group as (?P<name>...)"},
    {"(?P=", kNoBackreference},
    {"(?P>", kNoRecursion},
    {"(?&", kNoRecursion},
    {"(?R", kNoRecursion},
    {"(?(", "RE2 has no conditions inside a regex"},
    {"(?>", "RE2 has no atomic groups and needs none, since it never goes back; write (?:...)"},
    {"(?#", "RE2 has no comments inside a regex; write it as a YAML comment"},
    {"(?x", "RE2 has no (?x): white space always counts"},
    {"\\k", kNoBackreference},
    {"\\g", kNoBackreference},
    {"\\Z", "RE2 has no \\Z; write $ for the end of the message, or \\n?$"},
    {"\\G", "RE2 has no \\G; write ^ for the start of the message"},
    {"\\R", "RE2 has no \\R; write \\r?\\n"},
    {"\\h", "RE2 has no \\h; write [ \\t]"},
    {"\\e", "RE2 has no \\e; write \\x1b"},
    {"\\c", "RE2 has no \\c; write a control byte as \\x01"},
    {"\\u", "RE2 has no \\u; write the character itself, or its bytes as \\xc3\\xa9"},
    {"\\x{", "a regex is over bytes: the highest is \\xff"},
    {"\\x", "\\x wants two hexadecimal digits"},
};

std::string_view habit_message(std::string_view text) {
  const bool counts = text.size() >= 2 && text[0] == '\\' && text[1] >= '1' && text[1] <= '9';
  if (counts) return kNoBackreference;
  for (const Habit& habit : kHabits) {
    if (text.starts_with(habit.text)) return habit.message;
  }
  return {};
}

// A part of the pattern inside a message, if that can be read.
std::string quoted(std::string_view part) {
  const bool readable =
      std::all_of(part.begin(), part.end(), [](char byte) { return byte >= 0x20 && byte < 0x7f; });
  return readable && part.size() <= 40 ? std::string(part) : std::string("this");
}

std::string repetition_message(std::string_view part) {
  if (part.size() == 2 && part[1] == '+') {
    return "RE2 has no possessive repetition and needs none, since it never goes back; write " +
           std::string(part.substr(0, 1));
  }
  return "two repetitions in a row: " + quoted(part);
}

std::string general_message(const Regex& regex, std::string_view part) {
  switch (regex.error_code()) {
    case RE2::ErrorBadEscape:
      return "unknown escape " + quoted(part);
    case RE2::ErrorBadCharClass:
    case RE2::ErrorBadCharRange:
      return "bad character class " + quoted(part);
    case RE2::ErrorMissingBracket:
      return "missing closing ]";
    case RE2::ErrorMissingParen:
      return "missing closing )";
    case RE2::ErrorUnexpectedParen:
      return "unexpected ); write \\) for the character";
    case RE2::ErrorTrailingBackslash:
      return "nothing after the \\; write \\\\ for the character";
    case RE2::ErrorRepeatArgument:
      return "nothing to repeat before " + quoted(part) + "; write \\" + quoted(part.substr(0, 1)) +
             " for the character";
    case RE2::ErrorRepeatSize:
      return "bad repetition " + quoted(part) +
             "; at most 1000 (nested ones multiplied), the smaller number first";
    case RE2::ErrorRepeatOp:
      return repetition_message(part);
    case RE2::ErrorBadPerlOp:
      return "unknown group " + quoted(part);
    case RE2::ErrorBadNamedCapture:
      return "bad name of a group: " + quoted(part);
    case RE2::ErrorPatternTooLarge:
      return "too large once compiled; use smaller repetitions";
    default:
      return regex.error();
  }
}

// RE2 names what is wrong but not where. It reads from left to right, so the shortest beginning of
// the pattern that is wrong in the same way ends with it.
std::size_t end_of_fault(std::string_view pattern, const Regex& whole) {
  const bool names_it = whole.error_code() != RE2::ErrorUnexpectedParen;
  std::size_t right = 0;  // not wrong in that way; `wrong` is
  std::size_t wrong = pattern.size();
  while (wrong - right > 1) {
    const std::size_t middle = right + (wrong - right) / 2;
    const Regex regex(pattern.substr(0, middle), Regex::Case::Exact);
    const bool same = regex.error_code() == whole.error_code() &&
                      (!names_it || regex.error_part() == whole.error_part());
    (same ? wrong : right) = middle;
  }
  return wrong;
}

RegexError located(std::string_view pattern, const Regex& regex) {
  const std::string_view part = regex.error_part();
  switch (regex.error_code()) {
    case RE2::ErrorMissingParen:
      return {unclosed_group(pattern).value_or(0), 1, {}};
    case RE2::ErrorMissingBracket:
      return {pattern.size() - std::min(part.size(), pattern.size()), 1, {}};
    case RE2::ErrorTrailingBackslash:
      return {pattern.size() - 1, 1, {}};
    case RE2::ErrorPatternTooLarge:
      return {0, pattern.size(), {}};
    case RE2::ErrorUnexpectedParen:
      return {end_of_fault(pattern, regex) - 1, 1, {}};
    default:
      break;
  }
  const std::size_t found = pattern.substr(0, end_of_fault(pattern, regex)).rfind(part);
  if (part.empty() || found == std::string_view::npos) return {0, pattern.size(), {}};
  return {found, part.size(), {}};
}

// A pattern comes from a UTF-8 file, where a character may be several bytes, and RE2 is told of
// bytes only: where that would quietly mean something else than it looks like, say so.
std::optional<RegexError> split_character(std::string_view pattern) {
  const auto error = [](const PatternToken& token, const std::string& what) {
    return RegexError{token.offset, token.length,
                      what + " one byte, and this character is " + std::to_string(token.length) +
                          " in UTF-8; write "};
  };
  for (const PatternToken& token : tokens_of(pattern)) {
    const std::string character(pattern.substr(token.offset, token.length));
    const std::string_view after = pattern.substr(token.offset + token.length);
    if (token.kind == PatternToken::Kind::InClass) {
      RegexError found = error(token, "a class stands for");
      found.message += "(?:" + character + "|...)";
      return found;
    }
    const bool repeated = !after.empty() && std::string_view("*+?{").find(after[0]) < 4;
    if (token.kind == PatternToken::Kind::Character && token.length > 1 && repeated) {
      RegexError found = error(token, std::string(1, after[0]) + " repeats");
      found.message += "(?:" + character + ")" + after[0];
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<RegexError> check_regex(std::string_view pattern) {
  const Regex regex(pattern, Regex::Case::Exact);
  if (regex.ok()) return split_character(pattern);
  RegexError error = located(pattern, regex);
  const std::string_view here = pattern.substr(error.offset);
  const std::string_view habit = habit_message(here);
  const bool is_syntax =
      regex.error_code() == RE2::ErrorBadEscape || regex.error_code() == RE2::ErrorBadPerlOp;
  error.message = is_syntax && !habit.empty()
                      ? std::string(habit)
                      : general_message(regex, here.substr(0, error.length));
  return error;
}

}  // namespace replyd
