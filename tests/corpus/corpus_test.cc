// Broken files, each beside the exact text that it must give, and files that must load without a
// word. REPLYD_UPDATE_CORPUS=1 writes the expected texts anew: read the diff as a user would.
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/loader.h"
#include "reply/compile.h"

namespace replyd {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const fs::path kCorpus = fs::path(REPLYD_SOURCE_DIR) / "tests/corpus";

LoadOptions options() {
  LoadOptions options;
  options.check_pattern = [](std::string_view pattern) -> std::optional<LoadOptions::PatternError> {
    const auto error = check_regex(pattern);
    if (!error) return std::nullopt;
    return LoadOptions::PatternError{error->offset, error->length, error->message};
  };
  return options;
}

std::string diagnostics_of(const Loaded& loaded) {
  std::string text;
  for (const Diagnostic& each : loaded.diagnostics.sorted()) {
    text += format_diagnostic(each, loaded.sources);
  }
  return text;
}

// Without the folder that the tests happen to be in.
std::string without_folder(std::string text) {
  const std::string folder = fs::current_path().string();
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
    text.replace(at, folder.size(), "HERE");
  }
  return text;
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> files_in(const char* folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kCorpus / folder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string name_of_case(const testing::TestParamInfo<std::string>& info) { return info.param; }

// Diagnostics call a file as it was called, so the tests go where the files are.
class InFolder : public testing::TestWithParam<std::string> {
 protected:
  explicit InFolder(const char* folder) {
    fs::current_path(kCorpus / folder);
    ::unsetenv("REPLYD_TEST_UNSET");
    ::unsetenv("REPLYD_TEST_PORT");
    ::setenv("REPLYD_TEST_HOST", "127.0.0.1", 1);
  }
};

class BadFile : public InFolder {
 protected:
  BadFile() : InFolder("bad") {}
};

TEST_P(BadFile, SaysExactlyWhatIsExpected) {
  const auto said = without_folder(diagnostics_of(load_file(GetParam() + ".yaml", options())));
  const fs::path expected = GetParam() + ".expected";
  if (std::getenv("REPLYD_UPDATE_CORPUS")) std::ofstream(expected, std::ios::binary) << said;
  EXPECT_THAT(said, Not(IsEmpty()));
  EXPECT_EQ(said, contents(expected));
}

INSTANTIATE_TEST_SUITE_P(Corpus, BadFile, testing::ValuesIn(files_in("bad")), name_of_case);

class GoodFile : public InFolder {
 protected:
  GoodFile() : InFolder("good") {}
};

TEST_P(GoodFile, LoadsWithoutAWord) {
  const auto loaded = load_file(GetParam() + ".yaml", options());
  EXPECT_EQ(diagnostics_of(loaded), "");
  EXPECT_THAT(loaded.config.listeners, Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(Corpus, GoodFile, testing::ValuesIn(files_in("good")), name_of_case);

// What we ship as a model must not be warned of.
TEST(ShippedFile, LoadsWithoutAWord) {
  const fs::path config = fs::path(REPLYD_SOURCE_DIR) / "config";
  std::vector<fs::path> files{config / "replyd.yaml"};
  for (const auto& entry : fs::directory_iterator(config / "examples")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  EXPECT_GT(files.size(), 1u);
  for (const auto& file : files) EXPECT_EQ(diagnostics_of(load_file(file, options())), "") << file;
}

// What cannot be checked in.
class StrangeFile : public testing::Test {
 protected:
  StrangeFile() {
    std::string pattern = (fs::temp_directory_path() / "replyd-corpus-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    fs::current_path(folder_);
  }
  ~StrangeFile() override {
    fs::current_path(kCorpus);
    fs::remove_all(folder_);
  }
  static std::string load(const std::string& path) {
    return diagnostics_of(load_file(path, options()));
  }

  fs::path folder_;
};

TEST_F(StrangeFile, IsMissing) {
  EXPECT_EQ(load("no.yaml"),
            "no.yaml: error: the file cannot be opened: No such file or directory; check the "
            "path\n");
}

TEST_F(StrangeFile, IsAFolder) {
  EXPECT_EQ(load("."), ".: error: the file is a folder, not a file\n");
}

TEST_F(StrangeFile, IsAFifoThatNobodyWritesTo) {
  ASSERT_EQ(::mkfifo("fifo", 0600), 0);
  EXPECT_EQ(load("fifo"), "fifo: error: the file is a FIFO, not a file\n");
}

TEST_F(StrangeFile, IsADeviceWithoutEnd) {
  EXPECT_EQ(load("/dev/zero"), "/dev/zero: error: the file is a device, not a file\n");
}

TEST_F(StrangeFile, IsASocket) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy_n("socket", 7, address.sun_path);
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_THAT(load("socket"), HasSubstr("socket: error: the file cannot be opened"));
  ::close(fd);
}

TEST_F(StrangeFile, IsTooLarge) {
  std::ofstream("large.yaml") << "listeners: []\n";
  fs::resize_file("large.yaml", 33 * 1024 * 1024);
  EXPECT_EQ(load("large.yaml"), "large.yaml: error: the file is larger than 32MiB; split it\n");
}

TEST_F(StrangeFile, MayNotBeRead) {
  std::ofstream("secret.yaml") << "listeners: []\n";
  fs::permissions(folder_, fs::perms(0755));
  fs::permissions("secret.yaml", fs::perms::none);
  const bool root = ::geteuid() == 0;
  if (root) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  const auto said = load("secret.yaml");
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_EQ(said,
            "secret.yaml: error: the file cannot be opened: Permission denied; let the user that "
            "replyd runs as read it, and enter its folders\n");
}

// A bomb must cost next to nothing, however much it would make.
class Bomb : public testing::TestWithParam<const char*> {};

TEST_P(Bomb, CostsLittle) {
  const auto memory = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
  };
  fs::current_path(kCorpus / "bad");
  const auto memory_before = memory();
  const auto before = std::clock();
  const auto loaded = load_file(GetParam(), options());
  EXPECT_LT(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC, 2.0);
  EXPECT_LT(memory() - memory_before, 256);  // a sanitizer keeps what was freed
  EXPECT_TRUE(loaded.diagnostics.has_errors());
}

INSTANTIATE_TEST_SUITE_P(Corpus, Bomb,
                         testing::Values("syntax_alias_bomb.yaml", "syntax_alias_depth.yaml",
                                         "syntax_depth.yaml", "syntax_depth_unclosed.yaml",
                                         "syntax_anchor_self.yaml", "var_bomb.yaml"));

}  // namespace
}  // namespace replyd
