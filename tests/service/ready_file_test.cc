#include "service/ready_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace replyd {
namespace {

TEST(ReadyFile, IsThereAsLongAsItsOwner) {
  const std::string path = testing::TempDir() + "replyd-ready-file-test";
  {
    const auto written = ReadyFile::write(path, "{}");
    ASSERT_TRUE(written) << written.error;
    std::string line;
    std::getline(std::ifstream(path), line);
    EXPECT_EQ(line, "{}");
    EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ReadyFile, SaysWhyItCannotBeWritten) {
  const auto written = ReadyFile::write("/nowhere/at/all", "{}");
  EXPECT_EQ(written.error,
            "cannot write the ready file '/nowhere/at/all': No such file or directory");
}

TEST(ReadyFile, OfADaemonThatIsNoMoreIsRemoved) {
  const std::string path = testing::TempDir() + "replyd-stale-ready-file-test";
  std::ofstream(path) << R"({"pid":)" << ::getpid() << "}";
  ReadyFile::remove_stale(path);
  EXPECT_TRUE(std::filesystem::exists(path));
  std::ofstream(path) << R"({"pid":2147483647})";
  ReadyFile::remove_stale(path);
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace replyd
