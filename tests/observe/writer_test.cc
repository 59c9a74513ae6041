#include "observe/writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/fd.h"
#include "support.h"

namespace replyd {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What a fake sink saw and how it is to behave; outlives the sink.
class World {
 public:
  void wrote(std::string what) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(std::move(what));
    changed_.notify_all();
  }
  // The sink's side: stands still until released.
  void pass_barrier() {
    std::unique_lock lock(mutex_);
    is_waiting_ = !is_open_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_open_; });
    is_waiting_ = false;
  }
  void stand_still() {
    set([this] { is_open_ = false; });
  }
  void release() {
    set([this] { is_open_ = true; });
  }
  void wait_until_it_stands_still() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_waiting_; });
  }
  void set_broken(bool broken) {
    set([this, broken] { is_broken_ = broken; });
  }
  bool is_broken() {
    const std::lock_guard lock(mutex_);
    return is_broken_;
  }
  void wait_for(std::string_view what) {
    std::unique_lock lock(mutex_);
    changed_.wait(
        lock, [this, what] { return std::find(seen_.begin(), seen_.end(), what) != seen_.end(); });
  }
  std::vector<std::string> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  void set(const std::function<void()>& change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> seen_;
  bool is_open_ = true;
  bool is_waiting_ = false;
  bool is_broken_ = false;
};

class FakeSink : public Sink {
 public:
  explicit FakeSink(std::shared_ptr<World> world) : world_(std::move(world)) {}
  bool put(const Record& record) override {
    pending_.emplace_back(record.event.message);
    return flush();
  }
  bool flush() override {
    world_->pass_barrier();
    if (world_->is_broken()) {
      world_->wrote("(failed)");
      return false;
    }
    for (std::string& message : pending_) world_->wrote(std::move(message));
    pending_.clear();
    return true;
  }
  bool reopen() override {
    world_->wrote("(reopened)");
    world_->set_broken(false);
    return true;
  }
  std::string trouble() const override { return "it's \"broken\""; }

 private:
  std::shared_ptr<World> world_;
  std::vector<std::string> pending_;
};

std::string encoded(std::string_view message) {
  Record record;
  record.event = testing::event_with_message(message);
  std::string out;
  encode_record(out, record, 0);
  return out;
}

// A writer with one fake sink.
struct Rig {
  explicit Rig(Writer::Options options = {}, int complaints = -1)
      : writer(std::in_place, std::make_shared<Complaints>(complaints), options),
        output(writer->add(std::make_unique<FakeSink>(world), LogFormat::Logfmt)) {
    writer->start();
  }
  void push(std::string_view message, Writer::Importance importance = Writer::Importance::Traffic) {
    writer->push(output, encoded(message), importance);
  }
  std::vector<std::string> finish() {
    writer.reset();
    return world->seen();
  }

  std::shared_ptr<World> world = std::make_shared<World>();
  std::optional<Writer> writer;
  Writer::Output& output;
};

TEST(Writer, WritesWhatIsQueuedInOrderBeforeItEnds) {
  Rig rig;
  rig.push("one");
  rig.push("two");
  EXPECT_THAT(rig.finish(), ElementsAre("one", "two"));
}

TEST(Writer, DropsAndCountsWhatHasNoRoomAndNeverWaits) {
  Writer::Options options;
  options.room = 10 * encoded("traffic").size();
  options.room_beyond = encoded("traffic").size();
  options.summary = hours{1};
  Rig rig(options);
  rig.world->stand_still();
  rig.push("first");
  rig.world->wait_until_it_stands_still();
  for (int i = 0; i < 25; ++i) rig.push("traffic");
  EXPECT_EQ(rig.writer->dropped(), 15U);
  rig.push("operational", Writer::Importance::Operational);
  EXPECT_EQ(rig.writer->dropped(), 15U) << "operational events have room beyond";
  rig.push("operational", Writer::Importance::Operational);
  EXPECT_EQ(rig.writer->dropped(), 16U) << "but not without end";
  rig.world->release();
  const std::vector<std::string> seen = rig.finish();
  ASSERT_THAT(seen, SizeIs(13));
  EXPECT_EQ(seen[11], "operational");
  EXPECT_EQ(seen[12], "16 events were not logged: 16 for want of room in the queue");
}

TEST(Writer, TakesARecordLargerThanTheRoomWhenTheQueueIsEmpty) {
  Writer::Options options;
  options.room = 1;
  Rig rig(options);
  rig.push("large");
  rig.world->wait_for("large");
  EXPECT_EQ(rig.writer->dropped(), 0U);
}

TEST(Writer, SumsUpDropsWithoutBeingAskedToEnd) {
  Writer::Options options;
  options.summary = milliseconds{1};
  Rig rig(options);
  Counter& past_rate = rig.writer->add_drop_counter(rig.output);
  past_rate.add(41);
  rig.writer->note_drop();
  rig.world->wait_for("41 events were not logged: 41 past the rate");
  past_rate.add();
  rig.writer->note_drop();
  rig.world->wait_for("1 event was not logged: 1 past the rate");
  EXPECT_EQ(rig.writer->dropped(), 42U);
  EXPECT_THAT(rig.finish(), SizeIs(2)) << "no line without a drop";
}

