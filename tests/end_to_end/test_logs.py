"""What is written about what happens, in which form, and where to."""

import json
import os
import re
import shlex
import socket

import pytest

import harness

DOOR = """\
workers: 1
listeners:
  - name: door
    listen: tcp://127.0.0.1:0
    framing: line
    reply: ok
    {under}
log: {log}
"""


@pytest.fixture
def door(replyd):
    """A daemon with one listener; its standard error is what the file says, not the harness."""
    def begin(log, under="", **how):
        return replyd(DOOR.format(log=log, under=under), log_format=None, **how)
    return begin


def knock(daemon, *messages):
    """One connection that says these things, and is over when this returns."""
    client = daemon.connect("door")
    for message in messages:
        client.ask(message + b"\n", b"ok")
    client.finish()
    client.expect_end()


def read_when(path, text):
    """The file's lines, once there is such a text in it."""
    return harness.wait_until(lambda: path.exists() and text in path.read_text()
                              and path.read_text().splitlines(), f"{text!r} in {path.name}")


def test_a_connection_in_the_log(door):
    daemon = door("{format: json}")
    knock(daemon, b"hello", b"again")
    closed = daemon.wait_for_event("closed")
    connected = daemon.wait_for_event("connected")
    first = daemon.wait_for_event("message")
    for event in (connected, first, closed):
        assert event["listener"] == "door" and event["transport"] == "tcp"
        assert event["connection"] == 1 and event["level"] == "info"
        assert event["peer"].startswith("127.0.0.1:") and event["peer"] == first["peer"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["time"])
    assert first["payload"] == "hello" and "truncated" not in first
    assert first["bytes_in"] >= 5 and first["bytes_out"] == 2
    assert "tcp://" + connected["local"] == daemon.endpoint("door")
    assert closed["reason"] == "peer_closed" and closed["duration"] >= 0
    assert closed["bytes_in"] == len("hello\nagain\n") and closed["bytes_out"] == 4


def test_operational_events_come_in_their_order(door):
    daemon = door("{format: json}")
    daemon.stop()
    names = [event["event"] for event in daemon.log.events if event["level"] == "info"]
    names = [name for i, name in enumerate(names) if name not in names[:i]]
    assert names == ["starting", "listening", "ready", "stopping", "stopped"]


NASTY = bytes(range(256)).replace(b"\n", b"") + b"\x1b[31m\x1b]0;owned\x07<0>forged\r"


def test_every_line_of_json_parses_and_no_byte_goes_through_unescaped(door):
    daemon = door("{format: json, payload_bytes: 4KiB}")
    knock(daemon, NASTY)
    payload = daemon.wait_for_event("message")["payload"]
    assert re.fullmatch(r"(?:[ -!#-&(-\[\]-~]|\\x[0-9a-f]{2})*", payload), payload
    plain = re.sub(r"\\x(..)", lambda hit: chr(int(hit[1], 16)), payload)
    # A CR before the line's end belongs to the end.
    assert plain.encode("latin-1") == NASTY.removesuffix(b"\r")
    daemon.stop()
    first = next(i for i, line in enumerate(daemon.log.lines) if line.startswith("{"))
    assert len(daemon.log.events) == len(daemon.log.lines[first:])


@pytest.mark.parametrize("form", ["text", "logfmt", "json"])
def test_no_form_lets_a_peer_write_to_the_terminal_or_forge_a_line(door, form):
    daemon = door(f"{{format: {form}, payload_bytes: 4KiB}}")
    knock(daemon, NASTY, b'event=forged level=error "', b"\\\" event=ready")
    daemon.stop()
    assert all(line.isascii() and line.isprintable() for line in daemon.log.lines)
    assert sum("forged" in line for line in daemon.log.lines) == 2  # the two messages that say it
    assert not any("\x1b" in line for line in daemon.log.lines)


def test_logfmt_can_be_read_back(door):
    daemon = door("{format: logfmt}")
    knock(daemon, b"two words")
    daemon.stop()
    messages = [line for line in daemon.log.lines if "event=message" in line]
    assert len(messages) == 1
    fields = dict(part.split("=", 1) for part in shlex.split(messages[0]))
    assert fields["payload"] == "two words" and fields["listener"] == "door"
    assert fields["level"] == "info" and fields["peer"].startswith("127.0.0.1:")


def test_text_is_for_people(door):
    daemon = door("{format: text}")
    knock(daemon, b"two words")
    daemon.stop()
    line = next(line for line in daemon.log.lines if "  message" in line)
    assert "[door]" in line and '"two words"' in line


def test_logfmt_is_what_auto_means_in_a_pipe(door):
    daemon = door("{level: info}")
    knock(daemon, b"x")
    daemon.stop()
    assert any("event=ready" in line for line in daemon.log.lines)


def test_a_long_payload_is_cut_and_says_so(door):
    daemon = door("{format: json, payload_bytes: 4}")
    knock(daemon, b"12345", b"1234")
    first, second = (daemon.wait_for_event("message", count=n) for n in (1, 2))
    assert first["payload"] == second["payload"] == "1234"
    assert first["truncated"] is True and "truncated" not in second


def test_no_payload_if_none_is_wanted(door):
    daemon = door("{format: json, payload_bytes: 0}")
    knock(daemon, b"secret")
    daemon.stop()
    assert "secret" not in daemon.log.text()
    assert daemon.log.find("message")[0]["bytes_in"] >= 6


def test_without_messages_only_the_rest_is_logged(door):
    daemon = door("{format: json, messages: false}")
    knock(daemon, b"x")
    daemon.stop()
    names = {event["event"] for event in daemon.log.events}
    assert names.isdisjoint({"connected", "message", "closed"}) and "ready" in names


