#pragma once

namespace replyd {

// Holds back SIGHUP and SIGUSR1 until somebody listens to them, and ignores SIGPIPE. To be called
// first of all, and before any thread is made: a reload asked for while the daemon starts must not
// kill it. SIGTERM and SIGINT do end a daemon that starts, whatever it waits for.
void hold_signals() noexcept;

// Lets what was held back come in.
void release_signals() noexcept;

// Keeps signals away from the calling thread, so that only the main thread is interrupted; but not
// those that the thread's own faults raise.
void block_signals() noexcept;

}  // namespace replyd
