"""Signals: drain, end at once, reopen logs; and those that must not harm."""

import pathlib
import re
import signal

import clients
import harness

SLOW = """\
workers: 2
listeners:
  - name: slow
    listen: [tcp://127.0.0.1:0, udp://127.0.0.1:0]
    framing: line
    rules:
      - match: {{prefix: slow}}
        delay: {delay}
        reply: late
      - reply: "at once"
"""


def is_refused(endpoint):
    try:
        clients.StreamClient(endpoint).close()
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:
        pass
    return False


def ask_both(daemon):
    """A client whose second message is known to be in the daemon's hands, its answer pending."""
    client = daemon.connect("slow")
    client.ask(b"quick\nslow\n", b"at once")
    return client


def test_sigterm_waits_for_a_delayed_reply(replyd):
    daemon = replyd(SLOW.format(delay="1s"))
    client, idle = ask_both(daemon), daemon.connect("slow")
    idle.ask(b"quick\n", b"at once")
    daemon.signal(signal.SIGTERM)
    idle.expect_end()  # nothing is due to it
    idle.close()
    client.expect(b"late")
    client.expect_end()
    client.close()
    assert daemon.end_status() == harness.OK
    assert daemon.log.find("stopping") and daemon.log.find("stopped")


def test_sigterm_waits_for_a_delayed_datagram(replyd):
    daemon = replyd("workers: 1\n" + SLOW.format(delay="1s").partition("\n")[2])
    client = daemon.datagrams("slow")
    client.send(b"slow")
    client.ask(b"quick", b"at once")
    daemon.signal(signal.SIGTERM)
    assert client.receive() == b"late"
    assert daemon.end_status() == harness.OK


def test_a_draining_daemon_takes_nobody_new(replyd):
    daemon = replyd(SLOW.format(delay="2s"))
    client = ask_both(daemon)
    daemon.signal(signal.SIGTERM)
    daemon.wait_for_event("stopping")
    harness.wait_until(lambda: is_refused(daemon.endpoint("slow")), "a refused connection")
    client.expect(b"late")
    client.close()
    assert daemon.end_status() == harness.OK


def test_a_second_sigterm_ends_at_once(replyd):
    daemon = replyd(SLOW.format(delay="10m") + "shutdown_timeout: 10m\n")
    client = ask_both(daemon)
    daemon.signal(signal.SIGTERM)
    daemon.wait_for_event("stopping")
    daemon.signal(signal.SIGTERM)
    client.expect_cut()
    assert daemon.end_status() == harness.OK


def test_sigint_is_a_sigterm(replyd):
    daemon = replyd(SLOW.format(delay="1s"))
    client = ask_both(daemon)
    daemon.signal(signal.SIGINT)
    client.expect(b"late")
    client.close()
    assert daemon.end_status() == harness.OK


def test_draining_ends_after_the_shutdown_timeout(replyd):
    daemon = replyd(SLOW.format(delay="10m") + "shutdown_timeout: 200ms\n")
    client = ask_both(daemon)
    daemon.signal(signal.SIGTERM)
    client.expect_cut()
    assert daemon.end_status() == harness.OK
    assert daemon.log.find("closed", reason="shutdown")


def test_sigterm_while_a_peer_reads_nothing(replyd, folder):
    (folder / "big").write_bytes(b"x" * 1_000_000)
    daemon = replyd("listeners:\n  - {name: big, listen: 'tcp://127.0.0.1:0',"
                    f" reply: {{file: {folder}/big}}}}\nshutdown_timeout: 300ms\n")
    client = daemon.connect("big", receive_buffer=4096)
    client.send_until_stuck(b"x" * 1000, quiet=0.5)
    daemon.signal(signal.SIGTERM)
    assert daemon.end_status() == harness.OK


def held_signals(daemon):
    status = pathlib.Path(f"/proc/{daemon.pid}/status").read_text()
    return int(re.search(r"SigBlk:\s+(\w+)", status)[1], 16)