def test_only_what_matters_as_much_as_the_level(door):
    daemon = door("{format: json, level: warning}",
                  under="event: {level: warning, text: 'this one'}")
    knock(daemon, b"x")
    daemon.stop()
    assert daemon.log.find("event")[0]["message"] == "this one"
    assert {event["level"] for event in daemon.log.events} <= {"warning", "error"}


def test_the_command_line_stands_above_the_file(folder):
    config = DOOR.format(log="{format: text, level: error}", under="")
    with harness.running(folder, config, "--log-level", "info") as daemon:
        knock(daemon, b"x")
        daemon.wait_for_event("message", payload="x")


def test_a_listener_may_log_its_own_way(replyd, folder):
    daemon = replyd(f"""
workers: 1
log: {{format: json, output: {folder}/all}}
listeners:
  - {{name: door, listen: 'tcp://127.0.0.1:0', framing: line, reply: ok}}
  - name: discreet
    listen: tcp://127.0.0.1:0
    framing: line
    reply: ok
    log: {{payload_bytes: 0, output: {folder}/discreet}}
""", log_format=None)
    daemon.connect("discreet").ask(b"secret\n", b"ok")
    daemon.connect("door").ask(b"open\n", b"ok")
    everything = read_when(folder / "all", "open")
    own = [json.loads(line) for line in read_when(folder / "discreet", "message")]
    assert {event["listener"] for event in own} == {"discreet"}
    assert not any("secret" in line for line in everything)


def test_two_logs_at_once(door, folder):
    daemon = door(f"[{{format: json, output: stdout}}, "
                  f"{{format: logfmt, level: warning, output: {folder}/warnings}}]",
                  under="event: {level: warning, text: careful}")
    knock(daemon, b"x")
    lines = read_when(daemon.stdout_file, '"event":"closed"')
    assert all(json.loads(line) for line in lines)
    warnings = read_when(folder / "warnings", "careful")
    assert not any("level=info" in line for line in warnings)


def test_a_log_that_cannot_be_opened_is_one_clear_line(folder):
    file = folder / "replyd.yaml"
    file.write_text(DOOR.format(log=f"{{output: {folder}/no/log}}", under=""))
    done = harness.command("run", file)
    assert done.returncode == harness.UNAVAILABLE
    assert "replyd.yaml:8:" in done.stderr and "no/log" in done.stderr


def test_what_exceeds_the_rate_is_summed_up(door):
    daemon = door("{format: json, rate: {rate: 5/s, burst: 5}}")
    knock(daemon, *[b"x"] * 100)
    summary = daemon.wait_for_event("limited", reason="rate")
    assert re.search(r"\d+", summary["message"])
    daemon.stop()
    assert len(daemon.log.find("message")) < 60
    assert daemon.log.find("stopped"), "an operational event was held back"


def test_a_full_disk_is_survived(door):
    """/dev/full takes no byte, as a disk that is full."""
    daemon = door("{output: /dev/full}")
    for _ in range(20):
        knock(daemon, b"x" * 100)


def fields_of(entry):
    """An entry of journald's native protocol."""
    fields = {}
    while entry:
        name, _, entry = entry.partition(b"\n")
        name, equals, value = name.partition(b"=")
        if not equals:  # a length and the value, for values with line feeds
            size = int.from_bytes(entry[:8], "little")
            value, entry = entry[8:8 + size], entry[8 + size + 1:]
        fields[name.decode()] = value.decode()
    return fields


@pytest.fixture
def journal(folder):
    """A journal of our own: the socket that it listens on, and the folder that holds it."""
    home = folder / "journal"
    home.mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(home / "socket"))
        journal.settimeout(harness.TIMEOUT)
        yield journal, home


def in_its_place(home, first="true"):
    """Starts a program so that it finds the folder `home` where journald's is; `first` before."""
    script = ("mount -t tmpfs none /run && mkdir -p /run/systemd/journal && "
              f"mount --bind {home} /run/systemd/journal && {first} && exec \"$@\"")
    return ["unshare", "--mount", "sh", "-c", script, "sh"]


def wait_for_entry(journal, event):
    while (fields := fields_of(journal.recv(65536))).get("REPLYD_EVENT") != event:
        pass
    return fields


def test_the_journal_gets_fields(door, journal):
    journal, home = journal
    daemon = door("{format: journald}", wrapper=in_its_place(home))
    knock(daemon, b"hello \x1b[31m \"there\"")
    fields = wait_for_entry(journal, "message")
    assert fields["REPLYD_LISTENER"] == "door" and fields["REPLYD_TRANSPORT"] == "tcp"
    assert fields["REPLYD_PAYLOAD"] == r"hello \x1b[31m \x22there\x22"
    assert fields["PRIORITY"] == "6" and fields["SYSLOG_IDENTIFIER"] == "replyd"
    assert fields["MESSAGE"].startswith("message")
    assert wait_for_entry(journal, "closed")["REPLYD_REASON"] == "peer_closed"


def test_auto_means_the_journal_under_systemd(door, journal):
    """systemd says in JOURNAL_STREAM which descriptor the journal reads: here standard error."""
    journal, home = journal
    tell = "export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2)"
    daemon = door("{format: auto}", wrapper=in_its_place(home, first=tell))
    knock(daemon, b"hello")
    assert wait_for_entry(journal, "message")["REPLYD_PAYLOAD"] == "hello"


def test_journald_without_a_journal_is_an_error(folder):
    if os.path.exists("/run/systemd/journal/socket"):
        pytest.skip("this machine has a journal")
    file = folder / "replyd.yaml"
    file.write_text(DOOR.format(log="{format: journald}", under=""))
    done = harness.command("run", file)
    assert done.returncode == harness.UNAVAILABLE
    assert "replyd.yaml:8:" in done.stderr and "journald" in done.stderr
