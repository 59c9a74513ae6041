#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "language/source_text.h"

namespace replyd {

// How HTTP is answered while it has no form of its own.
constexpr std::string_view kHttpCure =
    "reply: {crlf: \"HTTP/1.1 200 OK\\n...\"} and framing: {delimiter: \"\\r\\n\\r\\n\"}";

// `text` as YAML's single quotes would have it.
std::string single_quoted(std::string_view text);
// `text`, whose backslashes are meant as escapes, in double quotes.
std::string double_quoted(std::string_view text);
// What stands at `offset` up to the end of its line, without a comment, in single quotes.
std::string quote_line(const SourceText& source, std::size_t offset);
// The same of a value that may stand inside brackets, where it ends earlier.
enum class Inside : std::uint8_t { Block, Brackets };
std::string quote_value(const SourceText& source, std::size_t offset, Inside inside);
// A text too long for a message, cut.
std::string shortened(std::string_view text);

}  // namespace replyd
