// What one connection may take of its worker's time and memory at a stretch.
#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "harness.h"

namespace replyd::test {
namespace {

// Counts what is answered from one pass of the loop to the next.
class Passes {
 public:
  explicit Passes(Served& served) : served_(served) { again(); }
  std::uint64_t most_messages() const { return most_; }
  void end() {
    is_over_ = true;
    ended_->get_future().wait();
  }

 private:
  void again() {
    served_.loop().post([this] { look(); });
  }
  void look() {
    const std::uint64_t messages = served_.total(&ListenerCounters::messages);
    most_ = std::max(most_.load(), messages - std::exchange(seen_, messages));
    const auto ended = ended_;
    is_over_ ? ended->set_value() : again();
  }

  Served& served_;
  std::uint64_t seen_ = 0;
  std::atomic<std::uint64_t> most_{0};
  std::atomic<bool> is_over_{false};
  std::shared_ptr<std::promise<void>> ended_ = std::make_shared<std::promise<void>>();
};

TEST(OneConnection, LeavesTimeForOthers) {
  ListenerSpec spec = listener(
      Transport::Tcp, {rule("much", reply(std::string(1'000'000, 'x'))), otherwise(echo())});
  Served served(std::move(spec));
  Client greedy = served.connect();
  std::string asked;
  for (int i = 0; i < 5000; ++i) asked += "much\n";
  greedy.send(asked);
  std::atomic<bool> stop{false};
  std::thread reader([&] {
    while (!stop && !greedy.receive(1'000'000).empty()) {
    }
  });
  Client modest = served.connect();
  for (int i = 0; i < 20; ++i) {
    modest.send("x\n");
    EXPECT_EQ(modest.receive(1), "x");
  }
  EXPECT_LT(served.total(&ListenerCounters::messages), 5000u);
  stop = true;
  reader.join();
}

TEST(OneConnection, LeavesTimeForOthersThoughItGetsNoAnswer) {
  constexpr std::uint64_t kMessages = 65'536;
  Served served(listener(Transport::Tcp, {otherwise(silent())}));
  Passes passes(served);
  Client greedy = served.connect();
  greedy.send(std::string(kMessages, '\n'));
  greedy.shut_writing();
  EXPECT_TRUE(served.reaches(1, &ListenerCounters::closed, Reason::PeerClosed));
  passes.end();
  EXPECT_EQ(served.total(&ListenerCounters::messages), kMessages);
  EXPECT_LE(passes.most_messages(), 256u);
}

// Its side is shut already, so what is rendered leaves no more.
TEST(OneConnection, CostsNoMemoryWithRepliesThatNobodyGets) {
  ActionSpec rendered = reply(std::string(10'000, 'x'));
  rendered.reply->content.pieces.emplace_back(Placeholder{});
  Served served(listener(Transport::Tcp,
                         {rule("a", closing(reply("x"), Close::Write)), otherwise(rendered)}));
  Client client = served.connect();
  const std::size_t before = resident_memory();
  client.send("a\n" + std::string(60'000, '\n'));
  ASSERT_TRUE(served.reaches(60'001, &ListenerCounters::messages));
  EXPECT_LT(resident_memory(), before + 96 * 1024 * 1024);
  EXPECT_EQ(client.receive_all(), "x");
}

}  // namespace
}  // namespace replyd::test
