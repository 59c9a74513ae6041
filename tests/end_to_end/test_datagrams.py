"""Datagrams: answered from where they were sent to, and never to whom it could do harm."""

import socket

import pytest

import clients
from network import forge_datagram

# One worker, so that one socket takes all in the order in which it came.
ECHO = """\
workers: 1
listeners:
  - name: echo
    listen: {endpoint}
    reply: "${{input}}"
"""


UNANSWERED = "limited"  # the event of a datagram that on purpose gets no answer


@pytest.fixture
def echo(replyd):
    def begin(endpoint, limits="", more=""):
        config = ECHO.format(endpoint=endpoint)
        return replyd(config + (f"    limits: {limits}\n" if limits else "") + more)
    return begin


def datagrams_of(log, listener):
    names = ("message", UNANSWERED)
    return sum(len(log.find(name, listener=listener)) for name in names)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "127.9.8.7"])
def test_the_answer_leaves_from_the_address_that_was_asked(echo, host):
    daemon = echo('"udp://*:0"')
    client = clients.DatagramClient(daemon.endpoint("echo", host="0.0.0.0"), host=host)
    client.send(b"who are you")
    assert client.receive_from() == (b"who are you", client.peer)


@pytest.mark.parametrize("host", ["::1", "::2", "fd00::7"])
def test_the_answer_leaves_from_the_address_that_was_asked_over_ip6(
        echo, host, tool, private_network):
    for address in ("::2", "fd00::7"):
        tool("ip", "-6", "address", "add", f"{address}/128", "dev", "lo", "nodad")
    daemon = echo('"udp://*:0"')
    client = clients.DatagramClient(daemon.endpoint("echo", host="[::]"), host=host)
    client.send(b"who are you")
    data, address = client.receive_from()
    assert (data, address[:2]) == (b"who are you", client.peer)


def test_a_delayed_answer_leaves_from_there_too(replyd):
    daemon = replyd(ECHO.format(endpoint='"udp://0.0.0.0:0"') + "    delay: 50ms\n")
    client = clients.DatagramClient(daemon.endpoint("echo"), host="127.0.0.3")
    client.send(b"x")
    assert client.receive_from() == (b"x", client.peer)


@pytest.mark.parametrize("size", [0, 1, 1472, 9000, 65507])
def test_a_datagram_of_any_size_is_one_message(echo, size):
    client = echo("udp://127.0.0.1:0").datagrams("echo")
    client.ask(b"x" * size, b"x" * size)


def test_a_unix_datagram_of_64_kib(echo, folder):
    client = echo(f"unixgram://{folder}/s").datagrams("echo", "unixgram")
    client.ask(b"x" * 65536, b"x" * 65536)


def test_an_unnamed_unix_sender_is_not_answered_and_harms_nobody(echo, folder):
    daemon = echo(f"unixgram://{folder}/s")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as unnamed:
        unnamed.sendto(b"from nobody", f"{folder}/s")
    daemon.wait_for_event("message", payload="from nobody")
    daemon.datagrams("echo", "unixgram").ask(b"x", b"x")


def test_a_hundred_clients_each_get_their_own(echo):
    daemon = echo("udp://127.0.0.1:0")
    askers = [daemon.datagrams("echo") for _ in range(100)]
    for number, client in enumerate(askers):
        client.send(b"%d" % number)
    for number, client in enumerate(askers):
        assert client.receive() == b"%d" % number


def test_many_datagrams_of_one_client(echo):
    client = echo("udp://127.0.0.1:0").datagrams("echo")
    for burst in range(20):
        sent = [b"%d %d" % (burst, number) for number in range(50)]
        for datagram in sent:
            client.send(datagram)
        assert [client.receive() for _ in sent] == sent


