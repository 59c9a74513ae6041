#include "harness.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <sstream>
#include <utility>

#include <event2/event.h>
#include <gtest/gtest.h>

#include "reply/compile.h"

namespace replyd::test {
namespace {

constexpr std::chrono::seconds kPatience{5};

// libevent's own check of how events are used; and SIGPIPE as in the daemon.
class Checks : public ::testing::Environment {
 public:
  void SetUp() override {
    event_enable_debug_mode();
    std::signal(SIGPIPE, SIG_IGN);
  }
};
const auto* const kChecks = ::testing::AddGlobalTestEnvironment(new Checks);

void be_patient(int fd) {
  const timeval limit{kPatience.count(), 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

std::shared_ptr<const Program> compile(const ListenerSpec& spec) {
  Sources sources;
  sources.add("replyd.yaml", "");
  Diagnostics diagnostics;
  auto program = compile_program(spec, sources, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return program;
}

LogSpec log_to(const std::string& path) {
  LogSpec log;
  log.level = Level::Debug;
  log.format = LogFormat::Logfmt;
  log.output = path;
  log.rate = per(100'000, 1s);
  return log;
}

}  // namespace

Folder::Folder() {
  std::string pattern = std::filesystem::temp_directory_path() / "replyd-XXXXXX";
  path_ = ::mkdtemp(pattern.data());
}
Folder::~Folder() { std::filesystem::remove_all(path_); }

EndpointSpec endpoint(Transport transport, const std::string& host_or_path) {
  EndpointSpec endpoint;
  endpoint.transport = transport;
  (is_unix(transport) ? endpoint.path : endpoint.host) = host_or_path;
  return endpoint;
}

TemplateSpec literal(std::string text) {
  TemplateSpec content;
  if (!text.empty()) content.pieces.emplace_back(std::move(text));
  return content;
}

ActionSpec reply(std::string text) {
  ActionSpec action;
  action.reply = MessageSpec{literal(std::move(text)), MessageForm::Text, {}};
  return action;
}

ActionSpec echo() {
  ActionSpec action;
  action.reply.emplace();
  action.reply->content.pieces.emplace_back(Placeholder{});
  return action;
}

ActionSpec closing(ActionSpec action, Close close) {
  action.close = close;
  return action;
}

ActionSpec delayed(ActionSpec action, Nanoseconds delay) {
  action.delay = DelaySpec{delay, delay};
  return action;
}

ActionSpec silent() {
  ActionSpec action;
  action.silent = true;
  return action;
}

RuleSpec rule(const std::string& equals, ActionSpec action) {
  RuleSpec rule = otherwise(std::move(action));
  rule.name = equals;
  rule.match.kind = ConditionSpec::Kind::Equals;
  rule.match.bytes = equals;
  return rule;
}

RuleSpec otherwise(ActionSpec action) {
  RuleSpec rule;
  rule.name = "otherwise";
  rule.action = std::move(action);
  return rule;
}

ListenerSpec listener(Transport transport, std::vector<RuleSpec> rules) {
  ListenerSpec spec;
  spec.name = "door";
  spec.endpoints = {endpoint(transport, "127.0.0.1")};
  spec.framing.kind = FramingSpec::Kind::Line;
  spec.rules = std::move(rules);
  spec.limits.exempt = {Network(Address::ip4({127, 0, 0, 0}, 0), 8)};
  return spec;
}

Rate per(std::uint64_t count, Nanoseconds period) { return Rate{count, period, count}; }

bool soon(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

std::size_t resident_memory() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * 4096;
}

Client connect_to(const SocketAddress& address, int type) {
  UniqueFd fd(::socket(address.storage.ss_family, type | SOCK_CLOEXEC, 0));
  be_patient(fd.get());
  EXPECT_EQ(::connect(fd.get(), address.get(), address.length), 0) << std::strerror(errno);
  return Client(std::move(fd));
}

void Client::send(Bytes bytes) {
  do {
    const ssize_t size = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    send_error_ = size < 0 ? errno : 0;
    if (size < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  } while (!bytes.empty());
}

std::string Client::receive(std::size_t size) {
  std::string all(size, '\0');
  const ssize_t got = ::recv(fd_.get(), all.data(), size, MSG_WAITALL);
  last_error_ = got < 0 ? errno : 0;
  all.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return all;
}

std::string Client::receive_all() {
  std::string all;
  char part[65536];
  ssize_t size = 0;
  while ((size = ::recv(fd_.get(), part, sizeof part, 0)) > 0) {
    all.append(part, static_cast<std::size_t>(size));
  }
  last_error_ = size < 0 ? errno : 0;
  return all;
}

std::string Client::receive_datagram() {
  std::string all(65536, '\0');
  const ssize_t size = ::recv(fd_.get(), all.data(), all.size(), 0);
  last_error_ = size < 0 ? errno : 0;
  all.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return all;
}

bool Client::hears_nothing(Nanoseconds span) {
  pollfd wait{fd_.get(), POLLIN, 0};
  const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
  return ::poll(&wait, 1, static_cast<int>(limit)) == 0;
}

void Client::shut_writing() { ::shutdown(fd_.get(), SHUT_WR); }

void Client::reset() {
  reset_on_close(fd_.get());
  fd_.reset();
}

bool can_share() { return share_address(open_socket(AF_INET, SOCK_STREAM).get()); }

std::string backend_under_test() {
  const char* const backend = std::getenv("REPLYD_TEST_BACKEND");
  return backend == nullptr ? "auto" : backend;
}

Served::Served(ListenerSpec spec, const Options& options) {
  spec.logs = {log_to(folder_.path("log"))};
  Diagnostics diagnostics;
  const std::vector<std::vector<LogSpec>> logs{spec.logs};
  log_ = Log::open(spec.logs, logs, diagnostics);
  endpoints_ = open_endpoints(spec, options.workers, diagnostics);
  for (const Diagnostic& found : diagnostics.sorted()) ADD_FAILURE() << found.message;
  auto program = compile(spec);
  listener_ = std::make_unique<Listener>(std::move(spec), std::move(program), 1);
  listener_->own_addresses = AddressesByPort(options.own_addresses);
  for (unsigned i = 0; i < options.workers; ++i) {
    auto worker = std::make_unique<Worker>();
    worker->loop = std::move(*Loop::make(options.backend).value);
    ListenerLog& log = log_->listener_log(listener_->spec.logs);
    for (OpenEndpoint& open : endpoints_) {
      if (i >= open.sockets.size()) continue;
      worker->handlers.push_back(make_handler({*worker->loop, worker->buffers, worker->arena},
                                              *listener_, open.endpoint, std::move(open.sockets[i]),
                                              worker->counters, log));
      worker->handlers.back()->start();
    }
    worker->thread = std::thread([loop = worker->loop.get()] { loop->run(); });
    workers_.push_back(std::move(worker));
  }
}

Served::~Served() { stop(); }

void Served::run_on(Worker& worker, const std::function<void()>& task) {
  // Shared, because setting it may not be over when waiting for it is.
  const auto done = std::make_shared<std::promise<void>>();
  worker.loop->post([&task, done] {
    task();
    done->set_value();
  });
  done->get_future().wait();
}

void Served::drain() {
  for (const auto& worker : workers_) {
    run_on(*worker, [&] {
      for (const auto& handler : worker->handlers) handler->drain();
    });
  }
}

std::size_t Served::open_count() {
  std::size_t count = 0;
  for (const auto& worker : workers_) {
    run_on(*worker, [&] {
      for (const auto& handler : worker->handlers) count += handler->open_count();
    });
  }
  return count;
}

std::string Served::stop() {
  for (const auto& worker : workers_) {
    if (!worker->thread.joinable()) continue;
    run_on(*worker, [&] { worker->handlers.clear(); });
    worker->loop->stop();
    worker->thread.join();
  }
  log_.reset();
  std::ostringstream text;
  text << std::ifstream(folder_.path("log")).rdbuf();
  return text.str();
}

Address Served::address(std::size_t index) const {
  const EndpointSpec& endpoint = open(index).endpoint;
  return parse_ip(endpoint.host)->with_port(endpoint.port);
}

Client Served::connect(std::size_t index) const {
  const EndpointSpec& endpoint = open(index).endpoint;
  if (endpoint.transport == Transport::Unix) {
    return connect_to(*SocketAddress::of_unix(endpoint.path), SOCK_STREAM);
  }
  return connect_to(SocketAddress::of(address(index)), SOCK_STREAM);
}

Client Served::connect_from(const Address& local, std::size_t index) const {
  const bool is_tcp = open(index).endpoint.transport == Transport::Tcp;
  const SocketAddress from = SocketAddress::of(local);
  const SocketAddress to = SocketAddress::of(address(index));
  UniqueFd fd(::socket(from.storage.ss_family, is_tcp ? SOCK_STREAM : SOCK_DGRAM, 0));
  be_patient(fd.get());
  EXPECT_EQ(::bind(fd.get(), from.get(), from.length), 0) << std::strerror(errno);
  EXPECT_EQ(::connect(fd.get(), to.get(), to.length), 0) << std::strerror(errno);
  return Client(std::move(fd));
}

Client Served::datagram_client(std::size_t index) const {
  return connect_to(SocketAddress::of(address(index)), SOCK_DGRAM);
}

std::uint64_t Served::total(Counter ListenerCounters::*counter) const {
  std::uint64_t sum = 0;
  for (const auto& worker : workers_) sum += (worker->counters.*counter).get();
  return sum;
}

std::uint64_t Served::total(std::array<Counter, kReasons> ListenerCounters::*counters,
                            Reason reason) const {
  std::uint64_t sum = 0;
  for (const auto& worker : workers_) {
    sum += (worker->counters.*counters)[static_cast<std::size_t>(reason)].get();
  }
  return sum;
}

std::uint64_t Served::fewest_of_a_worker(Counter ListenerCounters::*counter) const {
  std::uint64_t fewest = UINT64_MAX;
  for (const auto& worker : workers_) {
    fewest = std::min(fewest, (worker->counters.*counter).get());
  }
  return fewest;
}

bool Served::reaches(std::uint64_t count, Counter ListenerCounters::*counter) const {
  return soon([&] { return total(counter) >= count; });
}

bool Served::reaches(std::uint64_t count, std::array<Counter, kReasons> ListenerCounters::*counters,
                     Reason reason) const {
  return soon([&] { return total(counters, reason) >= count; });
}

}  // namespace replyd::test
