#pragma once

#include <string>

#include "service/report.h"

namespace replyd {

// Lines for a person who has just started the daemon: where a listener is reached, and for its
// first endpoint a command to paste into another terminal that gets an answer, if there is one.
// `program` is how this program was called.
std::string format_try(const Listening& listening, const std::string& program);

}  // namespace replyd
