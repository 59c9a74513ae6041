"""What every test may ask for: a daemon, a tool, a network of its own."""

import contextlib
import ctypes
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

import harness

PACKAGES = {"curl": "curl", "ip": "iproute2", "nc": "netcat-openbsd", "nmap": "nmap",
            "prlimit": "util-linux", "rdate": "rdate", "redis-cli": "redis-tools",
            "setpriv": "util-linux", "socat": "socat", "ssh-keyscan": "openssh-client",
            "unshare": "util-linux", "whois": "whois"}
CLONE_NEWNET = 0x40000000


def pytest_configure(config):
    if not os.access(harness.REPLYD, os.X_OK):
        pytest.exit(f"no program {harness.REPLYD}: `make` builds it, or REPLYD names one", 4)
    if os.geteuid() != 0 and sys.platform == "linux":
        become_root_of_a_namespace(config)


def become_root_of_a_namespace(config):
    """Forged datagrams, low ports and addresses need rights that anybody has in his own house."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture:
        capture.suspend_global_capture(in_=True)
    pytest_again = [sys.executable, "-B", "-m", "pytest", *config.invocation_params.args]
    os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--net", "sh", "-c",
                          'ip link set lo up && exec "$@"', "sh", *pytest_again])


def pytest_collection_modifyitems(config, items):
    if harness.BACKEND != "select":
        return
    too_many = [item for item in items if item.get_closest_marker("many_descriptors")]
    config.hook.pytest_deselected(items=too_many)  # the last line counts them
    items[:] = [item for item in items if item not in too_many]


@pytest.fixture
def folder():
    """A folder with a short name: the path of a unix socket has little room."""
    with tempfile.TemporaryDirectory(prefix="replyd-") as name:
        yield pathlib.Path(name)


@pytest.fixture
def replyd(folder):
    """replyd(CONFIG, *OPTIONS, **HOW) starts a daemon that is stopped, cleanly, with the test."""
    with contextlib.ExitStack() as daemons:
        def begin(config, *options, **how):
            home = folder / f"daemon{len(list(folder.glob('daemon*')))}"
            home.mkdir()
            return daemons.enter_context(harness.running(home, config, *options, **how))
        yield begin


@pytest.fixture
def tool():
    """tool(NAME, *ARGUMENTS) runs a program that people use; its absence is a failure."""
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"

    def run(name, *arguments, stdin=b"", timeout=harness.TIMEOUT):
        program = shutil.which(name, path=path)
        assert program, f"{name} is missing: apt-get install {PACKAGES[name]}"
        done = subprocess.run([program, *map(str, arguments)], input=stdin, timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.decode("utf-8", "backslashreplace")
    return run


@pytest.fixture
def private_network(tool):
    """A network namespace for this test and what it starts: addresses and ports of its own."""
    libc = ctypes.CDLL(None, use_errno=True)

    def check(result):
        if result != 0:
            raise OSError(ctypes.get_errno(), "a network namespace needs root")

    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    check(libc.unshare(CLONE_NEWNET))
    tool("ip", "link", "set", "lo", "up")
    yield
    check(libc.setns(home, CLONE_NEWNET))
    os.close(home)
