"""Starts replyd, limit servers and generators, and reads what a server has used."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from jobs import configuration

READY_SECONDS = 10


def pin(core):
    """What a child does before it becomes its program; nothing where there is one core only."""
    return (lambda: os.sched_setaffinity(0, {core})) if core is not None else None


class Bench:
    """The options, and how processes are started: servers on one core, generators on the other."""

    def __init__(self, options):
        self.options = options
        usable = sorted(os.sched_getaffinity(0))
        self.server_core, self.load_core = usable[:2] if len(usable) > 1 else (None, None)
        self.failed = False

    def program(self, name):
        return str(self.options.programs / name)

    def start(self, command, core, **streams):
        return subprocess.Popen(command, preexec_fn=pin(core), text=True, **streams)

    def load(self, command, port, seconds):
        """Runs a generator to its end and gives its report."""
        process = self.start([self.program(command[0]), *command[1:], "--port", str(port),
                              "--seconds", str(seconds)], self.load_core, stdout=subprocess.PIPE)
        try:
            output = process.communicate(timeout=seconds + 30)[0]
        finally:
            process.kill()
        return json.loads(output)


class Server:
    """A running server: its process, port and name in the table."""

    def __init__(self, name, process, pid, port):
        self.name, self.process, self.pid, self.port = name, process, pid, port

    def stop(self):
        self.process.terminate()
        try:
            self.process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def cpu_nanoseconds(self):
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks)

    def resident_bytes(self):
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                return int(line.split()[1]) * 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))


def start_limit(bench, name, command):
    process = bench.start([bench.program(command[0]), *command[1:]], bench.server_core,
                          stdout=subprocess.PIPE)
    return Server(name, process, process.pid, int(process.stdout.readline()))


def start_replyd(bench, job, folder):
    """Starts replyd and waits for its ready file."""
    config, ready, errors = folder / "bench.yaml", folder / "ready", folder / "stderr"
    config.write_text(configuration(job, folder))
    ready.unlink(missing_ok=True)
    with errors.open("w") as stderr:
        process = bench.start([str(bench.options.server), "run", "--ready-file", str(ready),
                               str(config)], bench.server_core, stderr=stderr)
    deadline = time.monotonic() + READY_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            sys.exit(f"{bench.options.server} did not get ready:\n{errors.read_text()}")
        time.sleep(0.01)
    told = json.loads(ready.read_text())
    port = told["listeners"]["bench"][0].rsplit(":", 1)[1]
    return Server("replyd", process, told["pid"], int(port))
