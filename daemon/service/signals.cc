#include "service/signals.h"

#include <csignal>
#include <initializer_list>

namespace replyd {
namespace {

sigset_t held_signals() noexcept {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : {SIGHUP, SIGUSR1}) sigaddset(&held, signal);
  return held;
}

}  // namespace

void hold_signals() noexcept {
  const sigset_t held = held_signals();
  pthread_sigmask(SIG_BLOCK, &held, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void release_signals() noexcept {
  const sigset_t held = held_signals();
  pthread_sigmask(SIG_UNBLOCK, &held, nullptr);
}

void block_signals() noexcept {
  sigset_t signals;
  sigfillset(&signals);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigdelset(&signals, fault);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace replyd
