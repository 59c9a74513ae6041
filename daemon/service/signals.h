#pragma once

namespace replyd {

// Holds back SIGHUP, SIGTERM, SIGINT and SIGUSR1 until somebody listens to them, and ignores
// SIGPIPE. To be called first of all, and before any thread is made: a reload asked for while the
// daemon starts must not kill it.
void hold_signals() noexcept;

// Lets what was held back come in.
void release_signals() noexcept;

// Keeps all signals away from the calling thread, so that only the main thread is interrupted.
void block_all_signals() noexcept;

}  // namespace replyd
