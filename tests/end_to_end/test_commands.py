"""The command line: help, version, check, mistakes."""

import os
import re

import pytest

import harness

GOOD = """\
listeners:
  - name: hello
    listen: tcp://127.0.0.1:12345
    reply: Hello from server!
    close: true
  - listen: [udp://127.0.0.1:5000, "unix:@nobody-listens"]
    framing: line
    rules:
      - match: {prefix: "GET "}
        reply: got
      - reply: what?
"""
BAD = """\
listeners:
  - name: hello
    listen: tcp://127.0.0.1:99999
    repply: Hello
    idle_timeout: 100
  - name: hello
    listen: udp://127.0.0.1:5000
    reply: "${imput}"
    tls: {}
"""


@pytest.fixture
def check(folder):
    def run(text):
        file = folder / "file.yaml"
        file.write_text(text)
        return harness.command("check", file)
    return run


def test_check_tells_what_a_good_file_would_do(check):
    done = check(GOOD)
    assert done.returncode == harness.OK, done.stderr
    assert "error" not in done.stderr
    for word in ("hello", "tcp://127.0.0.1:12345", "Hello from server!", "udp://127.0.0.1:5000",
                 "unix:@nobody-listens", "GET "):
        assert word in done.stdout, done.stdout


def test_check_opens_nothing(check, replyd):
    daemon = replyd("listeners: [{name: a, listen: 'tcp://127.0.0.1:0', reply: hi}]")
    done = check(f"listeners: [{{listen: '{daemon.endpoint('a')}', reply: hi}}]")
    assert done.returncode == harness.OK  # though the port is in use


def test_check_prints_every_error_in_one_run(check):
    done = check(BAD)
    assert done.returncode == harness.CONFIGURATION
    errors = [line for line in done.stderr.splitlines() if re.search(r":\d+:\d+: error: ", line)]
    assert [int(re.search(r"file\.yaml:(\d+)", line)[1]) for line in errors] == [3, 4, 5, 6, 8, 9]
    assert "reply" in errors[1]          # did you mean
    assert "100ms" in errors[2]          # a unit is missing
    assert "input" in errors[4]
    assert "yet" in errors[5]
    assert done.stderr.count("^") >= len(errors)


def test_an_error_shows_the_line_and_a_caret_under_the_place(check):
    lines = check(BAD).stderr.splitlines()
    at = next(i for i, line in enumerate(lines) if "file.yaml:4:5: error: " in line)
    assert lines[at + 1].endswith("    repply: Hello")
    caret = lines[at + 2]
    assert caret.strip(" |^~") == "" and caret.index("^") == lines[at + 1].index("repply")


def test_a_warning_does_not_fail_the_check(check):
    done = check("listeners: [{listen: 'tcp://127.0.0.1:0', reply: 'a\\r\\n'}]")
    assert done.returncode == harness.OK
    assert re.search(r"file\.yaml:1:\d+: warning: ", done.stderr)


@pytest.mark.parametrize("make", [
    lambda path: None, lambda path: path.mkdir(), lambda path: os.mkfifo(path),
    lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"\x7fELF\0\0\1\2"),
    lambda path: path.write_text("listeners: [")],
    ids=["absent", "a folder", "a FIFO", "empty", "not YAML", "cut off"])
def test_check_of_what_is_no_configuration(folder, make):
    make(folder / "file.yaml")
    done = harness.command("check", folder / "file.yaml")
    assert done.returncode == harness.CONFIGURATION
    assert re.search(r"file\.yaml.*error: ", done.stderr), done.stderr


def test_check_reads_standard_input():
    assert harness.command("check", "-", stdin=GOOD.encode()).returncode == harness.OK


def test_check_takes_the_file_by_its_option(folder):
    (folder / "file.yaml").write_text(GOOD)
    assert harness.command("check", "-c", folder / "file.yaml").returncode == harness.OK


def test_the_version():
    done = harness.command("--version")
    assert done.returncode == harness.OK
    assert re.fullmatch(r"replyd \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize("arguments,words", [
    ([], ["run", "check", "send", "replyd check", "listeners:"]),
    (["run"], ["--ready-file", "--log-format", "--log-level", "--workers", "standard input"]),
    (["check"], ["FILE"]),
    (["send"], ["--hex", "--file", "--expect", "--timeout", "--count", "tcp://"])], ids=str)
def test_help_that_a_person_can_learn_from(arguments, words):
    done = harness.command(*arguments, "--help")
    assert done.returncode == harness.OK and done.stderr == ""
    for word in words:
        assert word in done.stdout, f"{word} is missing in:\n{done.stdout}"


@pytest.mark.parametrize("arguments", [
    [], ["serve"], ["run", "--no-such-option"], ["run", "a.yaml", "b.yaml"], ["send"],
    ["run", "--workers", "many"], ["run", "--log-format", "xml"], ["send", "127.0.0.1:80", "x"],
    ["send", "tcp://127.0.0.1:1", "x", "--timeout", "5"],
    ["send", "tcp://127.0.0.1:1", "--hex", "0g"]], ids=str)
def test_a_mistake_in_the_command_line_is_a_usage_error(arguments):
    done = harness.command(*arguments)
    assert done.returncode == harness.USAGE, done.stderr
    assert done.stderr != "" and done.stdout == ""


@pytest.mark.parametrize("name", ["explain", "test", "schema", "reference", "status", "reload",
                                  "messages"])
def test_commands_of_later_say_so(name):
    done = harness.command(name, "x")
    assert done.returncode == harness.USAGE and "yet" in done.stderr


def test_run_prints_a_line_to_try_for_each_listener(replyd):
    daemon = replyd(GOOD.replace(":12345", ":0").replace(":5000", ":0"), "--try")
    said = harness.wait_until(lambda: daemon.stdout_file.read_text(), "the lines to try")
    assert daemon.endpoint("hello") in said and "unix:@nobody-listens" in said
