#pragma once

namespace replyd {

// How the command ends, as sysexits.h names it; scripts and systemd's
// RestartPreventExitStatus= rely on these.
enum class ExitStatus : int {
  Ok = 0,
  Failed = 1,         // what was asked for did not hold: `send --expect`
  Usage = 64,         // EX_USAGE
  Unavailable = 69,   // EX_UNAVAILABLE: a port, a peer
  Configuration = 78  // EX_CONFIG
};

}  // namespace replyd