def test_one_forged_datagram_between_two_listeners_makes_at_most_one_reply(replyd):
    daemon = replyd(ECHO.format(endpoint="udp://127.0.0.1:0")
                    + "  - {name: other, listen: 'udp://127.0.0.1:0', reply: '${input}'}\n")
    addresses = [clients.parse_endpoint(daemon.endpoint(n))[2] for n in ("echo", "other")]
    forge_datagram(addresses[1], addresses[0], b"forged")
    # All in the order of arrival: what echo sent to other lies before this in other's queue.
    daemon.datagrams("echo").ask(b"first", b"first")
    daemon.datagrams("other").ask(b"second", b"second")
    daemon.datagrams("echo").ask(b"third", b"third")
    daemon.datagrams("other").ask(b"fourth", b"fourth")
    assert daemon.wait_for_event(UNANSWERED, listener="echo")["reason"] == "loop"
    daemon.stop()
    assert datagrams_of(daemon.log, "echo") == 3
    assert datagrams_of(daemon.log, "other") == 2


def test_a_listener_on_all_addresses_does_not_answer_itself(echo):
    daemon = echo('"udp://0.0.0.0:0"')
    port = clients.port_of(daemon.endpoint("echo"))
    for own in ("127.0.0.1", "127.0.0.2"):
        forge_datagram((own, port), ("127.0.0.1", port), b"forged")
    daemon.datagrams("echo").ask(b"x", b"x")
    daemon.stop()
    assert len(daemon.log.find(UNANSWERED, reason="loop")) == 2
    assert datagrams_of(daemon.log, "echo") == 3


@pytest.mark.parametrize("source,reason", [
    (("224.0.0.1", 5000), "loop"), (("255.255.255.255", 5000), "loop"),
    (("127.0.0.1", 0), "source_port"), (("127.0.0.1", 7), "source_port"),
    (("127.0.0.1", 1023), "source_port")], ids=str)
def test_a_source_that_nobody_may_answer(echo, source, reason):
    daemon = echo("udp://127.0.0.1:0")
    forge_datagram(source, clients.parse_endpoint(daemon.endpoint("echo"))[2], b"forged")
    daemon.datagrams("echo").ask(b"x", b"x")
    assert daemon.wait_for_event(UNANSWERED, listener="echo")["reason"] == reason


def test_port_0_is_not_answered_whatever_the_file_says(echo):
    daemon = echo("udp://127.0.0.1:0", "{source_ports: any}")
    address = clients.parse_endpoint(daemon.endpoint("echo"))[2]
    forge_datagram(("127.0.0.1", 0), address, b"forged")
    assert daemon.wait_for_event(UNANSWERED)["reason"] in ("loop", "source_port")


def test_low_source_ports_are_answered_where_the_file_says_so(echo, private_network):
    daemon = echo("udp://127.0.0.1:0", "{source_ports: any}")
    daemon.datagrams("echo", source=("127.0.0.1", 123)).ask(b"x", b"x")
    daemon = echo("udp://127.0.0.1:0", "{source_ports: 100-200}")
    daemon.datagrams("echo", source=("127.0.0.1", 124)).ask(b"x", b"x")


def test_a_low_source_port_gets_no_answer(echo, private_network):
    daemon = echo("udp://127.0.0.1:0")
    low = daemon.datagrams("echo", source=("127.0.0.1", 123))
    low.send(b"x")
    daemon.datagrams("echo").ask(b"y", b"y")
    assert low.waiting() == []
    assert daemon.wait_for_event(UNANSWERED, reason="source_port")["peer"] == "127.0.0.1:123"


def broadcasting(tool):
    tool("ip", "link", "add", "here", "type", "veth", "peer", "name", "there")
    tool("ip", "address", "add", "10.9.0.1/24", "brd", "+", "dev", "here")
    tool("ip", "link", "set", "here", "up")
    tool("ip", "link", "set", "there", "up")


def ask_all(daemon):
    """Sends to everybody on the wire; returns who of them is ourselves."""
    client = clients.DatagramClient(daemon.endpoint("echo"), host="10.9.0.255")
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    client.send(b"anybody")
    clients.DatagramClient(daemon.endpoint("echo"), host="10.9.0.1").ask(b"one", b"one")
    return client


