"""Every file under config/ is right as it stands, runs, and says what it is good for."""

import re

import pytest

import clients
import harness

FILES = sorted(str(path.relative_to(harness.ROOT / "config"))
               for path in (harness.ROOT / "config").rglob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_check_finds_nothing_to_say(name):
    done = harness.command("check", harness.ROOT / "config" / name)
    assert done.returncode == harness.OK
    assert done.stderr == ""


@pytest.mark.parametrize("name", FILES)
def test_it_is_for_anybody_on_loopback(name):
    text = (harness.ROOT / "config" / name).read_text()
    ports = re.findall(r"(?:tcp|udp)://([^:]+):(\d+)", text)
    assert ports
    assert {host for host, _ in ports} == {"127.0.0.1"}
    assert all(1024 <= int(port) < 65536 for _, port in ports)


@pytest.mark.parametrize("name", FILES)
def test_it_runs(replyd, folder, name):
    daemon = replyd(harness.example(name, folder))
    for endpoints in daemon.listeners.values():
        for endpoint in endpoints:
            if endpoint.startswith(("tcp:", "unix:")):
                clients.StreamClient(endpoint).close()


@pytest.fixture
def default(replyd, folder):
    return replyd(harness.example("replyd.yaml", folder))


def test_the_default_file_has_a_port_per_service_once(default):
    text = (harness.ROOT / "config" / "replyd.yaml").read_text()
    assert len(text.splitlines()) < 80
    endpoints = re.findall(r"(?:tcp|udp)://127\.0\.0\.1:\d+", text)
    assert len(endpoints) == len(set(endpoints))


def test_the_default_file_says_hello(default):
    client = default.connect("hello")
    client.send(b"anybody there?")
    assert client.rest() == b"Hello from server!"


def test_the_default_file_echoes(default):
    default.connect("echo").ask(b"over TCP", b"over TCP")
    default.datagrams("echo").ask(b"over UDP", b"over UDP")


def test_the_default_file_has_a_page(default, tool):
    url = f"http://127.0.0.1:{clients.port_of(default.endpoint('page'))}"
    assert tool("curl", "-sS", "-w", "%{http_code}", f"{url}/health") == "OK\r\n200"
    assert tool("curl", "-sS", "-w", "%{http_code}", f"{url}/health", f"{url}/x") == \
        "OK\r\n200Down for maintenance. Be back!\r\n503"


def test_the_default_file_has_a_decoy_that_tells(default):
    client = default.connect("mail")
    client.expect(b"220 mail.example.org ESMTP\r\n")
    client.ask(b"EHLO me\r\n", b"250 mail.example.org\r\n")
    client.ask(b"AUTH PLAIN AGEAYg==\r\n", b"535 5.7.8 authentication failed\r\n")
    client.ask(b"QUIT\r\n", b"221 2.0.0 bye\r\n")
    client.expect_end()
    event = default.wait_for_event("event", level="warning")
    assert event["message"] == "login attempt from 127.0.0.1: AUTH PLAIN AGEAYg=="


def test_the_default_file_tells_the_time(default):
    client = default.datagrams("time")
    client.send(b"")
    assert len(client.receive()) == len(default.connect("time").rest()) == 4
