#include "observe/log.h"

#include <algorithm>
#include <deque>
#include <mutex>

#include "observe/outputs.h"

namespace replyd {
namespace {

constexpr std::chrono::seconds kPatience{1};  // with readers that stand still, at the end

// A rate that some logs share.
struct SharedRate {
  SharedRate(const Writer::Output& o, const LogSpec& spec, bool daemons)
      : output(&o), rate(spec.rate), where(spec.where), is_daemons(daemons) {}

  const Writer::Output* output;
  Rate rate;
  Position where;
  bool is_daemons;
  TokenBucket bucket;
};

}  // namespace

struct Log::State {
  explicit State(const Surroundings& surroundings) : outputs(surroundings) {}

  TokenBucket& bucket_for(const Writer::Output& output, const LogSpec& spec, bool is_daemons);
  void add_route(const LogSpec& spec, std::vector<ListenerLog::Route*>& routes);

  Outputs outputs;
  std::vector<LogSpec> daemon;
  std::mutex mutex;  // guards what follows, while listeners are set up
  std::deque<SharedRate> rates;
  std::deque<ListenerLog::Route> routes;
  std::deque<ListenerLog> listener_logs;
};

// A listener inherits its log's rate, and shares it, unless it says another.
TokenBucket& Log::State::bucket_for(const Writer::Output& output, const LogSpec& spec,
                                    bool is_daemons) {
  for (SharedRate& shared : rates) {
    const bool is_same = shared.output == &output && shared.rate == spec.rate;
    if (is_same && (shared.is_daemons || shared.where == spec.where)) return shared.bucket;
  }
  return rates.emplace_back(output, spec, is_daemons).bucket;
}

void Log::State::add_route(const LogSpec& spec, std::vector<ListenerLog::Route*>& list) {
  const Outputs::Place place = outputs.find(spec);
  if (place.writer == nullptr) return;
  list.push_back(&routes.emplace_back(ListenerLog::Route{
      .writer = *place.writer,
      .output = *place.output,
      .format = outputs.target(spec).format,
      .level = spec.level,
      .messages = spec.messages,
      .payload_bytes = spec.payload_bytes,
      .gate = RateGate(bucket_for(*place.output, spec, false), spec.rate),
      .past_rate = place.writer->add_drop_counter(*place.output),
  }));
}

Log::Log() : state_(std::make_unique<State>(look_around())) {}

Log::~Log() { state_->outputs.stop(kPatience); }

std::unique_ptr<Log> Log::open(std::span<const LogSpec> daemon,
                               std::span<const std::vector<LogSpec>> listeners,
                               Diagnostics& diagnostics) {
  std::unique_ptr<Log> log(new Log);
  State& state = *log->state_;
  Diagnostics own;
  for (const LogSpec& spec : daemon) state.outputs.open(spec, own);
  for (const std::vector<LogSpec>& specs : listeners) {
    for (const LogSpec& spec : specs) state.outputs.open(spec, own);
  }
  for (const Diagnostic& diagnostic : own.sorted()) diagnostics.add(diagnostic);
  if (own.has_errors()) return nullptr;
  for (const LogSpec& spec : daemon) state.bucket_for(*state.outputs.find(spec).output, spec, true);
  state.daemon.assign(daemon.begin(), daemon.end());
  if (!state.outputs.start()) {
    diagnostics.error(daemon.empty() ? Position{} : daemon.front().where,
                      "the system gives no thread to write the log",
                      "raise the limit of processes (`ulimit -u`, TasksMax= in the unit)");
    return nullptr;
  }
  return log;
}

void Log::write(const Event& event) noexcept {
  Record record;
  record.time = std::chrono::system_clock::now();
  record.event = event;
  record.words = Record::Words::Own;
  for (const LogSpec& spec : state_->daemon) {
    if (event.level < spec.level) continue;
    const Outputs::Place place = state_->outputs.find(spec);
    record.format = state_->outputs.target(spec).format;
    push_event(*place.writer, *place.output, record, spec.payload_bytes,
               Writer::Importance::Operational);
  }
}

ListenerLog& Log::listener_log(std::span<const LogSpec> specs) {
  const std::lock_guard lock(state_->mutex);
  ListenerLog& listener_log = state_->listener_logs.emplace_back();
  for (const LogSpec& spec : specs) state_->add_route(spec, listener_log.routes_);
  return listener_log;
}

void Log::reopen() noexcept { state_->outputs.reopen(); }

std::uint64_t Log::dropped() const noexcept { return state_->outputs.dropped(); }

}  // namespace replyd
