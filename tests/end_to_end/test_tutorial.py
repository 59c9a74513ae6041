"""The clients of the world's socket tutorials, unchanged but for the port."""

import socket

import pytest

import clients
import harness


@pytest.fixture
def tutorial(replyd, folder):
    return replyd(harness.example("examples/tutorial.yaml", folder))


def address(daemon, listener, scheme="tcp"):
    return clients.parse_endpoint(daemon.endpoint(listener, scheme))[2]


def test_tcp_client_gets_one_answer_and_the_end(tutorial):
    client = socket.socket()
    client.connect(address(tutorial, "once"))
    client.send("Hello from client!".encode())
    assert client.recv(1024).decode() == "Hello from server!"
    assert client.recv(1024) == b""
    client.close()


def test_udp_client_gets_an_answer(tutorial):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(harness.TIMEOUT)
    client.sendto(b"Hello from UDP client!", address(tutorial, "once-udp", "udp"))
    data, server = client.recvfrom(1024)
    assert (data, server) == (b"Hello from UDP server!", address(tutorial, "once-udp", "udp"))
    client.close()


@pytest.mark.parametrize("scheme", ["tcp", "unix"])
def test_hello_to_each_message_until_the_client_goes(tutorial, scheme):
    client = tutorial.connect("hello", scheme)
    for number in range(5):
        client.ask(f"message {number}".encode(), b"hello")
    client.close()
    closed = tutorial.wait_for_event("closed", listener="hello", transport=scheme)
    assert closed["reason"] == "peer_closed"


@pytest.mark.parametrize("scheme", ["udp", "unixgram"])
def test_hello_to_each_datagram(tutorial, scheme):
    client = tutorial.datagrams("hello", scheme)
    for number in range(5):
        client.ask(f"message {number}".encode(), b"hello")


@pytest.mark.parametrize("scheme", ["tcp", "unix"])
def test_byebye_comes_first_and_then_all_is_taken(tutorial, scheme):
    client = tutorial.connect("byebye", scheme)
    client.expect(b"byebye")
    client.send(b"what the client says")
    message = tutorial.wait_for_event("message", listener="byebye", transport=scheme)
    assert message["payload"] == "what the client says"


def test_menu_answers_by_what_is_said_and_closes_after_silence(tutorial):
    both = {scheme: tutorial.connect("menu", scheme) for scheme in ("tcp", "unix")}
    for client in both.values():
        client.ask(b"1", b"welcome to server")
        client.ask(b"2", b"please go out!")
        client.ask(b"1", b"welcome to server")
    for scheme, client in both.items():
        client.expect_end()  # nobody says anything any more
        closed = tutorial.wait_for_event("closed", listener="menu", transport=scheme)
        assert closed["reason"] == "idle_timeout"
        assert closed["duration"] >= 5


@pytest.mark.parametrize("scheme", ["tcp", "unix"])
def test_receipt_for_a_stream_and_a_line_in_the_log(tutorial, scheme):
    client = tutorial.connect("receipt", scheme)
    client.ask(b"my name is Bob", b"tcpServer has received your message")
    logged = tutorial.wait_for_event("message", listener="receipt", transport=scheme)
    assert logged["payload"] == "my name is Bob"
    if scheme == "tcp":
        assert logged["peer"] == "%s:%d" % client.socket.getsockname()


@pytest.mark.parametrize("scheme", ["udp", "unixgram"])
def test_receipt_for_a_datagram_and_a_line_in_the_log(tutorial, scheme):
    client = tutorial.datagrams("receipt", scheme)
    client.ask(b"my name is Bob", b"tcpServer has received your message")
    logged = tutorial.wait_for_event("message", listener="receipt", transport=scheme)
    assert logged["payload"] == "my name is Bob"
    if scheme == "udp":
        assert logged["peer"].endswith(":%d" % client.socket.getsockname()[1])


def test_two_connections_at_once_in_one_program(tutorial):
    first, second = tutorial.connect("hello"), tutorial.connect("menu")
    second.send(b"1")
    first.send(b"hi")
    second.expect(b"welcome to server")
    first.expect(b"hello")
    first.ask(b"hi again", b"hello")
    second.ask(b"again", b"please go out!")


def test_two_clients_of_one_listener_do_not_disturb_each_other(tutorial):
    first, second = tutorial.connect("hello"), tutorial.connect("hello")
    first.ask(b"a", b"hello")
    first.close()
    second.ask(b"b", b"hello")
