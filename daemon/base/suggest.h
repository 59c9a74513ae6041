#pragma once

#include <span>
#include <string_view>

namespace replyd {

// The candidate that a person who wrote `word` most likely meant; empty if none is near enough
// (optimal string alignment distance at most a third of the word, case ignored).
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace replyd
