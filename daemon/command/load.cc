#include "command/load.h"

#include <cstdio>
#include <optional>

#include "reply/compile.h"

namespace replyd {
namespace {

std::optional<LoadOptions::PatternError> check_pattern(std::string_view pattern) {
  const auto error = check_regex(pattern);
  if (!error) return std::nullopt;
  return LoadOptions::PatternError{error->offset, error->length, error->message};
}

}  // namespace

Loaded load_configuration(const std::string& path) {
  return load_file(path, LoadOptions{check_pattern});
}

void print_diagnostics(const Loaded& loaded) {
  for (const Diagnostic& diagnostic : loaded.diagnostics.sorted()) {
    std::fputs(format_diagnostic(diagnostic, loaded.sources).c_str(), stderr);
  }
}

}  // namespace replyd
