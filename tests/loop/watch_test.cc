#include "loop/watch.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "loop/loop.h"

namespace replyd {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

// One end of a pair of sockets, watched; the other is the test's.
class Watched {
 public:
  explicit Watched(std::string_view backend = "auto") {
    loop = std::move(*Loop::make(backend).value);
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    near.reset(ends[0]);
    far.reset(ends[1]);
    watch.reset(new FdWatch(FdWatch::of<&Watched::on_ready>(*loop, near.get(), *this)));
  }
  void say(char byte) { EXPECT_EQ(::write(far.get(), &byte, 1), 1); }

  std::unique_ptr<Loop> loop;
  UniqueFd near;
  UniqueFd far;
  std::unique_ptr<FdWatch> watch;
  std::vector<FdWatch::Ready> told;
  std::function<void()> then = [this] { loop->stop(); };

 private:
  void on_ready(FdWatch::Ready ready) noexcept {
    told.push_back(ready);
    then();
  }
};

class EveryBackend : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Watch, EveryBackend, ::testing::Values("epoll", "poll", "select"));

TEST_P(EveryBackend, TellsWhatIsReady) {
  Watched watched(GetParam());
  watched.watch->start(FdWatch::Interest::Write);
  watched.loop->run();
  watched.say('x');
  watched.watch->start(FdWatch::Interest::Read);
  watched.loop->run();
  watched.watch->start(FdWatch::Interest::ReadWrite);
  watched.loop->run();
  ASSERT_EQ(watched.told.size(), 3u);
  EXPECT_FALSE(watched.told[0].readable);
  EXPECT_TRUE(watched.told[0].writable);
  EXPECT_TRUE(watched.told[1].readable);
  EXPECT_FALSE(watched.told[1].writable);
  EXPECT_TRUE(watched.told[2].readable);
  EXPECT_TRUE(watched.told[2].writable);
}

TEST_P(EveryBackend, TellsWhenNothingCameInTime) {
  Watched watched(GetParam());
  watched.watch->start(FdWatch::Interest::Read, 2ms);
  watched.loop->run();
  ASSERT_EQ(watched.told.size(), 1u);
  EXPECT_TRUE(watched.told[0].timed_out);
  EXPECT_FALSE(watched.told[0].readable);
}

TEST(Watch, WaitsForADeadlineWithoutAnyInterest) {
  Watched watched;
  watched.say('x');
  watched.watch->start(FdWatch::Interest::None, 2ms);
  watched.loop->run();
  ASSERT_EQ(watched.told.size(), 1u);
  EXPECT_TRUE(watched.told[0].timed_out);
  EXPECT_FALSE(watched.told[0].readable);
}

TEST(Watch, TellsAgainWhileThereIsSomethingToRead) {
  Watched watched;
  watched.say('x');
  watched.then = [&] {
    if (watched.told.size() == 3) watched.loop->stop();
  };
  watched.watch->start(FdWatch::Interest::Read);
  watched.loop->run();
  EXPECT_EQ(watched.told.size(), 3u);
}

TEST(Watch, CountsItsDeadlineAnewAfterEachCall) {
  Watched watched;
  watched.watch->start(FdWatch::Interest::Read, 2ms);
  watched.then = [&] {
    if (watched.told.size() == 2) watched.loop->stop();
  };
  watched.loop->run();
  EXPECT_TRUE(watched.told[1].timed_out);
}

TEST(Watch, KeepsADeadlineThatItSharesWithOthers) {
  Watched watched;
  const SharedTimeout* const shared = watched.loop->shared_timeout(2ms);
  watched.watch->start(FdWatch::Interest::Read, *shared);
  const auto begin = Loop::now();
  watched.loop->run();
  EXPECT_TRUE(watched.told[0].timed_out);
  EXPECT_GE(Loop::now() - begin, 2ms);
}

// Being told is what would bring the deadline back.
TEST(Watch, ForgetsADeadlineThatANewStartDoesNotName) {
  Watched watched;
  watched.watch->start(FdWatch::Interest::Read, 1ms);
  watched.watch->start(FdWatch::Interest::Read);
  watched.then = [&] {
    char byte = 0;
    EXPECT_EQ(::read(watched.near.get(), &byte, 1), 1);
  };
  watched.say('x');
  struct End {
    void on_time() noexcept { loop->stop(); }
    Loop* loop;
  } end{watched.loop.get()};
  Timer timer = Timer::of<&End::on_time>(*watched.loop, end);
  timer.start(10ms);
  watched.loop->run();
  ASSERT_EQ(watched.told.size(), 1u);
  EXPECT_TRUE(watched.told[0].readable);
}

