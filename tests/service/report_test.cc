#include "service/report.h"

#include <gtest/gtest.h>

namespace replyd {
namespace {

TEST(ReadyText, NamesEachListenerWithItsRealEndpoints) {
  ListenerSpec door;
  door.name = "door";
  EndpointSpec four;
  four.host = "127.0.0.1";
  four.port = 40123;
  EndpointSpec path;
  path.transport = Transport::Unix;
  path.path = "/run/door";
  const std::vector<Listening> listening{{&door, {four, path}}};
  EXPECT_EQ(ready_text(7, listening),
            R"({"pid":7,"listeners":{"door":["tcp://127.0.0.1:40123","unix:///run/door"]}})");
}

TEST(Totals, SumOverWorkersAndLeaveOutWhatIsNought) {
  std::vector<std::unique_ptr<ListenerCounters>> workers;
  workers.push_back(std::make_unique<ListenerCounters>());
  workers.push_back(std::make_unique<ListenerCounters>());
  EXPECT_EQ(format_totals(workers), "nobody came");
  workers[0]->connections.add(2);
  workers[1]->connections.add(3);
  workers[1]->closed[static_cast<std::size_t>(Reason::IdleTimeout)].add();
  EXPECT_EQ(format_totals(workers), "connections=5 closed_idle_timeout=1");
}

}  // namespace
}  // namespace replyd
