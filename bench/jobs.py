"""What run.py measures: the listeners, the limit servers and the generators' options."""

import json
from dataclasses import dataclass, field

GREETING = "220 replyd ready\r\n"
REQUEST = "PING\r\n"
REPLY = "+PONG\r\n"
IDLE_COUNTS = (1000, 10000)


@dataclass
class Job:
    """One kind of work: what replyd is told, the limit server, and the generator's options."""

    name: str
    listener: str  # YAML of replyd's one listener
    limit: list
    load: list
    others: dict = field(default_factory=dict)  # more limit servers, by the name in the table


LINES = f"""\
    listen: tcp://127.0.0.1:0
    framing: line
    limits: {{connections: 12000}}
    reply: {json.dumps(REPLY)}
"""
ASK_LINES = ["load_request_answer", "--send", REQUEST, "--expect", REPLY, "--connections", "50"]
DATAGRAMS = """\
    listen: udp://127.0.0.1:0
    receive_buffer: 4MiB
    reply: pong
"""
ASK_DATAGRAMS = ["load_udp", "--send", "ping", "--expect", "pong", "--connections", "64",
                 "--timeout", "0.2"]
JOBS = {
    "greet": Job(
        "greet and close",
        f"""\
    listen: tcp://127.0.0.1:0
    greeting: {{reply: {json.dumps(GREETING)}, close: true}}
""",
        ["limit_greet", GREETING, "drain"],
        ["load_greet", "--expect", GREETING, "--connections", "64"],
        {"limit without draining": ["limit_greet", GREETING]}),
    "lines": Job("request-answer, 50 connections", LINES, ["limit_request_answer", REPLY],
                 ASK_LINES + ["--depth", "1"]),
    "pipeline": Job("the same, 16 in a write", LINES, ["limit_request_answer", REPLY],
                    ASK_LINES + ["--depth", "16"]),
    "udp2": Job("UDP, 64 sockets, 2 in flight", DATAGRAMS, ["limit_udp", "pong"],
                ASK_DATAGRAMS + ["--depth", "2"]),
    "udp8": Job("UDP, 64 sockets, 8 in flight", DATAGRAMS, ["limit_udp", "pong"],
                ASK_DATAGRAMS + ["--depth", "8"]),
}
IDLE = Job("idle connection", LINES, ["limit_request_answer", REPLY], ["load_idle"])
IDLE_STATES = {"silent": [], "answered once": ["--send", REQUEST, "--expect", REPLY]}


def configuration(job, folder):
    """The log goes to a file, at its default level and rate; all else is as replyd likes it."""
    return (f"workers: 1\nlog: {{output: {json.dumps(str(folder / 'replyd.log'))}}}\n"
            f"listeners:\n  - name: bench\n{job.listener}")
