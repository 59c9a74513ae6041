#include "observe/outputs.h"

#include <unistd.h>

#include <algorithm>

namespace replyd {

Outputs::Outputs(const Surroundings& surroundings)
    : surroundings_(surroundings), complaints_(std::make_shared<Complaints>(STDERR_FILENO)) {}

void Outputs::open(const LogSpec& spec, Diagnostics& diagnostics) {
  const Target wanted = target(spec);
  if (places_.count(wanted.output) != 0) return;
  Parsed<std::unique_ptr<Sink>> sink = open_sink(wanted);
  if (!sink) {
    diagnostics.error(spec.where, std::move(sink.error), std::move(sink.expected));
    return;
  }
  Writer& writer = writer_for(**sink);
  places_[wanted.output] = {&writer, &writer.add(std::move(*sink.value), wanted.format)};
}

Parsed<std::unique_ptr<Sink>> Outputs::open_sink(const Target& target) const {
  if (target.format == LogFormat::Journald) return open_journald_sink();
  if (target.output == "syslog") return make_syslog_sink();
  if (target.output == "stdout") return make_stream_sink(STDOUT_FILENO, "stdout", target.colour);
  if (target.output == "stderr") return make_stream_sink(STDERR_FILENO, "stderr", target.colour);
  return open_file_sink(target.output);
}

Writer& Outputs::writer_for(const Sink& sink) {
  const bool shares = !sink.may_stand_still();
  if (shares && file_writer_ != nullptr) return *file_writer_;
  writers_.push_back(std::make_unique<Writer>(complaints_, Writer::Options{}));
  if (shares) file_writer_ = writers_.back().get();
  return *writers_.back();
}

bool Outputs::start() {
  return std::all_of(writers_.begin(), writers_.end(),
                     [](const auto& writer) { return writer->start(); });
}

Outputs::Place Outputs::find(const LogSpec& spec) const {
  const auto found = places_.find(target(spec).output);
  return found == places_.end() ? Place{} : found->second;
}

std::uint64_t Outputs::dropped() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& writer : writers_) sum += writer->dropped();
  return sum;
}

void Outputs::reopen() noexcept {
  for (const auto& writer : writers_) writer->reopen();
}

void Outputs::stop(std::chrono::milliseconds patience) noexcept {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  for (const auto& writer : writers_) writer->stop_by(deadline);
  writers_.clear();
}

}  // namespace replyd