def test_sighup_while_starting_does_not_kill(folder):
    """The daemon waits for its configuration, so this is long before it can reload anything."""
    daemon = harness.start(folder, None, stdin=True)
    hup = 1 << (signal.SIGHUP - 1)
    harness.wait_until(lambda: held_signals(daemon) & hup, "SIGHUP to be held back")
    daemon.signal(signal.SIGHUP)
    harness.give(daemon, SLOW.format(delay="1ms"))
    daemon.wait_ready()
    assert "yet" in daemon.wait_for_event("reload_failed")["message"]
    daemon.connect("slow").ask(b"quick\n", b"at once")
    daemon.stop()


def test_sigterm_while_starting_ends_it(folder):
    daemon = harness.start(folder, None, stdin=True)
    hup = 1 << (signal.SIGHUP - 1)
    harness.wait_until(lambda: held_signals(daemon) & hup, "the program to have begun")
    daemon.signal(signal.SIGTERM)
    assert daemon.end_status() == -signal.SIGTERM


def test_sighup_says_not_yet_and_changes_nothing(replyd):
    daemon = replyd(SLOW.format(delay="1ms"))
    client = daemon.connect("slow")
    client.ask(b"quick\n", b"at once")
    for count in (1, 2, 3):
        daemon.signal(signal.SIGHUP)
        assert "yet" in daemon.wait_for_event("reload_failed", count=count)["message"]
    client.ask(b"quick\n", b"at once")


def test_sigusr1_opens_a_renamed_log_again(replyd, folder):
    log, old = folder / "log", folder / "log.1"
    daemon = replyd(SLOW.format(delay="1ms") + f"log: {{output: {log}}}\n")
    client = daemon.connect("slow")
    client.ask(b"before\n", b"at once")
    harness.wait_until(lambda: "before" in log.read_text(), "the first message in the log")
    log.rename(old)
    daemon.signal(signal.SIGUSR1)
    harness.wait_until(log.exists, "a new log")
    client.ask(b"after\n", b"at once")
    harness.wait_until(lambda: "after" in log.read_text(), "the second message in the new log")
    assert "after" not in old.read_text()


def test_sigpipe_is_harmless(replyd):
    daemon = replyd(SLOW.format(delay="1ms"))
    daemon.signal(signal.SIGPIPE)
    daemon.connect("slow").ask(b"quick\n", b"at once")


def test_peers_that_vanish_are_harmless(replyd):
    daemon = replyd(SLOW.format(delay="50ms"))
    for number in range(1, 21):
        client = daemon.connect("slow")
        client.send(b"slow\n" * 10)
        client.reset() if number % 2 else client.close()
    daemon.wait_for_event("closed", count=20)
    daemon.connect("slow").ask(b"quick\n", b"at once")


def test_a_unix_peer_that_vanishes_is_harmless(replyd, folder):
    daemon = replyd(f"""
listeners:
  - name: late
    listen: ["unix://{folder}/stream", "unixgram://{folder}/datagrams"]
    delay: 50ms
    reply: late
""")
    for _ in range(10):
        stream, datagrams = daemon.connect("late", "unix"), daemon.datagrams("late", "unixgram")
        stream.send(b"x")
        datagrams.send(b"x")
        stream.close()
        datagrams.close()
    daemon.datagrams("late", "unixgram").ask(b"x", b"late")
    daemon.connect("late", "unix").ask(b"x", b"late")


def test_a_log_reader_that_vanishes_is_harmless(folder):
    daemon = harness.start(folder, SLOW.format(delay="1ms"), read_log=False)
    daemon.wait_ready()
    daemon.stderr.close()
    client = daemon.connect("slow")
    for _ in range(100):
        client.ask(b"quick\n", b"at once")
    client.close()
    daemon.signal(signal.SIGTERM)
    assert daemon.process.wait(harness.TIMEOUT) == harness.OK


def test_it_can_be_stopped_and_continued(replyd):
    daemon = replyd(SLOW.format(delay="1ms"))
    client = daemon.connect("slow")
    daemon.signal(signal.SIGSTOP)
    client.send(b"quick\n")
    daemon.signal(signal.SIGCONT)
    client.expect(b"at once")
