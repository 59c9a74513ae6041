#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "model/listener.h"
#include "reply/program.h"

namespace replyd {

// What is wrong with a regex, and at which of its bytes.
struct RegexError {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string message;
};

// RE2's judgement of a pattern over bytes; none if it compiles. The loader is given this function,
// so that a bad regex is reported in the same run as all other errors.
std::optional<RegexError> check_regex(std::string_view pattern);

// Compiles a listener that has been loaded without an error. `sources` name the rules that have no
// name ("FILE:LINE"). What only compiling shows (a regex set too large) goes to `diagnostics`, and
// null is returned.
std::shared_ptr<const Program> compile_program(const ListenerSpec& listener, const Sources& sources,
                                               Diagnostics& diagnostics);

}  // namespace replyd
