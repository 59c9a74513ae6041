#pragma once

#include <cstddef>
#include <string>

#include "base/parsed.h"

namespace replyd {

// A regular file's bytes, or why they cannot be had. Never blocks on a FIFO, never reads a device,
// and notices a file that is written to meanwhile.
Parsed<std::string> read_file(const std::string& path, std::size_t most);

// All of standard input.
Parsed<std::string> read_standard_input(std::size_t most);

}  // namespace replyd
