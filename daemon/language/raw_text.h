#pragma once

#include <string>

#include "base/diagnostic.h"
#include "language/source_text.h"

namespace replyd {

void strip_byte_order_mark(std::string& text);

// Whether a file can be YAML at all: UTF-8, no NUL or other control characters, something in it.
// If not, one error says what it seems to be.
bool check_raw_text(const SourceText& source, Diagnostics& diagnostics);

}  // namespace replyd
