#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "language/keys.h"
#include "model/template.h"

namespace replyd {
namespace {

std::string page() {
  std::ifstream file(REPLYD_SOURCE_DIR "/docs/language.md");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The part of the page that tells what can be written today.
std::string today() { return page().substr(0, page().find("## Not yet")); }

bool names(const std::string& text, std::string_view word) {
  for (const char* behind : {"`", ":", " ", "."}) {
    if (text.find("`" + std::string(word) + behind) != std::string::npos) return true;
  }
  for (const char* before : {"{", ", "}) {
    if (text.find(before + std::string(word) + ":") != std::string::npos) return true;
  }
  return false;
}

TEST(LanguagePage, NamesEveryKeyThatIsBuilt) {
  for (std::size_t i = 0; i < key_count(); ++i) {
    const KeyDeclaration& key = key_at(i);
    if (!key.available) continue;
    EXPECT_TRUE(names(today(), key.name)) << key.name;
  }
}

TEST(LanguagePage, NamesEverySourceAndFilterThatIsBuilt) {
  for (const SourceDeclaration& source : source_declarations()) {
    EXPECT_TRUE(!source.source || names(today(), source.name)) << source.name;
  }
  for (const FilterDeclaration& filter : filter_declarations()) {
    EXPECT_TRUE(!filter.filter || names(today(), filter.name)) << filter.name;
  }
}

}  // namespace
}  // namespace replyd
