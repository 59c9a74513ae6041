#include "reply/regex.h"

#include <re2/re2.h>

namespace replyd {

namespace {

// Of one regex: its program, and what its automaton may remember while it runs. When the automaton
// wants more, RE2 forgets, and in the end searches without it: slower, never wrong.
constexpr int kMostMemory = 2 * 1024 * 1024;
// Without its automaton a search may look at every instruction for every byte: this many keep a
// message of 64 KiB from holding up the loop for long.
constexpr int kMostInstructions = 10000;

RE2::Options options(Regex::Case letters) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_dot_nl(true);
  options.set_case_sensitive(letters == Regex::Case::Exact);
  options.set_log_errors(false);
  options.set_max_mem(kMostMemory);
  return options;
}

}  // namespace

Regex::Regex(std::string_view pattern, Case letters)
    : compiled_(std::make_unique<const RE2>(re2::StringPiece(pattern.data(), pattern.size()),
                                            options(letters))) {}

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::ok() const noexcept { return error_code() == RE2::NoError; }
const std::string& Regex::error() const noexcept { return compiled_->error(); }
const std::string& Regex::error_part() const noexcept { return compiled_->error_arg(); }
int Regex::error_code() const noexcept {
  const bool large = compiled_->ok() && compiled_->ProgramSize() > kMostInstructions;
  return large ? RE2::ErrorPatternTooLarge : compiled_->error_code();
}

bool Regex::found_in(Bytes bytes) const noexcept {
  const re2::StringPiece text(bytes.data(), bytes.size());
  return compiled_->Match(text, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

}  // namespace replyd
