#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "observe/route.h"
#include "observe/target.h"

namespace replyd {

// The opened places that logs go to, each once however many logs name it, and their writers.
class Outputs {
 public:
  struct Place {
    Writer* writer = nullptr;
    Writer::Output* output = nullptr;
  };

  explicit Outputs(const Surroundings& surroundings);
  // Opens what `spec` names, unless it is open. Before start().
  void open(const LogSpec& spec, Diagnostics& diagnostics);
  // False if the system gives a writer no thread.
  bool start();
  // Where `spec` goes; a null writer if it was never opened.
  Place find(const LogSpec& spec) const;
  Target target(const LogSpec& spec) const { return target_of(spec, surroundings_); }

  std::uint64_t dropped() const noexcept;
  void reopen() noexcept;
  // Waits for all writers together.
  void stop(std::chrono::milliseconds patience) noexcept;

 private:
  Parsed<std::unique_ptr<Sink>> open_sink(const Target& target) const;
  Writer& writer_for(const Sink& sink);

  Surroundings surroundings_;
  std::shared_ptr<Complaints> complaints_;
  std::vector<std::unique_ptr<Writer>> writers_;
  Writer* file_writer_ = nullptr;        // one of them
  std::map<std::string, Place> places_;  // by Target::output
};

}  // namespace replyd
