#!/usr/bin/env python3
"""The load generators notice what is wrong: each meets small servers that each do one thing wrong.

    generators_test.py --programs DIR [unittest's options]

DIR holds the built programs. Every server here listens on a port of the kernel's choice.
"""

import argparse
import json
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

GREETING = "220 hello\r\n"
REQUEST = "PING\r\n"
REPLY = "+PONG\r\n"
programs = Path("build/bench")


def serve(sock, work):
    """Lets a thread do `work` until the socket is closed; gives the port."""

    def loop():
        try:
            work(sock)
        except OSError:
            pass  # closed at the end of the test, or the generator has gone

    threading.Thread(target=loop, daemon=True).start()
    return sock.getsockname()[1]


def tcp_server(test, on_peer):
    """Serves each connection in a thread of its own by `on_peer`, then closes it."""

    def work(listener):
        while True:
            peer = listener.accept()[0]
            threading.Thread(target=visit, args=(peer,), daemon=True).start()

    def visit(peer):
        with peer:
            try:
                on_peer(peer)
            except OSError:
                pass

    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    test.addCleanup(listener.close)
    return serve(listener, work)


def line_server(test, answer):
    """`answer(number)` gives the reply to the line of that number on its connection, or None."""

    def on_peer(peer):
        for number, _ in enumerate(peer.makefile("rb"), 1):
            reply = answer(number)
            if reply is None:
                return
            peer.sendall(reply.encode())

    return tcp_server(test, on_peer)


def udp_server(test, replies):
    """`replies(number)` gives the list of datagrams that answer the datagram of that number."""

    def work(sock):
        number = 0
        while True:
            peer = sock.recvfrom(100)[1]
            number += 1
            for reply in replies(number):
                sock.sendto(reply.encode(), peer)

    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    test.addCleanup(sock.close)
    return serve(sock, work)


def closed_port(kind):
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for_end(peer):
    while peer.recv(4096):
        pass


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def run(program, port, **options):
    """Runs a generator and gives its report."""
    options = {"port": port, "timeout": 0.2, "seconds": 5} | options
    command = [str(programs / program)]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        return json.loads(process.stdout.read().splitlines()[-1])


