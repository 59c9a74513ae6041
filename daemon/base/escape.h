#pragma once

#include <string>

#include "base/bytes.h"

namespace replyd {

// Appends `bytes` so that no terminal, log or line is harmed: 0x20 to 0x7e stand for themselves,
// all else, and quotes and backslashes, become \xNN.
void append_escaped(std::string& out, Bytes bytes);
std::string escaped(Bytes bytes);

}  // namespace replyd
