"""What one peer may cost: size, silence, age, number, rate, and an appetite without reading."""

import time

import pytest

import harness

LINES = """\
workers: {workers}
listeners:
  - name: lines
    listen: tcp://127.0.0.1:0
    framing: line
    greeting: hi
    reply: ok
    {more}
  - name: bystander
    listen: tcp://127.0.0.1:0
    reply: fine
"""
MEGABYTE = 1024 * 1024
SLACK = 8 * MEGABYTE  # allocators, buffers of the loop, the log


@pytest.fixture
def lines(replyd):
    return lambda more, workers=1: replyd(LINES.format(more=more, workers=workers))


def closed(daemon, count=1):
    return daemon.wait_for_event("closed", listener="lines", count=count)["reason"]


def is_served(client):
    """Greeted, or turned away?"""
    try:
        return client.receive(2) == b"hi"
    except ConnectionResetError:
        return False


def test_a_sender_without_end_is_cut_at_the_message_size(lines):
    daemon = lines("limits: {message_size: 1KiB}")
    bystander, endless = daemon.connect("bystander"), daemon.connect("lines")
    sent = endless.send_until_stuck(b"x" * 500, quiet=harness.TIMEOUT)
    assert sent < 16 * MEGABYTE
    assert closed(daemon) == "message_size"
    bystander.ask(b"x", b"fine")


def test_a_message_of_just_that_size_is_taken(lines):
    daemon = lines("limits: {message_size: 1KiB}")
    client = daemon.connect("lines")
    client.expect(b"hi")
    client.ask(b"x" * 1023 + b"\n", b"ok")
    client.ask(b"x" * 1023 + b"\n" + b"y\n", b"okok")


def test_truncate_answers_the_first_bytes_and_drops_the_rest(replyd):
    daemon = replyd("""
listeners:
  - name: cut
    listen: tcp://127.0.0.1:0
    framing: line
    reply: "<${input}>"
    limits: {message_size: 8, oversize: truncate}
""")
    client = daemon.connect("cut")
    client.ask(b"0123456789" * 50_000 + b"\nnext\n", b"<01234567><next>")
    assert daemon.wait_for_event("message", payload="01234567")["truncated"] is True


def test_a_truncated_datagram_is_logged_as_such(replyd):
    daemon = replyd("""
listeners:
  - name: cut
    listen: udp://127.0.0.1:0
    reply: "<${input}>"
    limits: {message_size: 8, oversize: truncate}
""")
    daemon.datagrams("cut").ask(b"0123456789", b"<01234567>")
    assert daemon.wait_for_event("message", payload="01234567")["truncated"] is True


def test_a_silent_peer_is_cut_by_the_idle_timeout(lines):
    daemon = lines("idle_timeout: 300ms")
    bystander, silent = daemon.connect("bystander"), daemon.connect("lines")
    assert silent.rest() == b"hi"
    assert closed(daemon) == "idle_timeout"
    bystander.ask(b"x", b"fine")


def test_a_byte_now_and_then_puts_the_idle_timeout_off(lines):
    daemon = lines("idle_timeout: 1s")
    client = daemon.connect("lines")
    client.expect(b"hi")
    start = time.monotonic()
    pulse = daemon.connect("bystander")
    while time.monotonic() - start < 2:
        client.send(b"x")
        pulse.ask(b"?", b"fine")
    client.ask(b"\n", b"ok")


def test_the_lifetime_ends_even_the_busy(lines):
    daemon = lines("lifetime: 500ms")
    client = daemon.connect("lines")
    client.expect(b"hi")
    client.send_until_stuck(b"x\n", quiet=harness.TIMEOUT)
    assert closed(daemon) == "lifetime"
    daemon.connect("bystander").ask(b"x", b"fine")


def test_so_many_connections_and_no_more(lines):
    daemon = lines("limits: {connections: 3}")
    served = [daemon.connect("lines") for _ in range(3)]
    assert all(map(is_served, served))
    assert not is_served(daemon.connect("lines"))
    assert daemon.wait_for_event("refused", listener="lines")["reason"] == "limit"
    served[0].close()
    closed(daemon)
    assert is_served(daemon.connect("lines"))


def test_five_of_a_hundred_connections_of_one_peer_are_served(lines):
    daemon = lines("limits: {connections_per_peer: 5}", workers=2)
    everybody = [daemon.connect("lines") for _ in range(100)]
    served = [client for client in everybody if is_served(client)]
    assert 5 <= len(served) <= 5 + 2  # all at once, each worker may be wrong by one
    assert is_served(daemon.connect("lines", source="127.0.0.2"))


