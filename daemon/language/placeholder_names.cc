#include "language/placeholder_names.h"

#include "base/suggest.h"
#include "language/synonyms.h"

namespace replyd {

namespace {

// "match.NAME" stands for all names that begin with "match.".
bool names(std::string_view declared, std::string_view name) {
  const auto dot = declared.rfind('.');
  if (declared.ends_with(".NAME") || declared.ends_with(".PATH")) {
    return name.substr(0, dot + 1) == declared.substr(0, dot + 1);
  }
  return declared == name;
}

template <typename Declarations, typename IsThere>
std::vector<std::string_view> available_names(const Declarations& declarations, IsThere is_there) {
  std::vector<std::string_view> list;
  for (const auto& each : declarations) {
    if (is_there(each)) list.push_back(each.name);
  }
  return list;
}

}  // namespace

const SourceDeclaration* find_source(std::string_view name) {
  for (const auto& each : source_declarations()) {
    if (names(each.name, name)) return &each;
  }
  return nullptr;
}

const FilterDeclaration* find_filter(std::string_view name) {
  for (const auto& each : filter_declarations()) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

std::vector<std::string_view> source_names() {
  auto list = available_names(source_declarations(),
                              [](const SourceDeclaration& each) { return bool(each.source); });
  list.push_back("var.NAME");
  list.push_back("env.NAME");
  return list;
}

std::vector<std::string_view> filter_names() {
  return available_names(filter_declarations(),
                         [](const FilterDeclaration& each) { return bool(each.filter); });
}

std::string source_suggestion(std::string_view word) {
  const auto source = source_synonym(word);
  if (source.empty()) return suggestion(word, source_names());
  return "did you mean '" + std::string(source) + "'?";
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& list) {
  if (const auto near = nearest(word, list); !near.empty()) {
    return "did you mean '" + std::string(near) + "'?";
  }
  std::string all = "there are ";
  for (const auto& each : list) {
    if (&each != &list.front()) all += ", ";
    all += each;
  }
  return all;
}

}  // namespace replyd
