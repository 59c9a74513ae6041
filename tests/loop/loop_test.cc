#include "loop/loop.h"

#include <unistd.h>

#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <event2/event.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loop/watch.h"

namespace replyd {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// libevent's own check of how events are used.
class Checks : public ::testing::Environment {
 public:
  void SetUp() override { event_enable_debug_mode(); }
};
const auto* const kChecks = ::testing::AddGlobalTestEnvironment(new Checks);

std::unique_ptr<Loop> make_loop(std::string_view backend = "auto") {
  return std::move(*Loop::make(backend).value);
}

TEST(LoopBackend, IsTheOneAskedFor) {
  for (const char* backend : {"epoll", "poll", "select"}) {
    EXPECT_EQ(make_loop(backend)->backend(), backend);
  }
}

TEST(LoopBackend, ThatTheMachineLacksIsAnErrorThatListsWhatThereIs) {
  const auto loop = Loop::make("kqueue");
  ASSERT_FALSE(loop);
  EXPECT_EQ(loop.error, "this machine has no event backend 'kqueue'");
  EXPECT_THAT(loop.expected, HasSubstr("auto, "));
  EXPECT_THAT(loop.expected, HasSubstr("poll"));
}

TEST(LoopBackend, IsNotChosenByTheEnvironment) {
  ::setenv("EVENT_NOEPOLL", "1", 1);
  EXPECT_EQ(make_loop("epoll")->backend(), "epoll");
  ::unsetenv("EVENT_NOEPOLL");
}

TEST(Loop, RunsPostedTasksInOrderOnItsThread) {
  const auto loop = make_loop();
  std::vector<int> seen;
  std::thread::id ran_on;
  std::thread thread([&] {
    loop->run();
    ran_on = std::this_thread::get_id();
  });
  const auto loops_thread = thread.get_id();
  std::thread::id task_ran_on;
  for (int i = 0; i < 3; ++i) {
    loop->post([&, i] {
      task_ran_on = std::this_thread::get_id();
      seen.push_back(i);
    });
  }
  loop->post([&] { loop->stop(); });
  thread.join();
  EXPECT_THAT(seen, ElementsAre(0, 1, 2));
  EXPECT_EQ(task_ran_on, loops_thread);
  EXPECT_EQ(ran_on, loops_thread);
}

TEST(Loop, TakesTasksFromManyThreads) {
  const auto loop = make_loop();
  constexpr int kThreads = 4;
  constexpr int kTasks = 1000;
  int sum = 0;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kTasks; ++j) {
        loop->post([&] {
          if (++sum == kThreads * kTasks) loop->stop();
        });
      }
    });
  }
  loop->run();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum, kThreads * kTasks);
}

TEST(Loop, MayPostFromATask) {
  const auto loop = make_loop();
  loop->post([&] { loop->post([&] { loop->stop(); }); });
  loop->run();
}

TEST(Loop, EndsAtOnceIfItWasStoppedBefore) {
  const auto loop = make_loop();
  loop->stop();
  loop->run();
  loop->post([&] { loop->stop(); });
  loop->run();
}

struct Mortal : Deferred {
  explicit Mortal(std::vector<std::string>& diary) : diary_(diary) {}
  ~Mortal() override { diary_.emplace_back("dead"); }

 private:
  std::vector<std::string>& diary_;
};

TEST(Loop, DestroysOnlyWhenThePassIsOver) {
  const auto loop = make_loop();
  std::vector<std::string> diary;
  loop->post([&] {
    loop->destroy_later(std::make_unique<Mortal>(diary));
    diary.emplace_back("still here");
  });
  loop->post([&] {
    diary.emplace_back("the same pass");
    loop->post([&] {
      diary.emplace_back("the next");
      loop->stop();
    });
  });
  loop->run();
  EXPECT_THAT(diary, ElementsAre("still here", "the same pass", "dead", "the next"));
}

TEST(Loop, DestroysWhatIsLeftWhenItEnds) {
  std::vector<std::string> diary;
  {
    const auto loop = make_loop();
    loop->destroy_later(std::make_unique<Mortal>(diary));
  }
  EXPECT_THAT(diary, ElementsAre("dead"));
}

TEST(Loop, SharesATimeoutBetweenAllThatHaveIt) {
  const auto loop = make_loop();
  const SharedTimeout* const five_minutes = loop->shared_timeout(5min);
  ASSERT_NE(five_minutes, nullptr);
  EXPECT_EQ(loop->shared_timeout(5min), five_minutes);
  EXPECT_NE(loop->shared_timeout(6min), five_minutes);
}

TEST(Loop, HasRoomForSoManySharedTimeoutsAndSaysSo) {
  const auto loop = make_loop();
  for (int i = 1; i <= 256; ++i) EXPECT_NE(loop->shared_timeout(i * 1s), nullptr) << i;
  EXPECT_EQ(loop->shared_timeout(257s), nullptr);
  EXPECT_NE(loop->shared_timeout(1s), nullptr);
}

}  // namespace
}  // namespace replyd
