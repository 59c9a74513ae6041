#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/config.h"

namespace replyd {

// What the loader needs from rooms that it does not know.
struct LoadOptions {
  struct PatternError {
    std::size_t offset = 0;
    std::size_t length = 0;
    std::string message;
  };
  // Judges a regex; none if it is right.
  std::function<std::optional<PatternError>(std::string_view)> check_pattern;
};

// A configuration file, read. If the diagnostics hold an error, `config` is not to be used.
struct Loaded {
  Config config;
  Sources sources;
  Diagnostics diagnostics;
};

// Reads the file at `path`, or standard input for "-". Never throws; everything that is wrong with
// the file, and with reading it, is in the diagnostics.
Loaded load_file(const std::string& path, const LoadOptions& options);
// The same for text that is there already; `name` is what diagnostics call it.
Loaded load_text(std::string name, std::string text, const LoadOptions& options);

}  // namespace replyd
