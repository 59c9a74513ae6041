#!/usr/bin/env python3
"""Measures replyd beside hand-written limit servers. README.md tells how to read the table."""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from jobs import IDLE, IDLE_COUNTS, IDLE_STATES, JOBS, configuration
from servers import READY_SECONDS, Bench, start_limit, start_replyd

ROOT = Path(__file__).resolve().parent.parent
SETTLE_SECONDS = 0.1  # for what the server does after the last answer, such as its log


def start_all(bench, job, folder, stack):
    """replyd, the limit, the limit once more (the noise), and the job's other limits."""
    servers = [start_replyd(bench, job, folder)]
    stack.callback(servers[0].stop)
    limits = {"limit": job.limit, "limit again": job.limit} | job.others
    for name, command in limits.items():
        servers.append(start_limit(bench, name, command))
        stack.callback(servers[-1].stop)
    return servers


def measure(bench, server, job):
    """One run of the generator: its report, with the server's CPU time for each answer in µs."""
    before = server.cpu_nanoseconds()
    report = bench.load(job.load, server.port, bench.options.seconds)
    time.sleep(SETTLE_SECONDS)
    used = server.cpu_nanoseconds() - before
    report["cpu_us"] = used / 1000 / max(report["operations"], 1)
    return report


def run_job(bench, job, folder):
    """All servers in turn, round by round; gives the table's rows."""
    with ExitStack() as stack:
        servers = start_all(bench, job, folder, stack)
        for server in servers:
            bench.load(job.load, server.port, 0.2)  # warm, and not counted
        rounds = []
        for number in range(bench.options.rounds):
            print(f"{job.name}: round {number + 1} of {bench.options.rounds}", file=sys.stderr)
            rounds.append({server.name: measure(bench, server, job) for server in servers})
        return [work_row(bench, job, server.name, rounds) for server in servers]


def spread(values, form):
    """Median, and the range if there is one: `1.04 (0.98–1.10)`."""
    text = form.format(statistics.median(values))
    if len(values) == 1:
        return text
    return f"{text} ({form.format(min(values))}–{form.format(max(values))})"


def error_text(bench, reports):
    """Errors of all rounds. Lost datagrams are for the reader to judge, others are a failure."""
    total = {}
    for report in reports:
        for kind, times in report["errors"].items():
            total[kind] = total.get(kind, 0) + times
    bench.failed |= bool(total.keys() - {"lost"}) or any(r["operations"] == 0 for r in reports)
    return ", ".join(f"{kind} {times}" for kind, times in total.items()) or "none"


def work_row(bench, job, name, rounds):
    reports = [one[name] for one in rounds]
    ratios = [one[name]["cpu_us"] / (one["limit"]["cpu_us"] or 1) for one in rounds]
    return [job.name, name,
            "{:.2f} µs".format(statistics.median(report["cpu_us"] for report in reports)),
            "1" if name == "limit" else spread(ratios, "{:.2f}"),
            "{:,.0f}".format(statistics.median(report["per_second"] for report in reports)),
            error_text(bench, reports)]


def wait_for_descriptors(server, wanted):
    """The kernel completes connections that the server has not yet taken: wait until it has."""
    deadline = time.monotonic() + READY_SECONDS
    while server.descriptors() < wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    return server.descriptors() >= wanted


def hold(bench, server, count, extra):
    """Holds idle connections; gives the growth of resident memory and the generator's report."""
    before, descriptors = server.resident_bytes(), server.descriptors()
    process = bench.start([bench.program("load_idle"), "--port", str(server.port), "--connections",
                           str(count), "--seconds", "60", *extra], bench.load_core,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()  # "holding"
        accepted = wait_for_descriptors(server, descriptors + count)
        time.sleep(SETTLE_SECONDS)
        grown = server.resident_bytes() - before
        report = json.loads(process.communicate(timeout=30)[0])
    finally:
        process.kill()
    if not accepted:
        report["errors"]["not accepted"] = 1
    return grown, report


def idle_row(bench, server, count, state):
    """A few connections come and go first, so that code touched but once is not counted."""
    hold(bench, server, 8, IDLE_STATES[state])
    time.sleep(SETTLE_SECONDS)
    grown, report = hold(bench, server, count, IDLE_STATES[state])
    return [f"{IDLE.name}, {state}, {count:,}", server.name, f"{grown / count:,.0f} B", "", "",
            error_text(bench, [report])]


def run_idle(bench, folder):
    """Each figure with a fresh server: memory once given back would be used again, unseen."""
    rows = []
    for state in IDLE_STATES:
        for count in IDLE_COUNTS:
            print(f"{IDLE.name}: {state}, {count}", file=sys.stderr)
            for start in (lambda: start_replyd(bench, IDLE, folder),
                          lambda: start_limit(bench, "limit", IDLE.limit)):
                with ExitStack() as stack:
                    server = start()
                    stack.callback(server.stop)
                    rows.append(idle_row(bench, server, count, state))
    return rows


def print_table(rows):
    head = ["job", "server", "cost of one", "CPU / limit", "answers/s", "errors"]
    for row in [head, ["---", "---", "--:", "--:", "--:", "---"], *rows]:
        print("| " + " | ".join(row) + " |")


def print_conditions(bench, jobs):
    """What was measured, so that the figures can be read later."""
    options = bench.options
    congestion = Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip()
    print(f"{platform.platform()}, {os.cpu_count()} CPUs, TCP {congestion}; server on core "
          f"{bench.server_core}, generator on core {bench.load_core}; {options.rounds} rounds of "
          f"{options.seconds:g} s\n")
    configurations = {}
    for job in (JOBS.get(name, IDLE) for name in jobs):
        print(f"- {job.name}: `{' '.join(job.load)}`".replace("\r\n", "\\r\\n"))
        configurations.setdefault(configuration(job, Path("FOLDER")), []).append(job.name)
    for text, names in configurations.items():
        print(f"\nreplyd's configuration for {'; '.join(names)}:\n\n```yaml\n{text}```")
    print()


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", nargs="?", type=Path, default=ROOT / "build/replyd",
                        help="the replyd to measure (default: build/replyd)")
    parser.add_argument("--programs", type=Path, default=ROOT / "build/bench",
                        help="folder of the limit servers and generators (default: build/bench)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of one run")
    parser.add_argument("--jobs", default=",".join([*JOBS, "idle"]),
                        help="comma-separated, of: %(default)s")
    parser.add_argument("--quick", action="store_true",
                        help="two rounds of half a second: does it work at all?")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 2, 0.5
    return parser, options


def check_options(parser, options):
    options.jobs = options.jobs.split(",")
    for name in options.jobs:
        if name not in JOBS and name != "idle":
            parser.error(f"no job {name}; there are: {', '.join([*JOBS, 'idle'])}")
    for path in (options.server, options.programs / "limit_greet"):
        if not path.exists():
            parser.error(f"no {path}; README.md tells how to build")


def main():
    parser, options = parse_options()
    check_options(parser, options)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # children inherit it
    bench = Bench(options)
    rows = []
    with tempfile.TemporaryDirectory(prefix="replyd-bench-") as name:
        for job in options.jobs:
            folder = Path(name)
            rows += run_idle(bench, folder) if job == "idle" else run_job(bench, JOBS[job], folder)
    print_conditions(bench, options.jobs)
    print_table(rows)
    if bench.failed:
        sys.exit("there were errors: the figures mean nothing")


if __name__ == "__main__":
    main()