TEST(Watch, SaysWhenItCannotWait) {
  const auto loop = std::move(*Loop::make("epoll").value);
  struct Owner {
    void on_ready(FdWatch::Ready) noexcept {}
  } owner;
  const UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  FdWatch watch = FdWatch::of<&Owner::on_ready>(*loop, file.get(), owner);
  EXPECT_FALSE(watch.start(FdWatch::Interest::Read));
  EXPECT_EQ(errno, EPERM);
  EXPECT_FALSE(watch.is_waiting());
}

TEST(Watch, MayDieInItsOwnCallback) {
  Watched watched;
  watched.say('x');
  watched.then = [&] {
    watched.watch.reset();
    watched.loop->stop();
  };
  watched.watch->start(FdWatch::Interest::Read, 1min);
  watched.loop->run();
  EXPECT_EQ(watched.told.size(), 1u);
}

TEST(Watch, IsSilentOnceStopped) {
  Watched watched;
  watched.say('x');
  watched.watch->start(FdWatch::Interest::Read);
  EXPECT_TRUE(watched.watch->is_waiting());
  watched.watch->stop();
  EXPECT_FALSE(watched.watch->is_waiting());
  watched.loop->post([&] { watched.loop->post([&] { watched.loop->stop(); }); });
  watched.loop->run();
  EXPECT_TRUE(watched.told.empty());
}

// Timers that write their name.
struct Named {
  void on_time() noexcept {
    diary->push_back(name);
    if (diary->size() == 3) loop->stop();
  }
  Loop* loop;
  std::vector<std::string>* diary;
  std::string name;
};

TEST(Timers, FireInTheOrderOfTheirTimes) {
  const auto loop = std::move(*Loop::make("auto").value);
  std::vector<std::string> diary;
  Named late{loop.get(), &diary, "late"};
  Named early{loop.get(), &diary, "early"};
  Named middle{loop.get(), &diary, "middle"};
  Timer late_timer = Timer::of<&Named::on_time>(*loop, late);
  Timer early_timer = Timer::of<&Named::on_time>(*loop, early);
  Timer middle_timer = Timer::of<&Named::on_time>(*loop, middle);
  late_timer.start(6ms);
  early_timer.start(0ms);
  middle_timer.start(3ms);
  loop->run();
  EXPECT_THAT(diary, ElementsAre("early", "middle", "late"));
}

struct Once {
  void on_time() noexcept {
    fired_at = Loop::now();
    loop->stop();
  }
  Loop* loop;
  std::chrono::steady_clock::time_point fired_at{};
};

TEST(Timers, AreNeverEarlyAlsoAfterSlowWorkInTheSamePass) {
  const auto loop = std::move(*Loop::make("auto").value);
  Once once{loop.get()};
  std::optional<Timer> timer;
  timer.emplace(Timer::of<&Once::on_time>(*loop, once));
  auto set_at = Loop::now();
  loop->post([&] {
    const auto slow_until = Loop::now() + 5ms;
    while (Loop::now() < slow_until) {
    }
    set_at = Loop::now();
    timer->start(3ms);
  });
  loop->run();
  EXPECT_GE(once.fired_at - set_at, 3ms);
  EXPECT_FALSE(timer->is_waiting());
}

struct Signalled {
  void on_signal(int signal) noexcept {
    seen.push_back(signal);
    if (seen.size() == 2) {
      loop->stop();
    } else {
      std::raise(SIGUSR2);
    }
  }
  Loop* loop;
  std::vector<int> seen;
};

TEST(Signals, AreToldBetweenEvents) {
  const auto loop = std::move(*Loop::make("auto").value);
  Signalled owner{loop.get(), {}};
  SignalWatch first = SignalWatch::of<&Signalled::on_signal>(*loop, SIGUSR1, owner);
  SignalWatch second = SignalWatch::of<&Signalled::on_signal>(*loop, SIGUSR2, owner);
  first.start();
  second.start();
  std::raise(SIGUSR1);
  EXPECT_TRUE(owner.seen.empty());
  loop->run();
  EXPECT_THAT(owner.seen, ElementsAre(SIGUSR1, SIGUSR2));
}

}  // namespace
}  // namespace replyd
