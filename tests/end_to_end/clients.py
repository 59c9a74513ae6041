"""Plain sockets with a patience. Whatever a client waits for comes within TIMEOUT, or it fails."""

import os
import socket
import struct

SLOW = bool(os.environ.get("REPLYD_SANITIZE")) or os.environ.get("REPLYD_SANITIZED") == "1"
TIMEOUT = 60 if SLOW else 20


def parse_endpoint(endpoint):
    """'tcp://[::1]:80' to (family, type, address as the socket module wants it)."""
    scheme, _, rest = endpoint.partition(":")
    rest = rest.removeprefix("//")
    kind = socket.SOCK_STREAM if scheme in ("tcp", "unix") else socket.SOCK_DGRAM
    if scheme in ("unix", "unixgram"):
        return socket.AF_UNIX, kind, "\0" + rest[1:] if rest.startswith("@") else rest
    host, _, port = rest.rpartition(":")
    host = host.strip("[]")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "*": "127.0.0.1"}.get(host, host)
    return socket.AF_INET6 if ":" in host else socket.AF_INET, kind, (host, int(port))


def port_of(endpoint):
    return parse_endpoint(endpoint)[2][1]


class StreamClient:
    """A connection over TCP or a unix socket."""

    def __init__(self, endpoint, source=None, receive_buffer=None):
        family, kind, address = parse_endpoint(endpoint)
        self.socket = socket.socket(family, kind)
        self.socket.settimeout(TIMEOUT)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source:
            self.socket.bind((source, 0))
        if family != socket.AF_UNIX:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.connect(address)

    def send(self, data):
        self.socket.sendall(data)

    def receive(self, size):
        """So many bytes, or fewer if the peer ends before."""
        data = b""
        while len(data) < size and (piece := self.socket.recv(size - len(data))):
            data += piece
        return data

    def rest(self):
        """All that comes until the peer ends."""
        data = b""
        while piece := self.socket.recv(65536):
            data += piece
        return data

    def expect(self, data):
        assert self.receive(len(data)) == data

    def ask(self, message, reply):
        self.send(message)
        self.expect(reply)

    def expect_end(self):
        assert self.rest() == b""

    def expect_cut(self):
        """An end or a reset: what a peer sees that is closed while it sends."""
        try:
            self.rest()
        except (ConnectionResetError, BrokenPipeError):
            pass

    def expect_reset(self):
        try:
            assert False, f"no reset but an end after {self.rest()!r}"
        except ConnectionResetError:
            pass

    def finish(self):
        """Sends no more, still listens."""
        self.socket.shutdown(socket.SHUT_WR)

    def send_until_stuck(self, data, quiet):
        """Sends over and over until nothing has been taken for `quiet` seconds, or a reset."""
        sent = 0
        self.socket.settimeout(quiet)
        try:
            while True:
                sent += self.socket.send(data)
        except (TimeoutError, ConnectionError):
            return sent
        finally:
            self.socket.settimeout(TIMEOUT)

    def reset(self):
        linger = struct.pack("ii", 1, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.socket.close()

    def close(self):
        self.socket.close()


class DatagramClient:
    """A socket that sends to one endpoint; `host` stands for another address of the same port."""

    def __init__(self, endpoint, source=None, host=None):
        family, kind, address = parse_endpoint(endpoint)
        self.socket = socket.socket(family, kind)
        self.socket.settimeout(TIMEOUT)
        if family == socket.AF_UNIX:
            self.socket.bind(source or "")  # an unnamed peer could not be answered
        elif source:
            self.socket.bind(source)
        self.peer = (host, address[1]) if host else address

    def send(self, data):
        self.socket.sendto(data, self.peer)

    def receive(self):
        return self.receive_from()[0]

    def receive_from(self):
        """The datagram, and where it came from."""
        data, address = self.socket.recvfrom(65536)
        return data, address

    def ask(self, message, reply):
        self.send(message)
        assert self.receive() == reply

    def waiting(self):
        """What has arrived and was not received yet."""
        self.socket.setblocking(False)
        datagrams = []
        try:
            while True:
                datagrams.append(self.socket.recv(65536))
        except BlockingIOError:
            return datagrams
        finally:
            self.socket.settimeout(TIMEOUT)

    def close(self):
        self.socket.close()
