#include "language/quote.h"

namespace replyd {

std::string single_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted += '\'';
}

std::string double_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '\\';
    quoted += c;
  }
  return quoted += '"';
}

std::string quote_line(const SourceText& source, std::size_t offset) {
  auto text = source.text().substr(offset, source.line_end(offset) - offset);
  text = text.substr(0, text.find(" #"));
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return single_quoted(shortened(text));
}

std::string quote_value(const SourceText& source, std::size_t offset, Inside inside) {
  if (inside == Inside::Block) return quote_line(source, offset);
  auto text = source.text().substr(offset);
  text = text.substr(0, text.find_first_of(",}]\r\n"));
  while (text.ends_with(' ')) text.remove_suffix(1);
  return single_quoted(shortened(text));
}

std::string shortened(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  if (text.size() <= kLongest) return std::string(text);
  auto end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace replyd
