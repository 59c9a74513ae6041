#include <cstdio>
#include <variant>

#include "base/standard_streams.h"
#include "command/commands.h"
#include "service/signals.h"

namespace {

using replyd::ExitStatus;

struct Dispatch {
  ExitStatus operator()(ExitStatus said_all) const { return said_all; }
  ExitStatus operator()(const replyd::RunOptions& options) const { return replyd::run(options); }
  ExitStatus operator()(const replyd::CheckOptions& options) const {
    replyd::release_signals();
    return replyd::check(options);
  }
  ExitStatus operator()(const replyd::SendOptions& options) const {
    replyd::release_signals();
    return replyd::send(options);
  }
};

}  // namespace

int main(int argc, char** argv) {
  replyd::hold_signals();
  replyd::reserve_standard_streams();
  const auto status = std::visit(Dispatch{}, replyd::parse_command_line(argc, argv));
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return static_cast<int>(status);
  std::perror("replyd: standard output");
  return static_cast<int>(ExitStatus::Failed);
}
