#pragma once

#include <string_view>

#include "base/parsed.h"
#include "model/endpoint.h"

namespace replyd {

// One endpoint as `listen` writes it, from a command line. Several ports are an error.
Parsed<EndpointSpec> parse_endpoint(std::string_view text);

}  // namespace replyd
