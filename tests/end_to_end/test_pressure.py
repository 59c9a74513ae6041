"""Too many, too much, nobody listening: what it costs then, and that the rest notices nothing.

What is judged is the daemon's own CPU time and memory, which a busy machine does not change."""

import re
import resource
import time

import pytest

import harness

CROWD = """\
workers: 1
listeners:
  - name: crowd
    listen: tcp://127.0.0.1:0
    greeting: "!"
    reply: fine
{more}
"""


@pytest.fixture(autouse=True)
def room_for_clients():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def watch(daemon, seconds):
    """CPU share and log lines of a span of time; the one place that waits for the clock."""
    lines, cpu, start = len(daemon.log.lines), daemon.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    share = (daemon.cpu_seconds() - cpu) / (time.monotonic() - start)
    return share, len(daemon.log.lines) - lines


def test_running_out_of_descriptors_costs_next_to_nothing(replyd):
    """The limit is lowered under the running daemon: accept fails, the socket stays readable."""
    daemon = replyd(CROWD.format(more=""))
    served = daemon.connect("crowd")
    served.expect(b"!")
    daemon.limit_descriptors(64)
    everybody = [daemon.connect("crowd") for _ in range(200)]
    daemon.wait_for_event("limited", reason="limit")
    share, lines = watch(daemon, 2.5)
    assert share < 0.05, f"{share:.0%} of a CPU"
    assert lines <= 5, daemon.log.tail()
    served.ask(b"x", b"fine")
    daemon.limit_descriptors(512)  # room again: nobody who waited is lost
    for client in everybody:
        client.expect(b"!")


def test_starting_with_few_descriptors_serves_fewer_and_says_so(replyd):
    daemon = replyd(CROWD.format(more=""), wrapper=["prlimit", "--nofile=64:64"])
    everybody = [daemon.connect("crowd") for _ in range(200)]
    served = [client for client in everybody if is_greeted(client)]
    assert 8 <= len(served) < 64
    daemon.wait_for_event("refused", reason="limit", count=200 - len(served))
    assert re.search(r"warning.*connections", daemon.log.text())
    share, lines = watch(daemon, 2.5)
    assert share < 0.05, f"{share:.0%} of a CPU"
    assert lines <= 5, daemon.log.tail()
    served[0].ask(b"x", b"fine")


def is_greeted(client):
    try:
        return client.receive(1) == b"!"
    except ConnectionResetError:
        return False


def test_an_idle_daemon_sleeps(replyd):
    daemon = replyd(CROWD.format(more=""))
    client = daemon.connect("crowd")
    client.expect(b"!")
    daemon.wait_for_event("connected")
    share, lines = watch(daemon, 1)
    assert share < 0.02 and lines == 0


@pytest.mark.many_descriptors
def test_ten_thousand_idle_connections(replyd):
    count = 2_000 if harness.SANITIZED else 10_000
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard > count + 200, f"a limit of {hard} descriptors is too low for this test"
    daemon = replyd(CROWD.format(more="    limits: {connections: 12000}"))
    before = daemon.memory()
    everybody = [daemon.connect("crowd") for _ in range(count)]
    for client in everybody:
        client.expect(b"!")
    if not harness.SANITIZED:
        assert daemon.memory() - before < count * 2048
    share, _ = watch(daemon, 1)
    assert share < 0.05, f"{share:.0%} of a CPU"
    for client in everybody[::100]:
        client.ask(b"x", b"fine")
    for client in everybody:
        client.reset()  # leaves no port in TIME_WAIT
    harness.wait_until(lambda: daemon.descriptors() < 100, "all descriptors to come back")


BUSY_LOG = """\
workers: 1
log: {rate: 1000000/s}
listeners:
  - {name: echo, listen: 'tcp://127.0.0.1:0', framing: line, reply: "${input}"}
"""


def number_dropped(log):
    """What the lines about it add up to."""
    found = [re.match(r"(\d+) events? (?:was|were) not logged", event.get("message", ""))
             for event in log.find("limited")]
    return sum(int(hit[1]) for hit in found if hit)


def test_answers_go_on_while_nobody_reads_the_log_and_what_is_lost_is_counted(replyd):
    daemon = replyd(BUSY_LOG, read_log=False)
    client = daemon.connect("echo")
    rounds, size = (20, 500) if harness.SANITIZED else (60, 500)
    text = b"x" * 60 + b"\n"
    for _ in range(rounds):
        client.ask(text * size, text[:-1] * size)
    daemon.read_log()
    client.ask(b"the last\n", b"the last")
    client.close()
    daemon.stop()
    dropped = number_dropped(daemon.log)
    assert dropped > 0
    # Every message is either in the log or in the count; so are the connection's two ends.
    logged = len([e for e in daemon.log.events if e["event"] in ("connected", "message", "closed")])
    assert logged + dropped == rounds * size + 3


def test_a_daemon_whose_log_nobody_reads_still_ends(replyd):
    daemon = replyd(BUSY_LOG, read_log=False)
    client = daemon.connect("echo")
    for _ in range(10):
        client.ask(b"x\n" * 1000, b"x" * 1000)
    client.close()
    daemon.signal(15)
    assert daemon.process.wait(harness.TIMEOUT) == harness.OK


def test_a_flood_of_connections_leaves_other_listeners_served(replyd):
    daemon = replyd(CROWD.format(more="  - {name: calm, listen: 'tcp://127.0.0.1:0', reply: calm}"))
    calm = daemon.connect("calm")
    for _ in range(200 if harness.SANITIZED else 1000):
        daemon.connect("crowd").reset()
    calm.ask(b"x", b"calm")
    daemon.connect("crowd").ask(b"x", b"!fine")
