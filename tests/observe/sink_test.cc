#include "observe/sink.h"

#include <signal.h>
#include <sys/resource.h>

#include "support.h"

namespace replyd {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::Folder;
using ::testing::HasSubstr;
using testing::lines_of;
using ::testing::StartsWith;

// A disk that is full after so many bytes of a file.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() { make_room(); }
  void make_room() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

Record line(std::string_view message) {
  Record record;
  record.event = testing::event_with_message(message);
  return record;
}

TEST(FileSink, CompletesATornLineWhenThereIsRoomAgain) {
  const Folder folder;
  const auto sink = open_file_sink(folder / "a");
  ASSERT_TRUE(sink);
  SmallDisk disk(100);
  ASSERT_TRUE((*sink)->put(line("first")));
  ASSERT_TRUE((*sink)->put(line("second")));
  EXPECT_FALSE((*sink)->flush());
  EXPECT_THAT((*sink)->trouble(), HasSubstr("cannot write " + folder / "a" + ": File too large"));
  EXPECT_THAT(lines_of(folder / "a"), ElementsAre(EndsWith("message=first"), StartsWith("time=")));
  disk.make_room();
  EXPECT_TRUE((*sink)->flush());
  EXPECT_THAT(lines_of(folder / "a"),
              ElementsAre(EndsWith("message=first"), EndsWith("message=second")));
  EXPECT_EQ((*sink)->lost(), 0U);
}

TEST(FileSink, BeginsANewFileWithAWholeLine) {
  const Folder folder;
  const auto sink = open_file_sink(folder / "a");
  ASSERT_TRUE(sink);
  SmallDisk disk(20);
  (*sink)->put(line("torn"));
  (*sink)->put(line("whole"));
  EXPECT_FALSE((*sink)->flush());
  std::filesystem::rename(folder / "a", folder / "a.1");
  disk.make_room();
  ASSERT_TRUE((*sink)->reopen());
  EXPECT_TRUE((*sink)->flush());
  EXPECT_THAT(lines_of(folder / "a"), ElementsAre(EndsWith("message=whole")));
  EXPECT_EQ((*sink)->lost(), 1U);
}

TEST(FileSink, EndsATornLineOfTheSameFile) {
  const Folder folder;
  const auto sink = open_file_sink(folder / "a");
  ASSERT_TRUE(sink);
  SmallDisk disk(20);
  (*sink)->put(line("torn"));
  (*sink)->put(line("whole"));
  EXPECT_FALSE((*sink)->flush());
  disk.make_room();
  ASSERT_TRUE((*sink)->reopen());
  EXPECT_TRUE((*sink)->flush());
  EXPECT_THAT(lines_of(folder / "a"), ElementsAre(StartsWith("time="), EndsWith("message=whole")));
}

TEST(FileSink, KeepsTheOldFileIfTheNewOneCannotBeOpened) {
  const Folder folder;
  std::filesystem::create_directory(folder / "sub");
  const auto sink = open_file_sink(folder / "sub/a");
  ASSERT_TRUE(sink);
  std::filesystem::rename(folder / "sub", folder / "moved");
  EXPECT_FALSE((*sink)->reopen());
  EXPECT_THAT((*sink)->trouble(), HasSubstr("No such file or directory"));
  (*sink)->put(line("still here"));
  EXPECT_TRUE((*sink)->flush());
  EXPECT_THAT(lines_of(folder / "moved/a"), ElementsAre(HasSubstr("still here")));
}

TEST(FileSink, OnlyARegularFileSharesAWriter) {
  const Folder folder;
  EXPECT_FALSE((*open_file_sink(folder / "a"))->may_stand_still());
  EXPECT_TRUE((*open_file_sink("/dev/null"))->may_stand_still());
  EXPECT_TRUE(make_stream_sink(2, "stderr", Colour::No)->may_stand_still());
}

}  // namespace
}  // namespace replyd
