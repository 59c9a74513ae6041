"""`replyd send`: the client for trying things out, and for scripts."""

import socket

import pytest

import harness

SERVER = """\
workers: 1
listeners:
  - name: echo
    listen: ["tcp://127.0.0.1:0", "udp://127.0.0.1:0", "unix://{folder}/stream",
             "unixgram://{folder}/datagrams"]
    reply: "<${{input}}>"
  - {{name: once, listen: 'tcp://127.0.0.1:0', framing: line, greeting: "hi ", reply: bye,
      close: true}}
  - {{name: mute, listen: ['tcp://127.0.0.1:0', 'udp://127.0.0.1:0'], silent: true}}
"""
SCHEMES = ["tcp", "udp", "unix", "unixgram"]


@pytest.fixture
def server(replyd, folder):
    return replyd(SERVER.format(folder=folder))


def send(daemon, listener, scheme, *arguments, **how):
    done = harness.command("send", daemon.endpoint(listener, scheme), *arguments, **how)
    return done.returncode, done.stdout


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_prints_what_comes_back(server, scheme):
    assert send(server, "echo", scheme, "hello") == (0, "<hello>")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_sends_what_standard_input_says(server, scheme):
    assert send(server, "echo", scheme, stdin=b"from a pipe\n") == (0, "<from a pipe\n>")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_sends_a_file(server, scheme, folder):
    (folder / "message").write_bytes(b"from a\0file")
    assert send(server, "echo", scheme, "--file", folder / "message") == (0, "<from a\0file>")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_sends_bytes(server, scheme):
    assert send(server, "echo", scheme, "--hex", "00 41 0a") == (0, "<\0A\n>")


def test_the_text_goes_out_byte_for_byte(server):
    assert send(server, "echo", "udp", r"a\n") == (0, r"<a\n>")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_expected_and_comes_is_success(server, scheme):
    assert send(server, "echo", scheme, "x", "--expect", "<x>")[0] == harness.OK


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_expected_and_does_not_come_is_failure(server, scheme):
    done = harness.command("send", server.endpoint("echo", scheme), "x", "--expect", "<y>",
                           "--timeout", "300ms")
    assert done.returncode == harness.FAILED
    assert "<y>" in done.stderr and "<x>" in done.stderr


def test_it_waits_until_the_peer_closes(server):
    assert send(server, "once", "tcp", stdin=b"x\n") == (0, "hi bye")


def test_it_does_it_so_many_times(server):
    assert send(server, "echo", "tcp", "x", "--count", "3") == (0, "<x><x><x>")
    server.wait_for_event("connected", count=3, listener="echo")


@pytest.mark.parametrize("scheme", ["tcp", "udp"])
def test_silence_ends_at_the_timeout(server, scheme):
    code, out = send(server, "mute", scheme, "x", "--timeout", "200ms")
    assert out == ""
    assert code == harness.FAILED


def test_a_large_file_goes_there_and_back(replyd, folder):
    daemon = replyd("listeners: [{name: echo, listen: 'tcp://127.0.0.1:0', reply: '${input}'}]")
    content = b"0123456789abcdef" * 65536
    (folder / "large").write_bytes(content)
    code, out = send(daemon, "echo", "tcp", "--file", folder / "large", "--timeout", "20s")
    assert code == harness.OK and out.encode() == content


def test_nobody_there_is_unavailable(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        done = harness.command("send", endpoint, "x")
    assert done.returncode == harness.UNAVAILABLE and "refused" in done.stderr
    done = harness.command("send", f"unix://{folder}/nobody", "x")
    assert done.returncode == harness.UNAVAILABLE and done.stderr != ""


def test_a_unix_datagram_client_leaves_no_file_behind(server, folder):
    before = sorted(path.name for path in folder.iterdir())
    assert send(server, "echo", "unixgram", "x") == (0, "<x>")
    assert sorted(path.name for path in folder.iterdir()) == before
