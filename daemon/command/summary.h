#pragma once

#include <string>

#include "model/listener.h"

namespace replyd {

// What a person wants to know of a file, in few words; bytes are escaped and cut.

// `"1"`, `starts with "GET "`, `anything`.
std::string summarize(const ConditionSpec& condition);
// `"welcome" after 200ms, then close`, `nothing`.
std::string summarize(const ActionSpec& action);
// `line`, `16 bytes`.
std::string summarize(const FramingSpec& framing);
// Who can reach an endpoint, as far as the endpoint itself tells.
std::string summarize_reach(const EndpointSpec& endpoint);

}  // namespace replyd
