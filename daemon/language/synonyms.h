#pragma once

#include <string>
#include <string_view>

#include "language/keys.h"

namespace replyd {

// The key of `place` that other systems call `word`; empty if there is none.
std::string_view synonym_of(Place place, std::string_view word);
// The source that other systems call `word`: "remote_addr" is "peer.ip".
std::string_view source_synonym(std::string_view word);
// What to write where `word` stands in `place`: "did you mean 'listen'?"; empty if nothing is like
// it.
std::string cure_of_key(Place place, std::string_view word);

}  // namespace replyd