def test_a_broadcast_request_gets_no_answer(echo, tool, private_network):
    broadcasting(tool)
    client = ask_all(echo('"udp://0.0.0.0:0"'))
    assert client.waiting() == []


def test_a_broadcast_request_is_answered_where_the_file_says_so(echo, tool, private_network):
    broadcasting(tool)
    daemon = echo('"udp://0.0.0.0:0"', "{answer_broadcast: true}")
    client = ask_all(daemon)
    answer, address = client.receive_from()
    assert (answer, address) == (b"anybody", ("10.9.0.1", client.peer[1]))


def test_a_flood_of_one_network_is_answered_at_the_rate_and_a_little(echo):
    daemon = echo('"udp://0.0.0.0:0"', "{exempt: [], answer_rate_per_peer: 10/s}")
    flood = daemon.datagrams("echo", source=("127.0.1.1", 0))
    for _ in range(150):
        flood.send(b"x")
    bystander = daemon.datagrams("echo", source=("127.0.2.1", 0))
    bystander.ask(b"y", b"y")  # served, and behind the flood
    answers = len(flood.waiting())
    assert 10 + 10 <= answers < 75, f"{answers} answers to 150 datagrams"
    assert daemon.wait_for_event("limited", listener="echo")["reason"] == "rate"


def test_so_many_bytes_and_a_little_go_to_one_network(echo):
    daemon = echo('"udp://0.0.0.0:0"', "{exempt: [], answer_bytes_per_peer: 10KiB/s}")
    flood = daemon.datagrams("echo", source=("127.0.1.1", 0))
    for _ in range(100):
        flood.send(b"x" * 1024)
    daemon.datagrams("echo", source=("127.0.2.1", 0)).ask(b"y", b"y")
    answers = len(flood.waiting())
    assert 10 <= answers < 60, f"{answers} answers of 1 KiB"


def test_loopback_is_exempt_unless_the_file_says_otherwise(echo):
    client = echo("udp://127.0.0.1:0", "{answer_rate_per_peer: 1/s}").datagrams("echo")
    for number in range(50):
        client.ask(b"%d" % number, b"%d" % number)


def test_messages_past_their_rate_are_dropped(echo):
    daemon = echo("udp://127.0.0.1:0", "{exempt: [], message_rate: {rate: 1/m, burst: 3}}")
    client = daemon.datagrams("echo")
    for number in range(10):
        client.send(b"%d" % number)
    assert [client.receive() for _ in range(3)] == [b"0", b"1", b"2"]
    daemon.wait_for_event("limited", listener="echo", reason="rate")
    assert client.waiting() == []


def test_a_truncated_datagram_is_not_answered_as_if_whole(echo):
    daemon = echo("udp://127.0.0.1:0", "{message_size: 8}")
    client = daemon.datagrams("echo")
    client.send(b"longer than that")
    client.ask(b"short", b"short")


def test_oversize_truncate_answers_the_first_bytes(echo):
    daemon = echo("udp://127.0.0.1:0", "{message_size: 8, oversize: truncate}")
    daemon.datagrams("echo").ask(b"longer than that", b"longer t")


def test_a_delayed_answer_does_not_hold_up_others(replyd):
    daemon = replyd("""
workers: 1
listeners:
  - name: mixed
    listen: udp://127.0.0.1:0
    rules:
      - {match: slow, delay: 500ms, reply: slow}
      - {reply: quick}
""")
    client = daemon.datagrams("mixed")
    client.send(b"slow")
    client.send(b"x")
    assert [client.receive(), client.receive()] == [b"quick", b"slow"]


def test_a_peer_that_is_gone_does_not_end_the_listener(echo):
    """Its port answers with ICMP, which Linux reports on our next call."""
    daemon = echo("udp://127.0.0.1:0")
    for _ in range(10):
        gone = daemon.datagrams("echo")
        gone.send(b"x")
        gone.close()
        daemon.datagrams("echo").ask(b"y", b"y")
