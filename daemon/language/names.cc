#include "language/names.h"

#include <algorithm>

#include "base/utf8.h"
#include "language/quote.h"

namespace replyd {

namespace {

constexpr std::size_t kLongest = 64;
constexpr std::string_view kRule = "a name has letters, digits, '.', '_' and '-'";

bool fits(char c) noexcept {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

}  // namespace

bool is_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), fits);
}

bool check_name(Reader& reader, const TreeNode& scalar) {
  return check_name(reader, Text{std::string(scalar.text), &scalar});
}

bool check_name(Reader& reader, const Text& text) {
  const std::string_view name = text.value;
  if (is_name(name)) return true;
  const auto bad = std::find_if_not(name.begin(), name.end(), fits);
  if (name.empty()) {
    reader.error(*text.node, "the name is empty", std::string(kRule));
  } else if (bad == name.end()) {
    reader.error(*text.node, "the name is longer than 64 characters");
  } else {
    const auto at = static_cast<std::size_t>(bad - name.begin());
    const auto size = first_character(name.substr(at)).size;
    reader.error_in(text, at, size,
                    "'" + std::string(name.substr(at, size)) + "' cannot stand in a name",
                    std::string(kRule) + ": " + as_name(shortened(name)));
  }
  return false;
}

std::string as_name(std::string_view text) {
  std::string name(text.substr(0, kLongest));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !fits(c); }, '-');
  return name;
}

}  // namespace replyd
