#pragma once

#include "base/exit_status.h"
#include "command/options.h"

namespace replyd {

// `replyd run`: the daemon, in the foreground.
ExitStatus run(const RunOptions& options);

// `replyd check`: says all that is wrong with a file; if nothing is, what it would do.
ExitStatus check(const CheckOptions& options);

// `replyd send`: a client. Prints what comes back, as it is, or escaped if a terminal reads it.
ExitStatus send(const SendOptions& options);

}  // namespace replyd
