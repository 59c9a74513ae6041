"""Starts replyd as a user would, and watches it. What talks to it is in clients.py.

    with replyd.running(folder, "listeners: [...]") as daemon:
        daemon.connect("hello").ask(b"x", b"Hello from server!")
        daemon.wait_for_event("message", listener="hello")

REPLYD          the program (build/replyd if unset)
REPLYD_BACKEND  a backend that each configuration is given
REPLYD_SANITIZE set if the program carries sanitizers: then times and memory are not judged, and
                what counts by the thousand counts fewer (REPLYD_SANITIZED=1 says the same)
"""

import contextlib
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import threading
import time

from clients import DatagramClient, StreamClient, TIMEOUT

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPLYD = os.environ.get("REPLYD") or str(ROOT / "build" / "replyd")
BACKEND = os.environ.get("REPLYD_BACKEND", "")
SANITIZED = bool(os.environ.get("REPLYD_SANITIZE")) or os.environ.get("REPLYD_SANITIZED") == "1"

OK, FAILED, USAGE, UNAVAILABLE, CONFIGURATION = 0, 1, 64, 69, 78
SANITIZER_REPORT = re.compile(r"(?:Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error:")


def wait_until(condition, what, timeout=TIMEOUT):
    """Polls: for what nobody tells, such as a file that appears. Returns what `condition` did."""
    deadline = time.monotonic() + timeout
    while not (result := condition()):
        assert time.monotonic() < deadline, f"waited in vain for {timeout} s: {what}"
        time.sleep(0.005)
    return result


def with_backend(config):
    """The backend asked for goes behind the rest, so that no line changes its number."""
    if not BACKEND or re.search(r"^backend:", config, re.M):
        return config
    return f"{config.rstrip()}\nbackend: {BACKEND}\n"


def example(name, folder):
    """config/NAME as it stands, but for ports, which the kernel picks, and paths of sockets."""
    text = (ROOT / "config" / name).read_text()
    text = re.sub(r"((?:tcp|udp)://127\.0\.0\.1:)\d+", r"\g<1>0", text)
    return re.sub(r"((?:unix|unixgram)://)/tmp/", rf"\g<1>{folder}/", text)


def command(*arguments, stdin=b"", wrapper=(), folder=None):
    """Runs `replyd ARGUMENTS` to its end; standard output and error come as text."""
    done = subprocess.run([*wrapper, REPLYD, *map(str, arguments)], input=stdin, cwd=folder,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIMEOUT)
    done.stdout = done.stdout.decode("utf-8", "backslashreplace")
    done.stderr = done.stderr.decode("utf-8", "backslashreplace")
    assert not SANITIZER_REPORT.search(done.stderr), done.stderr
    return done


class Log:
    """Reads a log of JSON lines as they come, on a thread of its own."""

    def __init__(self, stream):
        self.lines = []
        self.events = []
        self._changed = threading.Condition()  # reentrant, so wait_for may call find
        self._ended = False
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        for line in stream:
            with self._changed:
                self.lines.append(line.decode("utf-8", "backslashreplace").rstrip("\n"))
                with contextlib.suppress(ValueError):
                    self.events.append(json.loads(self.lines[-1]))
                self._changed.notify_all()
        stream.close()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def text(self):
        return "\n".join(self.lines)

    def tail(self):
        """The latest of it, for a message."""
        return "\n".join(self.lines[-30:])

    def find(self, event, **fields):
        """All events of that name so far whose fields are as given."""
        with self._changed:
            return [e for e in self.events if e.get("event") == event
                    and all(e.get(name) == value for name, value in fields.items())]

    def wait_for(self, event, count=1, **fields):
        """Waits until there have been so many of them; returns the last."""
        deadline = time.monotonic() + TIMEOUT
        with self._changed:
            while len(found := self.find(event, **fields)) < count:
                left = deadline - time.monotonic()
                if self._ended or left <= 0 or not self._changed.wait(left):
                    found = self.find(event, **fields)
                    assert len(found) >= count, \
                        f"{len(found)} of {count} events {event} {fields} in:\n{self.tail()}"
            return found[count - 1]

    def finish(self):
        self._thread.join(TIMEOUT)