def test_five_are_served_when_they_come_one_by_one(lines):
    daemon = lines("limits: {connections_per_peer: 5}", workers=2)
    everybody = []
    outcomes = []
    for _ in range(100):
        everybody.append(daemon.connect("lines"))
        outcomes.append(is_served(everybody[-1]))
    assert outcomes == [True] * 5 + [False] * 95
    for client in everybody[:5]:
        client.close()
    closed(daemon, count=5)
    again = [daemon.connect("lines") for _ in range(5)]
    assert all(map(is_served, again))


def test_connections_past_their_rate_are_turned_away(lines):
    daemon = lines("limits: {exempt: [], connection_rate: {rate: 1/m, burst: 4}}", workers=2)
    outcomes = [is_served(daemon.connect("lines")) for _ in range(10)]
    assert outcomes == [True] * 4 + [False] * 6
    assert daemon.wait_for_event("refused", listener="lines")["reason"] == "rate"


def test_connections_of_one_peer_past_their_rate_are_turned_away(lines):
    daemon = lines("limits: {exempt: [], connection_rate_per_peer: {rate: 1/m, burst: 4}}",
                   workers=2)
    outcomes = [is_served(daemon.connect("lines")) for _ in range(10)]
    assert outcomes == [True] * 4 + [False] * 6
    assert is_served(daemon.connect("lines", source="127.0.0.2"))


def test_a_stream_past_its_message_rate_waits_and_loses_nothing(lines):
    daemon = lines("limits: {exempt: [], message_rate_per_peer: {rate: 10/s, burst: 1}}")
    client = daemon.connect("lines")
    client.expect(b"hi")
    start = time.monotonic()
    client.ask(b"x\n" * 11, b"ok" * 11)
    assert time.monotonic() - start > 0.9
    assert daemon.wait_for_event("limited", listener="lines")["reason"] == "rate"


def test_loopback_is_exempt_from_rates(lines):
    daemon = lines("limits: {message_rate: 1/m, connection_rate: 1/m}")
    for _ in range(5):
        client = daemon.connect("lines")
        client.ask(b"x\n" * 5, b"hi" + b"ok" * 5)


@pytest.mark.parametrize("reply", ["{{file: {folder}/big}}", '"${{input}}"'],
                         ids=["constant", "rendered"])
def test_a_peer_that_never_reads_costs_no_more_than_its_pending_output(replyd, folder, reply):
    (folder / "big").write_bytes(b"x" * 100_000)
    daemon = replyd("""
workers: 1
listeners:
  - name: big
    listen: tcp://127.0.0.1:0
    framing: line
    reply: %s
    limits: {message_size: 128KiB, pending_output: 1MiB}
    idle_timeout: 2s
""" % reply.format(folder=folder))
    request = b"x" * 100_000 + b"\n"
    fine = daemon.connect("big")
    fine.ask(request, b"x" * 100_000)
    before = daemon.memory()
    greedy = daemon.connect("big", receive_buffer=4096)
    greedy.send_until_stuck(request * 4, quiet=1)  # not read from, once enough is pending
    if not harness.SANITIZED:
        assert daemon.memory() - before < MEGABYTE + 128 * 1024 + SLACK
    fine = daemon.connect("big")
    fine.ask(request, b"x" * 100_000)
    reason = daemon.wait_for_event("closed", reason="idle_timeout")
    assert reason["bytes_in"] > 0


def test_many_small_requests_of_a_peer_that_never_reads(replyd, folder):
    (folder / "big").write_bytes(b"x" * 100_000)
    daemon = replyd("listeners:\n  - {name: big, listen: 'tcp://127.0.0.1:0', framing: line,"
                    f" reply: {{file: {folder}/big}}}}\n")
    before = daemon.memory()
    greedy = daemon.connect("big", receive_buffer=4096)
    greedy.send_until_stuck(b"?\n" * 4000, quiet=0.5)
    if not harness.SANITIZED:
        assert daemon.memory() - before < MEGABYTE + SLACK
    daemon.connect("big").ask(b"?\n", b"x" * 100_000)


def test_a_slow_reader_gets_every_byte(replyd, folder):
    (folder / "big").write_bytes(bytes(range(256)) * 400)
    daemon = replyd("listeners:\n  - {name: big, listen: 'tcp://127.0.0.1:0', framing: line,"
                    f" reply: {{file: {folder}/big}}}}\n")
    client = daemon.connect("big", receive_buffer=4096)
    client.send(b"?\n" * 30)
    client.finish()
    assert client.rest() == bytes(range(256)) * 400 * 30
