#include "observe/log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "base/fd.h"
#include "support.h"

namespace replyd {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::event_with_message;
using testing::Folder;
using ::testing::HasSubstr;
using testing::lines_of;
using testing::read_file;
using ::testing::SizeIs;

constexpr SteadyTime kStart{seconds{1000}};
constexpr Rate kPlenty{1'000'000'000, seconds{1}, 1'000'000'000};

LogSpec log_to(std::string path) {
  LogSpec spec;
  spec.output = std::move(path);
  spec.rate = kPlenty;
  return spec;
}

struct Opened {
  Diagnostics diagnostics;
  std::unique_ptr<Log> log;
};

Opened open_log(std::vector<LogSpec> daemon, std::vector<std::vector<LogSpec>> listeners = {}) {
  Opened opened;
  opened.log = Log::open(daemon, listeners, opened.diagnostics);
  return opened;
}

TEST(Log, WritesOperationalEventsToTheDaemonsLogs) {
  const Folder folder;
  LogSpec json = log_to(folder / "b");
  json.format = LogFormat::Json;
  Opened opened = open_log({log_to(folder / "a"), json});
  opened.log->write(event_with_message("2 listeners", EventName::Ready));
  opened.log.reset();
  EXPECT_THAT(lines_of(folder / "a"),
              ElementsAre(EndsWith(R"(event=ready message="2 listeners")")));
  EXPECT_THAT(lines_of(folder / "b"),
              ElementsAre(EndsWith(R"("event":"ready","message":"2 listeners"})")));
}

TEST(Log, SaysWhereAFileThatCannotBeOpenedIsNamed) {
  const Folder folder;
  LogSpec spec = log_to(folder / "no/such/folder");
  spec.where = {.file = 0, .line = 7, .column = 3};
  Opened opened = open_log({spec});
  EXPECT_EQ(opened.log, nullptr);
  const std::vector<Diagnostic> said = opened.diagnostics.sorted();
  ASSERT_THAT(said, SizeIs(1));
  EXPECT_EQ(said[0].where, spec.where);
  EXPECT_THAT(said[0].message, HasSubstr("no/such/folder': No such file or directory"));
}

TEST(Log, AFifoWithoutAReaderIsAnErrorAndNoWait) {
  const Folder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(open_log({log_to(folder / "fifo")}).log, nullptr);
}

TEST(Log, EndsALineThatACrashLeftTorn) {
  const Folder folder;
  std::FILE* file = std::fopen((folder / "a").c_str(), "w");
  std::fputs("torn", file);
  std::fclose(file);
  Opened opened = open_log({log_to(folder / "a")});
  opened.log->write(event_with_message("", EventName::Ready));
  opened.log.reset();
  EXPECT_THAT(lines_of(folder / "a"), ElementsAre("torn", EndsWith("event=ready")));
}

TEST(Log, ReopensAfterLogrotateWithoutLosingALine) {
  const Folder folder;
  Opened opened = open_log({log_to(folder / "a")});
  opened.log->write(event_with_message("", EventName::Starting));
  ASSERT_EQ(std::rename((folder / "a").c_str(), (folder / "a.1").c_str()), 0);
  opened.log->reopen();
  opened.log->write(event_with_message("", EventName::Ready));
  opened.log.reset();
  EXPECT_THAT(lines_of(folder / "a.1"), ElementsAre(EndsWith("event=starting")));
  EXPECT_THAT(lines_of(folder / "a"), ElementsAre(EndsWith("event=ready")));
}

TEST(Log, AFullDiskNeitherEndsNorHoldsUpAnything) {
  const Folder folder;
  Opened opened = open_log({log_to("/dev/full"), log_to(folder / "a")});
  for (int i = 0; i < 10; ++i) opened.log->write(event_with_message("", EventName::Ready));
  opened.log.reset();
  EXPECT_THAT(lines_of(folder / "a"), SizeIs(10));
}

TEST(ListenerLog, WantsNothingByDefault) {
  ListenerLog log;
  EXPECT_FALSE(log.wants(EventName::Event, Level::Error, kStart));
  log.write(event_with_message("x"), kStart);
}

TEST(ListenerLog, WantsWhatItsLevelAndItsMessagesSay) {
  const Folder folder;
  LogSpec quiet = log_to(folder / "a");
  quiet.level = Level::Warning;
  LogSpec no_messages = log_to(folder / "a");
  no_messages.messages = false;
  Opened opened = open_log({log_to(folder / "a")});
  const std::vector<LogSpec> quiet_only{quiet};
  ListenerLog& first = opened.log->listener_log(quiet_only);
  EXPECT_FALSE(first.wants(EventName::Unmatched, Level::Info, kStart));
  EXPECT_TRUE(first.wants(EventName::Refused, Level::Warning, kStart));

  const std::vector<LogSpec> no_messages_only{no_messages};
  ListenerLog& second = opened.log->listener_log(no_messages_only);
  EXPECT_FALSE(second.wants(EventName::Connected, Level::Info, kStart));
  EXPECT_FALSE(second.wants(EventName::Message, Level::Info, kStart));
  EXPECT_FALSE(second.wants(EventName::Closed, Level::Info, kStart));
  EXPECT_TRUE(second.wants(EventName::Unmatched, Level::Info, kStart));
  EXPECT_TRUE(second.wants(EventName::Event, Level::Info, kStart));

  const std::vector<LogSpec> both{quiet, no_messages};
  EXPECT_TRUE(opened.log->listener_log(both).wants(EventName::Unmatched, Level::Info, kStart));
  EXPECT_EQ(opened.log->dropped(), 0U) << "what nobody asked for is not a drop";
}

TEST(ListenerLog, CutsPayloadsAsItsLogSays) {
  const Folder folder;
  LogSpec spec = log_to(folder / "a");
  spec.payload_bytes = 3;
  const std::vector<LogSpec> specs{spec};
  Opened opened = open_log(specs);
  Event event = event_with_message("", EventName::Message);
  event.payload = "abcdef";
  opened.log->listener_log(specs).write(event, kStart);
  opened.log.reset();
  EXPECT_THAT(lines_of(folder / "a"),
              ElementsAre(EndsWith("event=message payload=abc truncated=true")));
}

TEST(ListenerLog, DropsTrafficPastTheRateAndSumsItUp) {
  const Folder folder;
  LogSpec spec = log_to(folder / "a");
  spec.rate = {5, seconds{1}, 5};
  const std::vector<LogSpec> specs{spec};
  Opened opened = open_log(specs);
  ListenerLog& log = opened.log->listener_log(specs);
  int wanted = 0;
  for (int i = 0; i < 100; ++i) {
    if (!log.wants(EventName::Message, Level::Info, kStart)) continue;
    ++wanted;
    log.write(event_with_message("", EventName::Message), kStart);
  }
  EXPECT_EQ(wanted, 6) << "the sixth finds out that the rate is used up";
  EXPECT_EQ(opened.log->dropped(), 95U);
  opened.log->write(event_with_message("", EventName::Ready));
  EXPECT_TRUE(log.wants(EventName::Message, Level::Info, kStart + seconds{1}));
  opened.log.reset();
  const std::vector<std::string> lines = lines_of(folder / "a");
  ASSERT_THAT(lines, SizeIs(7));
  EXPECT_THAT(lines[5], EndsWith("event=ready"));
  EXPECT_THAT(lines[6], EndsWith(R"(level=warning event=limited reason=rate )"
                                 R"(message="95 events were not logged: 95 past the rate")"));
}

void write_hundred_each(std::span<ListenerLog* const> logs) {
  for (ListenerLog* log : logs) {
    for (int i = 0; i < 100; ++i) log->write(event_with_message("", EventName::Message), kStart);
  }
}

TEST(ListenerLog, SharesAnInheritedRateAndKeepsItsOwn) {
  const Folder folder;
  LogSpec inherited = log_to(folder / "a");
  inherited.rate = {5, seconds{1}, 5};
  LogSpec other_level = inherited;
  other_level.level = Level::Debug;
  other_level.where = {.file = 0, .line = 9, .column = 1};
  LogSpec own_rate = inherited;
  own_rate.rate = {7, seconds{1}, 7};
  own_rate.where = {.file = 0, .line = 12, .column = 1};
  LogSpec another_rate = own_rate;
  another_rate.where = {.file = 0, .line = 15, .column = 1};
  Opened opened = open_log({inherited});
  const auto log_of = [&opened](const LogSpec& spec) {
    const std::vector<LogSpec> specs{spec};
    return &opened.log->listener_log(specs);
  };
  ListenerLog* const shared[] = {log_of(inherited), log_of(other_level)};
  ListenerLog* const own[] = {log_of(own_rate), log_of(own_rate)};
  ListenerLog* const another[] = {log_of(another_rate)};
  write_hundred_each(shared);
  EXPECT_EQ(opened.log->dropped(), 200U - 5);
  write_hundred_each(own);
  EXPECT_EQ(opened.log->dropped(), 200U - 5 + 200 - 7);
  write_hundred_each(another);
  EXPECT_EQ(opened.log->dropped(), 200U - 5 + 200 - 7 + 100 - 7);
}

TEST(ListenerLog, EscapesPeersBytesInUserEvents) {
  const Folder folder;
  const std::vector<LogSpec> specs{log_to(folder / "a")};
  Opened opened = open_log(specs);
  opened.log->listener_log(specs).write(event_with_message("login as \"x\n<0>"), kStart);
  opened.log.reset();
  EXPECT_THAT(lines_of(folder / "a"),
              ElementsAre(EndsWith(R"(message="login as \\x22x\\x0a<0>")")));
}

// A FIFO whose reader can be as slow as the test wants.
class Fifo {
 public:
  Fifo() {
    EXPECT_EQ(::mkfifo(path().c_str(), 0600), 0);
    reader_.reset(::open(path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  }
  std::string path() const { return folder_ / "fifo"; }
  // Reads until what it read holds `text`.
  std::string read_until(std::string_view text) {
    std::string all;
    while (all.find(text, all.size() - std::min(all.size(), std::size_t{70'000})) ==
           std::string::npos) {
      pollfd ready{reader_.get(), POLLIN, 0};
      ::poll(&ready, 1, -1);
      char part[65536];
      const ssize_t n = ::read(reader_.get(), part, sizeof part);
      if (n == 0) break;
      if (n > 0) all.append(part, static_cast<std::size_t>(n));
    }
    return all;
  }

 private:
  Folder folder_;
  UniqueFd reader_;
};

void write_until_dropped(Log& log, ListenerLog& listener) {
  const std::string text(200, 'x');
  for (int i = 0; i < 1'000'000 && log.dropped() == 0; ++i) {
    listener.write(event_with_message(text), kStart);
  }
}

TEST(ListenerLog, AReaderThatStandsStillCostsEventsAndNoTime) {
  Fifo fifo;
  const std::vector<LogSpec> specs{log_to(fifo.path())};
  Opened opened = open_log(specs);
  ListenerLog& listener = opened.log->listener_log(specs);
  write_until_dropped(*opened.log, listener);
  ASSERT_GT(opened.log->dropped(), 0U);
  for (int i = 0; i < 1000; ++i) listener.write(event_with_message("x"), kStart);
  EXPECT_THAT(fifo.read_until("events were not logged"), HasSubstr("for want of room"));
  listener.write(event_with_message("all is well"), kStart);
  EXPECT_THAT(fifo.read_until("all is well"), HasSubstr("event=event"));
}

TEST(Log, AReaderThatStandsStillDoesNotHoldUpTheOtherLogsNorTheEnd) {
  const Folder folder;
  Fifo fifo;
  const std::vector<LogSpec> specs{log_to(fifo.path()), log_to(folder / "a")};
  Opened opened = open_log(specs);
  write_until_dropped(*opened.log, opened.log->listener_log(specs));
  opened.log->write(event_with_message("", EventName::Stopped));
  opened.log.reset();
  EXPECT_THAT(read_file(folder / "a"), HasSubstr("event=stopped"));
}

TEST(ListenerLog, ManyThreadsWriteAtOnce) {
  const Folder folder;
  LogSpec spec = log_to(folder / "a");
  spec.rate = {1000, seconds{1}, 1000};
  const std::vector<LogSpec> specs{spec};
  Opened opened = open_log(specs);
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&opened, &specs] {
        ListenerLog& log = opened.log->listener_log(specs);
        for (int n = 0; n < 1000; ++n) {
          if (log.wants(EventName::Event, Level::Info, kStart)) {
            log.write(event_with_message("x"), kStart);
          }
        }
      });
    }
  }
  EXPECT_EQ(opened.log->dropped(), 3000U);
  opened.log.reset();
  EXPECT_THAT(lines_of(folder / "a"), SizeIs(1001));
}

}  // namespace
}  // namespace replyd
