#pragma once

#include <string>

#include "language/loader.h"

namespace replyd {

// Loads a configuration file with all that the loader needs from other rooms.
Loaded load_configuration(const std::string& path);

// Prints diagnostics in the order of the file to standard error.
void print_diagnostics(const Loaded& loaded);

}  // namespace replyd