TEST(Writer, TriesASinkInTroubleAgainAndLosesNothing) {
  Writer::Options options;
  options.retry = milliseconds{1};
  Rig rig(options);
  rig.world->set_broken(true);
  rig.push("one");
  rig.push("two");
  rig.world->wait_for("(failed)");
  rig.push("three");
  rig.world->set_broken(false);
  rig.world->wait_for("three");
  std::vector<std::string> seen = rig.finish();
  std::erase(seen, "(failed)");
  EXPECT_THAT(seen, ElementsAre("one", "two", "three"));
}

TEST(Writer, DoesNotSpinOnASinkInTroubleAndServesTheOthers) {
  Writer::Options options;
  options.retry = hours{1};
  const auto broken = std::make_shared<World>();
  const auto well = std::make_shared<World>();
  Writer writer(std::make_shared<Complaints>(-1), options);
  Writer::Output& to_broken = writer.add(std::make_unique<FakeSink>(broken), LogFormat::Logfmt);
  Writer::Output& to_well = writer.add(std::make_unique<FakeSink>(well), LogFormat::Logfmt);
  writer.start();
  broken->set_broken(true);
  writer.push(to_broken, encoded("one"), Writer::Importance::Traffic);
  broken->wait_for("(failed)");
  for (const std::string message : {"a", "b", "c"}) {
    writer.push(to_broken, encoded("more"), Writer::Importance::Traffic);
    writer.push(to_well, encoded(message), Writer::Importance::Traffic);
    well->wait_for(message);
  }
  EXPECT_THAT(broken->seen(), ElementsAre("(failed)"));
}

TEST(Writer, ReopensBehindWhatWasQueued) {
  Rig rig;
  rig.world->stand_still();
  rig.push("first");
  rig.world->wait_until_it_stands_still();
  rig.push("before");
  rig.writer->reopen();
  rig.push("after");
  rig.world->release();
  EXPECT_THAT(rig.finish(), ElementsAre("first", "before", "(reopened)", "after"));
}

TEST(Writer, ReopensASinkInTroubleAtOnce) {
  Writer::Options options;
  options.retry = hours{1};
  Rig rig(options);
  rig.world->set_broken(true);
  rig.push("one");
  rig.world->wait_for("(failed)");
  rig.writer->reopen();
  rig.world->wait_for("one");
}

// The reader's end of what is complained to.
class Complained {
 public:
  Complained() {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    reader_.reset(ends[0]);
    writer_.reset(ends[1]);
  }
  int fd() const { return writer_.get(); }
  std::string read_all() {
    writer_.reset();
    std::string said(4096, '\0');
    said.resize(static_cast<std::size_t>(::read(reader_.get(), said.data(), said.size())));
    return said;
  }

 private:
  UniqueFd reader_;
  UniqueFd writer_;
};

TEST(Writer, ComplainsOfASinkInTroubleButNotAtEachTry) {
  Complained complained;
  Writer::Options options;
  options.retry = milliseconds{1};
  Rig rig(options, complained.fd());
  rig.world->set_broken(true);
  rig.push("one");
  while (rig.world->seen().size() < 20) std::this_thread::yield();
  rig.finish();
  const std::string said = complained.read_all();
  EXPECT_THAT(said, HasSubstr(R"(level=error event=error message="it's \"broken\"")"));
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1);
}

TEST(Complaints, AreOneASecondAtMost) {
  Complained complained;
  Complaints complaints(complained.fd());
  complaints.complain("first");
  complaints.complain("second");
  EXPECT_THAT(complained.read_all(), EndsWith("message=first\n"));
}

TEST(Complaints, NeverWaitForTheirReader) {
  Complained complained;
  ASSERT_NE(::fcntl(complained.fd(), F_SETFL, O_NONBLOCK), -1);
  const std::string page(4096, 'x');
  while (::write(complained.fd(), page.data(), page.size()) > 0) {
  }
  ASSERT_NE(::fcntl(complained.fd(), F_SETFL, 0), -1);
  Complaints(complained.fd()).complain("unheard");
}

TEST(Writer, LeavesASinkBehindThatStandsStillAtTheEnd) {
  Rig rig;
  rig.world->stand_still();
  rig.push("one");
  rig.world->wait_until_it_stands_still();
  rig.writer->stop_by(std::chrono::steady_clock::now());
  EXPECT_THAT(rig.finish(), IsEmpty());
  rig.world->release();
  rig.world->wait_for("one");
}

TEST(Writer, ManyThreadsLoseNothingUncounted) {
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kEach = 5000;
  Writer::Options options;
  options.room = 64 * 1024;
  options.summary = hours{1};
  Rig rig(options);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&rig] {
        for (std::size_t n = 0; n < kEach; ++n) rig.push("x");
        rig.writer->reopen();
      });
    }
  }
  const std::uint64_t dropped = rig.writer->dropped();
  const std::vector<std::string> seen = rig.finish();
  const auto written = static_cast<std::uint64_t>(std::count(seen.begin(), seen.end(), "x"));
  EXPECT_EQ(written + dropped, kThreads * kEach);
}

}  // namespace
}  // namespace replyd
