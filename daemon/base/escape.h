#pragma once

#include <string>

#include "base/bytes.h"

namespace replyd {

// Appends `bytes` so that no terminal, log or line is harmed: 0x20 to 0x7e stand for themselves,
// all else, and quotes (of both kinds) and backslashes, become \xNN.
void append_escaped(std::string& out, Bytes bytes);
std::string escaped(Bytes bytes);

// For texts that people wrote and read, such as a line of their file: characters of UTF-8 stand
// for themselves too, quotes and backslashes as well; what a terminal would not show is \xNN.
void append_readable(std::string& out, Bytes text);
// 'text' as a message names it: readable, and a long one cut off by "...".
std::string in_quotes(Bytes text);

}  // namespace replyd
