"""Programs that people already use, against config/examples. One that is missing is a failure."""

import subprocess
import time

import pytest

import clients
import harness


@pytest.fixture
def example(replyd, folder):
    return lambda name: replyd(harness.example(f"examples/{name}.yaml", folder))


def port(daemon, listener, scheme="tcp"):
    return clients.port_of(daemon.endpoint(listener, scheme))


def path(daemon, listener, scheme="unix"):
    return clients.parse_endpoint(daemon.endpoint(listener, scheme))[2]


def test_redis_cli_gets_its_pong(example, tool):
    daemon = example("redis-ping")
    assert tool("redis-cli", "-p", port(daemon, "redis"), "ping") == "PONG\n"
    daemon.connect("redis").ask(b"PING\r\n", b"+PONG\r\n")


def test_redis_benchmark_style_pipelining(example):
    daemon = example("redis-ping")
    client = daemon.connect("redis")
    client.ask(b"*1\r\n$4\r\nPING\r\n" * 100, b"+PONG\r\n" * 100)
    client.ask(b"GET x\r\n", b"-ERR unknown command\r\n")


def test_curl_gets_a_page(example, tool):
    daemon = example("http-canned")
    url = f"http://127.0.0.1:{port(daemon, 'page')}/"
    assert tool("curl", "-sS", url) == "Hello, curl\r\n"


def test_curl_gets_two_pages_over_one_connection(example, tool):
    daemon = example("http-canned")
    url = f"http://127.0.0.1:{port(daemon, 'page')}/"
    shown = tool("curl", "-sS", "-w", "%{http_code} %{num_connects}\n", url, url + "again")
    assert shown == "Hello, curl\r\n200 1\nHello, curl\r\n200 0\n"


def test_a_page_for_a_head_in_two_writes(example):
    daemon = example("http-canned")
    client = daemon.connect("page")
    client.send(b"GET / HTTP/1.1\r\nHost: ")
    other = daemon.connect("page")  # served while the first is half way through
    other.ask(b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n")
    client.ask(b"x\r\n\r\n", b"HTTP/1.1 200 OK\r\n")


def test_curl_is_told_of_the_maintenance(example, tool):
    daemon = example("maintenance")
    url = f"http://127.0.0.1:{port(daemon, 'web')}/"
    shown = tool("curl", "-sS", "-w", "%{http_code} %header{retry-after}", url)
    assert shown == "Down for maintenance until 18:00 UTC.\r\n503 600"


@pytest.mark.parametrize("over", [[], ["-u"]], ids=["tcp", "udp"])
def test_rdate_prints_the_time(example, tool, over):
    daemon = example("time")
    scheme = "udp" if over else "tcp"
    shown = tool("rdate", "-4", "-p", *over, "-o", port(daemon, "time", scheme), "127.0.0.1")
    assert str(time.gmtime().tm_year) in shown


@pytest.mark.parametrize("scheme", ["tcp", "udp"])
def test_the_time_is_the_seconds_since_1900(example, scheme):
    daemon = example("time")
    before = int(time.time())
    if scheme == "tcp":
        answer = daemon.connect("time").rest()
    else:
        client = daemon.datagrams("time")
        client.send(b"")
        answer = client.receive()
    assert before <= int.from_bytes(answer, "big") - 2_208_988_800 <= int(time.time())
    assert len(answer) == 4


def test_whois_is_told_of_the_domain(example, tool):
    daemon = example("whois")
    ask = ["-h", "127.0.0.1", "-p", port(daemon, "whois")]
    assert "Domain Name: EXAMPLE.ORG" in tool("whois", *ask, "example.org")
    assert 'No match for "example.com".' in tool("whois", *ask, "example.com")


def test_ssh_keyscan_reads_the_banner_and_is_in_the_log(example, tool):
    daemon = example("ssh-banner")
    shown = tool("ssh-keyscan", "-t", "ed25519", "-T", "1", "-p", port(daemon, "ssh"), "127.0.0.1")
    assert "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3" in shown
    assert daemon.wait_for_event("message", listener="ssh")["payload"].startswith("SSH-2.0-")


def test_nmap_names_the_service(example, tool):
    daemon = example("ssh-banner")
    shown = tool("nmap", "-sV", "-Pn", "-n", "-p", port(daemon, "ssh"), "127.0.0.1", timeout=60)
    assert "OpenSSH 9.2p1 Debian 2+deb12u3 (protocol 2.0)" in shown


def test_an_instrument_says_who_it_is(example, tool):
    daemon = example("instrument")
    shown = tool("nc", "-N", "127.0.0.1", port(daemon, "meter"),
                 stdin=b"*IDN?\n*RST\nMEAS:VOLT:DC?\nsyst:err?\n")
    assert shown == 'Example Instruments,DMM-1,000042,1.0\n+1.234560E+00\n0,"No error"\n'


def test_who_knocks_at_the_decoy_is_in_the_log(example):
    daemon = example("decoy")
    client = daemon.connect("ftp")
    client.expect(b"220 (vsFTPd 3.0.3)\r\n")
    client.ask(b"USER admin\r\n", b"331 Please specify the password.\r\n")
    client.ask(b"PASS 1234\r\n", b"530 Login incorrect.\r\n")
    client.ask(b"quit\r\n", b"221 Goodbye.\r\n")
    client.expect_end()
    event = daemon.wait_for_event("event", listener="ftp", level="warning")
    assert event["message"] == "ftp 127.0.0.1 tried: PASS 1234"


def test_nc_over_a_unix_socket(example, tool):
    daemon = example("tutorial")
    assert tool("nc", "-N", "-U", path(daemon, "receipt"), stdin=b"it is me") == \
        "tcpServer has received your message"


def test_nc_over_tcp_and_udp(example, tool):
    daemon = example("tutorial")
    assert tool("nc", "127.0.0.1", port(daemon, "once"), stdin=b"hi") == "Hello from server!"
    assert tool("nc", "-u", "-W", "1", "127.0.0.1", port(daemon, "once-udp", "udp"),
                stdin=b"hi") == "Hello from UDP server!"


def test_socat_over_a_unix_stream(example, tool):
    daemon = example("tutorial")
    shown = tool("socat", "-t", harness.TIMEOUT, "-", f"UNIX-CONNECT:{path(daemon, 'receipt')}",
                 stdin=b"it is me")
    assert shown == "tcpServer has received your message"


def test_socat_over_a_unix_datagram_socket(example, folder):
    """socat waits for its standard input to end before it gives up, so that is kept open."""
    daemon = example("tutorial")
    server = path(daemon, "receipt", "unixgram")
    with subprocess.Popen(["socat", "-", f"UNIX-SENDTO:{server},bind={folder}/socat.sock"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as socat:
        socat.stdin.write(b"it is me")
        socat.stdin.flush()
        answer = b"tcpServer has received your message"
        assert socat.stdout.read(len(answer)) == answer
        socat.stdin.close()
        socat.terminate()
