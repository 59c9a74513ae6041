// A listener over real sockets, served on threads of its own, and clients that ask it.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/address.h"
#include "base/arena.h"
#include "base/fd.h"
#include "loop/loop.h"
#include "model/listener.h"
#include "net/handler.h"
#include "net/io.h"
#include "net/listener.h"
#include "net/socket.h"
#include "observe/counters.h"
#include "observe/log.h"

namespace replyd::test {

using namespace std::chrono_literals;

// A folder that goes with the test.
class Folder {
 public:
  Folder();
  ~Folder();
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// What a file would say, in short.
EndpointSpec endpoint(Transport transport, const std::string& host_or_path);
TemplateSpec literal(std::string text);
ActionSpec reply(std::string text);
ActionSpec closing(ActionSpec action, Close close = Close::Yes);
ActionSpec delayed(ActionSpec action, Nanoseconds delay);
ActionSpec silent();
RuleSpec rule(const std::string& equals, ActionSpec action);
RuleSpec otherwise(ActionSpec action);
// An action that sends what came.
ActionSpec echo();
// On one endpoint of loopback, with lines as messages.
ListenerSpec listener(Transport transport, std::vector<RuleSpec> rules);
Rate per(std::uint64_t count, Nanoseconds period);

// A client's end of a stream or datagram socket. Waits at most five seconds for anything.
class Client {
 public:
  explicit Client(UniqueFd fd) : fd_(std::move(fd)) {}

  void send(Bytes bytes);
  // Exactly so many bytes, or fewer if the peer ends or time is up.
  std::string receive(std::size_t size);
  // All until the peer ends; an error is in last_error().
  std::string receive_all();
  // One datagram.
  std::string receive_datagram();
  // Nothing comes, for as long.
  bool hears_nothing(Nanoseconds span);
  bool is_ended() { return receive(1).empty() && last_error_ == 0; }
  void shut_writing();
  void reset();
  void close() { fd_.reset(); }
  int last_error() const { return last_error_; }  // of receiving
  int send_error() const { return send_error_; }
  int fd() const { return fd_.get(); }
  Address local() const { return local_address(fd_.get()); }

 private:
  UniqueFd fd_;
  int last_error_ = 0;
  int send_error_ = 0;  // apart, so that one thread may send and another receive
};

// What REPLYD_TEST_BACKEND says, so that all tests can be run over each; else "auto".
std::string backend_under_test();
// Whether the system balances between the sockets of one address; where not, there is one.
bool can_share();

// Serves one listener until the end of the test.
class Served {
 public:
  struct Options {
    unsigned workers = 1;
    std::string backend = backend_under_test();
    // Datagram sockets that are never answered, beside its own.
    std::vector<Address> own_addresses;
  };
  explicit Served(ListenerSpec spec) : Served(std::move(spec), Options()) {}
  Served(ListenerSpec spec, const Options& options);
  ~Served();

  const OpenEndpoint& open(std::size_t index = 0) const { return endpoints_[index]; }
  Address address(std::size_t index = 0) const;
  Listener& shared() { return *listener_; }
  Loop& loop() { return *workers_.front()->loop; }

  Client connect(std::size_t index = 0) const;
  Client connect_from(const Address& local, std::size_t index = 0) const;
  // A datagram socket that only talks to the listener.
  Client datagram_client(std::size_t index = 0) const;

  void drain();
  std::size_t open_count();
  // Stops, and returns all that was logged.
  std::string stop();

  std::uint64_t total(Counter ListenerCounters::*counter) const;
  std::uint64_t total(std::array<Counter, kReasons> ListenerCounters::*counters,
                      Reason reason) const;
  std::uint64_t fewest_of_a_worker(Counter ListenerCounters::*counter) const;
  // Waits until a count is reached.
  bool reaches(std::uint64_t count, Counter ListenerCounters::*counter) const;
  bool reaches(std::uint64_t count, std::array<Counter, kReasons> ListenerCounters::*counters,
               Reason reason) const;

 private:
  struct Worker {
    std::unique_ptr<Loop> loop;
    IoBuffers buffers;
    Arena arena;
    ListenerCounters counters;
    std::vector<std::unique_ptr<Handler>> handlers;
    std::thread thread;
  };
  void run_on(Worker& worker, const std::function<void()>& task);

  Folder folder_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Listener> listener_;
  std::vector<OpenEndpoint> endpoints_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

// A client's socket, connected to an address of any kind.
Client connect_to(const SocketAddress& address, int type);
// True once `condition` holds; false after five seconds.
bool soon(const std::function<bool()>& condition);
// What the process has, in bytes.
std::size_t resident_memory();

}  // namespace replyd::test
