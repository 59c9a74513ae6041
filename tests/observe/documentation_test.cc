// docs/logs.md holds exactly the names that the code declares.
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "observe/event.h"

namespace replyd {
namespace {

using ::testing::ElementsAreArray;

// The rows of the first table under `heading`, "| `NAME` | HELP |" each.
std::vector<std::string> rows_under(const std::string& heading) {
  std::ifstream page(REPLYD_SOURCE_DIR "/docs/logs.md");
  std::vector<std::string> rows;
  bool is_here = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with('#')) is_here = line == heading;
    if (is_here && line.starts_with("| `")) rows.push_back(line);
  }
  return rows;
}

std::vector<std::string> rows_of(std::span<const NameDeclaration> declarations) {
  std::vector<std::string> rows;
  for (const NameDeclaration& declaration : declarations) {
    if (declaration.name.empty()) continue;
    rows.push_back("| `" + std::string(declaration.name) + "` | " + std::string(declaration.help) +
                   " |");
  }
  return rows;
}

TEST(LogDocumentation, NamesTheEvents) {
  EXPECT_THAT(rows_under("## Events"), ElementsAreArray(rows_of(event_declarations())));
}

TEST(LogDocumentation, NamesTheFields) {
  EXPECT_THAT(rows_under("## Fields"), ElementsAreArray(rows_of(field_declarations())));
}

TEST(LogDocumentation, NamesTheReasons) {
  EXPECT_THAT(rows_under("## Reasons"), ElementsAreArray(rows_of(reason_declarations())));
}

}  // namespace
}  // namespace replyd
