#include "observe/target.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "support.h"

namespace replyd {
namespace {

Surroundings surroundings(bool is_journal, bool is_terminal) {
  Surroundings result;
  result.standard_error = {.is_journal = is_journal, .is_terminal = is_terminal};
  return result;
}

Target target(LogFormat format, const char* output, const Surroundings& around) {
  LogSpec spec;
  spec.format = format;
  spec.output = output;
  return target_of(spec, around);
}

TEST(Target, AutoIsWhatSuitsTheOutput) {
  const Surroundings plain = surroundings(false, false);
  const Surroundings journal = surroundings(true, false);
  const Surroundings terminal = surroundings(false, true);
  const Target to_journal{LogFormat::Journald, "", Colour::No};
  EXPECT_EQ(target(LogFormat::Auto, "stderr", plain),
            (Target{LogFormat::Logfmt, "stderr", Colour::No}));
  EXPECT_EQ(target(LogFormat::Auto, "stderr", journal), to_journal);
  EXPECT_EQ(target(LogFormat::Auto, "stderr", terminal),
            (Target{LogFormat::Text, "stderr", Colour::Yes}));
  EXPECT_EQ(target(LogFormat::Auto, "stdout", terminal),
            (Target{LogFormat::Logfmt, "stdout", Colour::No}));
  EXPECT_EQ(target(LogFormat::Auto, "/var/log/x", journal),
            (Target{LogFormat::Logfmt, "/var/log/x", Colour::No}));
  EXPECT_EQ(target(LogFormat::Auto, "syslog", terminal),
            (Target{LogFormat::Logfmt, "syslog", Colour::No}));
  EXPECT_EQ(target(LogFormat::Journald, "stderr", plain), to_journal);
  EXPECT_EQ(target(LogFormat::Json, "stderr", journal),
            (Target{LogFormat::Json, "stderr", Colour::No}));
}

TEST(Target, ColoursOnlyWhereTheyAreWanted) {
  Surroundings terminal = surroundings(false, true);
  terminal.wants_colour = false;
  EXPECT_EQ(target(LogFormat::Auto, "stderr", terminal).colour, Colour::No);
}

TEST(Target, TheJournalIsKnownByItsDeviceAndInode) {
  const testing::Folder folder;
  const UniqueFd file(::open((folder / "a").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  struct stat status {};
  ASSERT_EQ(::fstat(file.get(), &status), 0);
  const std::string own = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  EXPECT_TRUE(is_journal(file.get(), own.c_str()));
  EXPECT_FALSE(is_journal(file.get(), (own + "1").c_str()));
  EXPECT_FALSE(is_journal(file.get(), "1:2"));
  EXPECT_FALSE(is_journal(file.get(), nullptr));
  EXPECT_FALSE(is_journal(-1, own.c_str()));
}

}  // namespace
}  // namespace replyd