class Daemon:
    """A replyd that is being started or runs. Ends with `running`, or by stop()."""

    def __init__(self, process, ready_file, stderr):
        self.process = process
        self.pid = process.pid
        self.ready_file = ready_file
        self.stdout_file = ready_file.with_name("stdout")
        self.log = None
        self.has_ended = False
        self.listeners = {}
        self.stderr = stderr
        self._open = []

    def read_log(self):
        """Begins to read standard error; before that nobody does."""
        self.log = self.log or Log(self.stderr)

    def wait_ready(self):
        ready = lambda: self.ready_file.exists() or self.process.poll() is not None
        wait_until(ready, "the ready file")
        assert self.process.poll() is None, f"ended with {self.end_status()}:\n{self.log.tail()}"
        content = json.loads(self.ready_file.read_text())
        assert content["pid"] == self.pid
        self.listeners = content["listeners"]

    def endpoint(self, listener, scheme=None, host=None):
        """The listener's first endpoint of that scheme (and host), as the ready file has it."""
        start = f"{scheme}:" if scheme else ""
        return next(e for e in self.listeners[listener]
                    if e.startswith(start) and (host is None or f"//{host}:" in e))

    def connect(self, listener, scheme=None, **options):
        """A client on a stream endpoint of the listener."""
        return self._keep(StreamClient(self.endpoint(listener, scheme), **options))

    def datagrams(self, listener, scheme="udp", **options):
        """A client on a datagram endpoint of the listener."""
        return self._keep(DatagramClient(self.endpoint(listener, scheme), **options))

    def _keep(self, client):
        self._open.append(client)
        return client

    def wait_for_event(self, event, count=1, **fields):
        return self.log.wait_for(event, count, **fields)

    def signal(self, number):
        os.kill(self.pid, number)

    def cpu_seconds(self):
        """What all threads have used so far, by the scheduler's count."""
        tasks = pathlib.Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self):
        """Resident bytes."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def limit_descriptors(self, limit):
        """Sets the limit of the running process."""
        _, hard = resource.prlimit(self.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, (limit, hard))

    def end_status(self):
        """Waits for the end; returns the exit status. The log is complete then."""
        self.read_log()
        status = self.process.wait(TIMEOUT)
        self.log.finish()
        self.has_ended = True
        assert not SANITIZER_REPORT.search(self.log.text()), self.log.text()
        return status

    def stop(self):
        """Lets all clients go, then ends the daemon the way systemd does."""
        for client in self._open:
            client.close()
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        assert self.end_status() == OK, self.log.tail()
        assert not self.ready_file.exists(), "the ready file is still there"

    def kill(self):
        """Without a word, as the kernel would."""
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
        return self.end_status()


def start(folder, config, *options, stdin=False, wrapper=(), log_format="json", read_log=True,
          environment=None):
    """Starts `replyd run` and waits for nothing. With `stdin` the configuration goes there."""
    folder = pathlib.Path(folder)
    ready_file = folder / "ready.json"
    file = "-"
    if not stdin:
        file = folder / "replyd.yaml"
        file.write_text(with_backend(config))
    if log_format:
        options = ("--log-format", log_format, *options)
    reading, writing = os.pipe()
    with open(ready_file.with_name("stdout"), "wb") as stdout:
        process = subprocess.Popen(
            [*wrapper, REPLYD, "run", "--ready-file", str(ready_file), *options, str(file)],
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL, stdout=stdout, stderr=writing,
            cwd=folder, env={**os.environ, **(environment or {})})
    os.close(writing)
    daemon = Daemon(process, ready_file, os.fdopen(reading, "rb"))
    if read_log:
        daemon.read_log()
    if stdin and config is not None:
        give(daemon, config)
    return daemon


def give(daemon, config):
    """Hands the configuration over to a daemon that reads it from standard input."""
    with daemon.process.stdin as stdin:
        stdin.write(with_backend(config).encode())


@contextlib.contextmanager
def running(folder, config, *options, **how):
    """A daemon that serves; at the end of the block it must stop cleanly."""
    daemon = start(folder, config, *options, **how)
    try:
        daemon.wait_ready()
        yield daemon
        if not daemon.has_ended:  # a test that ends its daemon itself has judged how
            daemon.stop()
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()