class GeneratorTest(unittest.TestCase):
    def start_limit(self, program, *arguments):
        process = subprocess.Popen([str(programs / program), *arguments], stdout=subprocess.PIPE,
                                   text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return int(process.stdout.readline())

    def assert_report(self, report, operations, errors):
        self.assertEqual((operations, errors), (report["operations"], report["errors"]))

    def assert_only_error(self, report, kind):
        self.assertEqual([kind], list(report["errors"]), report)


class Greet(GeneratorTest):
    def greet(self, port, **options):
        return run("load_greet", port, **({"expect": GREETING, "count": 20, "connections": 4} | options))

    def greeting_server(self, text):
        return tcp_server(self, lambda peer: peer.sendall(text.encode()))

    def test_takes_what_is_right(self):
        self.assert_report(self.greet(self.greeting_server(GREETING)), 20, {})

    def test_takes_a_greeting_in_pieces(self):
        def on_peer(peer):
            for byte in GREETING.encode():
                peer.sendall(bytes([byte]))
                time.sleep(0.001)

        self.assert_report(self.greet(tcp_server(self, on_peer)), 20, {})

    def test_takes_both_limit_servers(self):
        self.assert_report(self.greet(self.start_limit("limit_greet", GREETING)), 20, {})
        self.assert_report(self.greet(self.start_limit("limit_greet", GREETING, "drain")), 20, {})

    def test_notices_a_wrong_byte(self):
        self.assert_report(self.greet(self.greeting_server("220 hellO\r\n")), 0, {"wrong": 20})

    def test_notices_a_greeting_too_short(self):
        self.assert_report(self.greet(self.greeting_server("220 hello\r")), 0, {"short": 20})

    def test_notices_a_greeting_too_long(self):
        self.assert_report(self.greet(self.greeting_server(GREETING + "x")), 0, {"long": 20})

    def test_notices_a_close_without_greeting(self):
        self.assert_report(self.greet(self.greeting_server("")), 0, {"missing": 20})

    def test_notices_silence(self):
        self.assert_report(self.greet(tcp_server(self, wait_for_end)), 0, {"missing": 20})

    def test_notices_a_greeting_that_stops(self):
        def on_peer(peer):
            peer.sendall(b"220")
            wait_for_end(peer)

        self.assert_report(self.greet(tcp_server(self, on_peer)), 0, {"short": 20})

    def test_notices_a_server_that_does_not_close(self):
        def on_peer(peer):
            peer.sendall(GREETING.encode())
            wait_for_end(peer)

        self.assert_report(self.greet(tcp_server(self, on_peer)), 0, {"unclosed": 20})

    def test_notices_a_reset(self):
        self.assert_report(self.greet(tcp_server(self, reset)), 0, {"reset": 20})

    def test_notices_a_refused_port(self):
        self.assert_report(self.greet(closed_port(socket.SOCK_STREAM)), 0, {"refused": 20})

    def test_ends_when_its_time_is_over(self):
        start = time.monotonic()
        report = self.greet(tcp_server(self, wait_for_end), seconds=0.3, count=1_000_000)
        self.assert_only_error(report, "missing")
        self.assertLess(time.monotonic() - start, 3)


class RequestAnswer(GeneratorTest):
    def ask(self, port, **options):
        defaults = {"send": REQUEST, "expect": REPLY, "count": 40, "connections": 2}
        return run("load_request_answer", port, **(defaults | options))

    def wrong_at_last(self, reply):
        """A server whose twentieth answer on each connection, the last, is another one."""
        return line_server(self, lambda number: reply if number == 20 else REPLY)

    def test_takes_what_is_right(self):
        port = line_server(self, lambda _: REPLY)
        self.assert_report(self.ask(port), 40, {})
        self.assert_report(self.ask(port, depth=5), 40, {})

    def test_takes_the_limit_server(self):
        port = self.start_limit("limit_request_answer", REPLY)
        self.assert_report(self.ask(port), 40, {})
        self.assert_report(self.ask(port, depth=10), 40, {})

    def test_notices_a_wrong_byte(self):
        self.assertEqual({"wrong": 2}, self.ask(self.wrong_at_last("+PONK\r\n"))["errors"])

    def test_notices_a_wrong_byte_amid_a_batch(self):
        port = line_server(self, lambda number: "+PONK\r\n" if number == 13 else REPLY)
        self.assertEqual({"wrong": 2}, self.ask(port, depth=10)["errors"])

    def test_notices_a_reply_too_short(self):
        self.assertEqual({"short": 2}, self.ask(self.wrong_at_last("+PONG\r"))["errors"])

    def test_notices_a_short_reply_amid_a_batch(self):
        port = line_server(self, lambda number: "+PONG\r" if number == 13 else REPLY)
        self.assertEqual({"wrong": 2}, self.ask(port, depth=10)["errors"])

    def test_notices_a_reply_too_long(self):
        self.assertEqual({"long": 2}, self.ask(self.wrong_at_last(REPLY + "x"))["errors"])

    def test_notices_a_byte_after_the_last_reply(self):
        def on_peer(peer):
            for _ in peer.makefile("rb"):
                peer.sendall(REPLY.encode())
            peer.sendall(b"x")

        self.assertEqual({"long": 2}, self.ask(tcp_server(self, on_peer))["errors"])

    def test_notices_a_missing_reply(self):
        self.assert_report(self.ask(self.wrong_at_last("")), 38, {"missing": 2})

    def test_notices_a_missing_reply_amid_a_batch(self):
        port = line_server(self, lambda number: "" if number == 13 else REPLY)
        self.assert_report(self.ask(port, depth=10), 20, {"missing": 2})

    def test_notices_a_close(self):
        port = line_server(self, lambda number: REPLY if number < 11 else None)
        self.assert_report(self.ask(port), 20, {"missing": 2})

    def test_notices_a_server_that_does_not_close(self):
        def on_peer(peer):
            for _ in peer.makefile("rb"):
                peer.sendall(REPLY.encode())
            time.sleep(1)

        self.assert_report(self.ask(tcp_server(self, on_peer)), 40, {"unclosed": 2})

    def test_notices_a_refused_port(self):
        self.assert_report(self.ask(closed_port(socket.SOCK_STREAM)), 0, {"refused": 2})


class Udp(GeneratorTest):
    def ask(self, port, **options):
        defaults = {"send": "ping", "expect": "pong", "count": 40, "connections": 2, "depth": 4}
        return run("load_udp", port, **(defaults | options))

    def once(self, number, other):
        """A server whose datagram of that number is answered by these."""
        return udp_server(self, lambda now: other if now == number else ["pong"])

    def test_takes_what_is_right(self):
        self.assert_report(self.ask(udp_server(self, lambda _: ["pong"])), 40, {})

    def test_takes_the_limit_server(self):
        self.assert_report(self.ask(self.start_limit("limit_udp", "pong")), 40, {})

    def test_notices_a_wrong_byte(self):
        self.assert_report(self.ask(self.once(13, ["ponk"])), 39, {"wrong": 1})

    def test_notices_a_reply_too_short(self):
        self.assert_report(self.ask(self.once(13, ["pon"])), 39, {"short": 1})

    def test_notices_an_empty_reply(self):
        self.assert_report(self.ask(self.once(13, [""])), 39, {"short": 1})

    def test_notices_a_reply_too_long(self):
        self.assert_report(self.ask(self.once(13, ["pongs"])), 39, {"long": 1})

    def test_counts_a_lost_reply(self):
        self.assert_report(self.ask(self.once(13, [])), 39, {"lost": 1})

    def test_notices_a_reply_too_many(self):
        self.assert_report(self.ask(self.once(40, ["pong", "pong"])), 40, {"unasked": 1})

    def test_notices_two_replies_to_everything(self):
        report = self.ask(udp_server(self, lambda _: ["pong", "pong"]))
        self.assert_only_error(report, "unasked")

    def test_notices_silence(self):
        report = self.ask(udp_server(self, lambda _: []), seconds=0.3, count=1_000_000)
        self.assertEqual(0, report["operations"])
        self.assert_only_error(report, "lost")

    def test_notices_a_refused_port(self):
        report = self.ask(closed_port(socket.SOCK_DGRAM), seconds=0.3)
        self.assertEqual(0, report["operations"])
        self.assertIn("refused", report["errors"])


class Idle(GeneratorTest):
    def hold(self, port, **options):
        return run("load_idle", port, **({"connections": 10, "seconds": 0.3} | options))

    def test_holds_what_is_left_alone(self):
        port = self.start_limit("limit_request_answer", REPLY)
        self.assert_report(self.hold(port), 10, {})
        self.assert_report(self.hold(port, send=REQUEST, expect=REPLY), 10, {})

    def test_notices_a_wrong_reply(self):
        port = line_server(self, lambda _: "+PONK\r\n")
        self.assert_report(self.hold(port, send=REQUEST, expect=REPLY), 0, {"wrong": 10})

    def test_notices_a_close(self):
        port = tcp_server(self, lambda _: None)
        self.assert_report(self.hold(port), 10, {"closed": 10})

    def test_notices_bytes_that_nobody_asked_for(self):
        def on_peer(peer):
            peer.sendall(b"x")
            wait_for_end(peer)

        self.assert_report(self.hold(tcp_server(self, on_peer)), 10, {"unasked": 10})

    def test_notices_a_refused_port(self):
        self.assert_report(self.hold(closed_port(socket.SOCK_STREAM)), 0, {"refused": 10})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--programs", type=Path, default=programs)
    known, rest = parser.parse_known_args()
    programs = known.programs
    unittest.main(argv=[sys.argv[0], *rest])
