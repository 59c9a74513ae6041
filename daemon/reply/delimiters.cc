#include "reply/delimiters.h"

#include <algorithm>

namespace replyd {

namespace {

std::size_t line_end_length(Bytes text) noexcept {
  if (text.starts_with("\r\n")) return 2;
  return text.starts_with('\n') ? 1 : 0;
}

}  // namespace

Delimiters::Delimiters(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) add(text, false);
  for (const std::string& text : texts) add(text.substr(line_end_length(text)), true);
  std::stable_sort(ends_.begin(), ends_.end(),
                   [](const End& a, const End& b) { return a.text.size() > b.text.size(); });
  for (End& end : ends_) {
    end.may_grow = std::any_of(ends_.begin(), ends_.end(), [&end](const End& other) {
      return other.text.size() > end.text.size() && other.text.starts_with(end.text);
    });
    if (!end.only_at_start) begins_[static_cast<unsigned char>(end.text.front())] = true;
  }
  if (std::count(begins_.begin(), begins_.end(), true) == 1) {
    only_first_byte_ =
        static_cast<int>(std::find(begins_.begin(), begins_.end(), true) - begins_.begin());
  }
}

void Delimiters::add(std::string text, bool only_at_start) {
  const bool known =
      std::any_of(ends_.begin(), ends_.end(), [&text](const End& end) { return end.text == text; });
  if (!text.empty() && !known) ends_.push_back({std::move(text), only_at_start, false});
}

Delimiters::Match Delimiters::find(Bytes input, std::size_t from, Where where) const noexcept {
  Match match;
  if (from == 0 && where == Where::MessageStart && match_at(input, 0, true, match)) return match;
  for (std::size_t place = next_candidate(input, from); place < input.size();
       place = next_candidate(input, place + 1)) {
    if (match_at(input, place, false, match)) return match;
  }
  match.place = input.size();
  return match;
}

std::size_t Delimiters::next_candidate(Bytes input, std::size_t from) const noexcept {
  if (only_first_byte_ >= 0) {
    return std::min(input.find(static_cast<char>(only_first_byte_), from), input.size());
  }
  while (from < input.size() && !begins_[static_cast<unsigned char>(input[from])]) ++from;
  return from;
}

// True if a delimiter stands at `place`, or may once more has come (then its length is left at 0).
bool Delimiters::match_at(Bytes input, std::size_t place, bool at_start,
                          Match& match) const noexcept {
  const Bytes here = input.substr(place);
  bool partial = false;
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    const End& end = ends_[i];
    if (end.only_at_start && !at_start) continue;
    if (here.starts_with(end.text)) {
      match = {place, end.text.size(), static_cast<std::uint16_t>(end.may_grow ? i + 1 : 0)};
      return true;
    }
    partial = partial || Bytes(end.text).starts_with(here);
  }
  match.place = place;
  return partial && !here.empty();
}

Delimiters::Growth Delimiters::grow(std::uint16_t which, bool at_start,
                                    Bytes input) const noexcept {
  const Bytes text = ends_[which - 1U].text;
  bool undecided = false;
  for (std::size_t i = 0; i + 1 < which; ++i) {
    const End& end = ends_[i];
    if ((end.only_at_start && !at_start) || !Bytes(end.text).starts_with(text)) continue;
    const Bytes rest = Bytes(end.text).substr(text.size());
    if (input.starts_with(rest)) {
      return {rest.size(), static_cast<std::uint16_t>(end.may_grow ? i + 1 : 0)};
    }
    undecided = undecided || rest.starts_with(input);
  }
  return {0, undecided ? which : std::uint16_t{0}};
}

}  // namespace replyd
