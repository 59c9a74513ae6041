#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/template.h"

namespace replyd {

// The declarations of the model, looked up by what stands in a placeholder; null if unknown.
const SourceDeclaration* find_source(std::string_view name);
const FilterDeclaration* find_filter(std::string_view name);

// What can be used today.
std::vector<std::string_view> source_names();
std::vector<std::string_view> filter_names();

// What to write instead of a source that is unknown.
std::string source_suggestion(std::string_view word);
// "did you mean 'x'?", or all that there is.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& list);

}  // namespace replyd
