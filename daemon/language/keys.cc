#include "language/keys.h"

#include <algorithm>

#include "base/suggest.h"
#include "language/synonyms.h"

namespace replyd {

namespace {

constexpr std::string_view kPlaceNames[] = {
    "the file", "a listener", "'limits'",  "'log'",      "'framing'",    "'length'",
    "a rule",   "an action",  "a message", "'match'",    "'length'",     "'delay'",
    "'event'",  "a rate",     "a state",   "'access'",   "a table",      "'admin'",
    "'pace'",   "'http'",     "a choice",  "an example", "a JSON value",
};

}  // namespace

const KeyDeclaration* find_key(Place place, std::string_view name) {
  for (std::size_t i = 0; i < key_count(); ++i) {
    if (holds(key_at(i).places, place) && key_at(i).name == name) return &key_at(i);
  }
  return nullptr;
}

std::vector<std::string_view> keys_of(Place place) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < key_count(); ++i) {
    if (key_at(i).available && holds(key_at(i).places, place)) names.push_back(key_at(i).name);
  }
  return names;
}

bool is_for_later(std::string_view name) {
  bool declared = false;
  for (std::size_t i = 0; i < key_count(); ++i) {
    if (key_at(i).name != name) continue;
    if (key_at(i).available) return false;
    declared = true;
  }
  return declared;
}

std::string places_of(std::string_view name) {
  Places places = 0;
  for (std::size_t i = 0; i < key_count(); ++i) {
    if (key_at(i).available && key_at(i).name == name) places |= key_at(i).places;
  }
  // Where it could stand today, if anywhere.
  constexpr Places kLater = Place::State | Place::Choice | Place::Access | Place::Table |
                            Place::Admin | Place::Pace | Place::Http | Place::Example |
                            Place::JsonValue | Place::FramingLength;
  if ((places & ~kLater) != 0) places &= ~kLater;
  std::string text;
  for (std::size_t bit = 0; bit < std::size(kPlaceNames); ++bit) {
    if ((places >> bit & 1u) == 0) continue;
    if (!text.empty()) text += ", ";
    text += kPlaceNames[bit];
  }
  return text;
}

std::string_view suggest_key(Place place, std::string_view word) {
  if (const auto key = synonym_of(place, word); !key.empty()) return key;
  return nearest(word, keys_of(place));
}

std::string_view name_of(Place place) {
  std::size_t bit = 0;
  while ((static_cast<Places>(place) >> bit & 1u) == 0) ++bit;
  return kPlaceNames[bit];
}

std::vector<std::string_view> split_words(std::string_view words) {
  std::vector<std::string_view> list;
  while (!words.empty()) {
    const auto end = std::min(words.find(" | "), words.size());
    list.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 3, words.size()));
  }
  return list;
}

}  // namespace replyd
