"""Starting: all or nothing, one clear line for what is in the way, and the file that says ready."""

import json
import os
import re
import signal
import socket

import pytest

import clients
import harness

HELLO = """\
listeners:
  - name: hello
    listen: {endpoint}
    reply: hi
"""


def refused(folder, config, *options, wrapper=()):
    """Runs a daemon that must not start for want of something; returns its one line of error."""
    file = folder / "refused.yaml"
    file.write_text(harness.with_backend(config))
    ready = folder / "refused.ready"
    done = harness.command("run", "--ready-file", ready, *options, file, wrapper=wrapper)
    assert done.returncode == harness.UNAVAILABLE, done.stderr
    assert not ready.exists()
    errors = [line for line in done.stderr.splitlines() if re.search(r"\berror\b", line)]
    assert len(errors) == 1, done.stderr
    assert "refused.yaml:" in errors[0]
    return errors[0]


@pytest.mark.parametrize("scheme,kind", [("tcp", socket.SOCK_STREAM), ("udp", socket.SOCK_DGRAM)])
def test_a_port_in_use_is_one_clear_line(folder, scheme, kind):
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if scheme == "tcp":
            taken.listen()
        endpoint = f"{scheme}://127.0.0.1:{taken.getsockname()[1]}"
        error = refused(folder, HELLO.format(endpoint=endpoint))
    assert "refused.yaml:3:" in error and "hello" in error and endpoint in error
    assert re.search("in use", error)


def test_an_unknown_host_is_one_clear_line(folder):
    error = refused(folder, HELLO.format(endpoint="tcp://no-such-host.invalid:8000"))
    assert "refused.yaml:3:" in error and "hello" in error and "no-such-host.invalid" in error


def test_an_address_that_is_not_ours_is_one_clear_line(folder, private_network):
    error = refused(folder, HELLO.format(endpoint="tcp://192.0.2.1:8000"))
    assert "192.0.2.1:8000" in error and "free_bind" in error


def test_a_port_that_needs_privilege_is_one_clear_line(folder, private_network):
    without = ["setpriv", "--bounding-set", "-net_bind_service", "--inh-caps", "-net_bind_service"]
    error = refused(folder, HELLO.format(endpoint="tcp://127.0.0.1:80"), wrapper=without)
    assert "refused.yaml:3:" in error and "hello" in error and "tcp://127.0.0.1:80" in error
    assert re.search("CAP_NET_BIND_SERVICE|ip_unprivileged_port_start|1024", error)


def test_every_obstacle_is_told_in_one_run(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        file = folder / "two.yaml"
        file.write_text("listeners:\n"
                        f"  - listen: tcp://127.0.0.1:{taken.getsockname()[1]}\n"
                        "    reply: a\n"
                        "  - listen: tcp://no-such-host.invalid:8000\n"
                        "    reply: b\n")
        done = harness.command("run", file)
    assert done.returncode == harness.UNAVAILABLE
    assert "two.yaml:2:" in done.stderr and "two.yaml:4:" in done.stderr


def test_one_obstacle_keeps_all_listeners_closed(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        free.close()
        config = HELLO.format(endpoint=endpoint) + \
            f"  - {{listen: 'tcp://127.0.0.1:{taken.getsockname()[1]}', reply: b}}\n"
        refused(folder, config)
        with pytest.raises(ConnectionRefusedError):
            clients.StreamClient(endpoint)


@pytest.mark.parametrize("scheme", ["tcp", "udp"])
def test_a_second_run_of_the_same_file_is_refused_and_the_first_serves_on(replyd, folder, scheme):
    first = replyd("workers: 2\n" + HELLO.format(endpoint=f"{scheme}://127.0.0.1:0"))
    endpoint = first.endpoint("hello")
    assert "in use" in refused(folder, "workers: 2\n" + HELLO.format(endpoint=endpoint))
    client = first.connect("hello") if scheme == "tcp" else first.datagrams("hello")
    client.ask(b"x", b"hi")


@pytest.mark.parametrize("scheme", ["unix", "unixgram"])
def test_a_live_unix_socket_is_in_use(replyd, folder, scheme):
    config = HELLO.format(endpoint=f"{scheme}://{folder}/live.sock")
    first = replyd(config)
    assert "in use" in refused(folder, config)
    client = first.connect("hello") if scheme == "unix" else first.datagrams("hello", scheme)
    client.ask(b"x", b"hi")


@pytest.mark.parametrize("scheme", ["unix", "unixgram"])
def test_a_stale_unix_socket_is_replaced(replyd, folder, scheme):
    config = HELLO.format(endpoint=f"{scheme}://{folder}/stale.sock")
    replyd(config).kill()
    assert (folder / "stale.sock").exists()
    second = replyd(config)
    client = second.connect("hello") if scheme == "unix" else second.datagrams("hello", scheme)
    client.ask(b"x", b"hi")


def test_a_file_that_is_no_socket_is_left_alone(folder):
    precious = folder / "precious"
    precious.write_text("do not delete")
    assert "precious" in refused(folder, HELLO.format(endpoint=f"unix://{precious}"))
    assert precious.read_text() == "do not delete"


def test_unix_sockets_go_at_the_end(folder):
    config = HELLO.format(endpoint=f'["unix://{folder}/s", "unixgram://{folder}/d"]')
    with harness.running(folder, config):
        assert (folder / "s").is_socket() and (folder / "d").is_socket()
    assert not (folder / "s").exists() and not (folder / "d").exists()


def test_the_mode_of_a_unix_socket(replyd, folder):
    replyd(HELLO.format(endpoint=f"unix://{folder}/s") + '    mode: "0620"\n')
    assert (folder / "s").stat().st_mode & 0o777 == 0o620


def test_abstract_unix_sockets(replyd):
    name = f"replyd-test-{os.getpid()}"
    daemon = replyd(HELLO.format(endpoint=f'["unix:@{name}", "unixgram:@{name}-datagrams"]'))
    daemon.connect("hello", "unix").ask(b"x", b"hi")
    daemon.datagrams("hello", "unixgram").ask(b"x", b"hi")


def test_ports_as_a_list_and_a_range(folder, private_network):
    config = HELLO.format(endpoint='["tcp://127.0.0.1:8000-8002", "tcp://127.0.0.1:8010,8020"]')
    with harness.running(folder, config) as daemon:
        ports = [clients.port_of(endpoint) for endpoint in daemon.listeners["hello"]]
        assert ports == [8000, 8001, 8002, 8010, 8020]
        for endpoint in daemon.listeners["hello"]:
            clients.StreamClient(endpoint).ask(b"x", b"hi")


def test_a_star_takes_both_families(replyd):
    daemon = replyd(HELLO.format(endpoint='"tcp://*:0"'))
    hosts = [endpoint.rpartition(":")[0] for endpoint in daemon.listeners["hello"]]
    assert sorted(hosts) == ["tcp://0.0.0.0", "tcp://[::]"]
    for endpoint in daemon.listeners["hello"]:
        clients.StreamClient(endpoint).ask(b"x", b"hi")


def test_a_name_is_resolved(replyd):
    daemon = replyd(HELLO.format(endpoint="tcp://localhost:0"))
    daemon.connect("hello").ask(b"x", b"hi")


def test_the_ready_file_names_every_endpoint(replyd, folder):
    daemon = replyd(HELLO.format(endpoint=f'["tcp://127.0.0.1:0", "unix://{folder}/s"]')
                    + "  - {name: other, listen: 'udp://[::1]:0', reply: x}\n")
    assert set(daemon.listeners) == {"hello", "other"}
    tcp, unix = daemon.listeners["hello"]
    assert re.fullmatch(r"tcp://127\.0\.0\.1:[1-9]\d*", tcp) and unix == f"unix://{folder}/s"
    assert re.fullmatch(r"udp://\[::1\]:[1-9]\d*", daemon.endpoint("other"))
    daemon.wait_for_event("ready")
    logged = {event["local"] for event in daemon.log.find("listening")}
    assert logged == {tcp, unix, daemon.endpoint("other")}


def test_a_ready_file_of_yesterday_is_replaced(folder):
    ready = folder / "ready.json"
    ready.write_text('{"pid": 1, "listeners": {}}')
    daemon = harness.start(folder, HELLO.format(endpoint="tcp://127.0.0.1:0"))
    daemon.wait_for_event("ready")
    daemon.wait_ready()
    assert json.loads(ready.read_text())["pid"] == daemon.pid
    daemon.stop()


def test_a_ready_file_that_cannot_be_written_is_an_error(folder):
    file = folder / "replyd.yaml"
    file.write_text(HELLO.format(endpoint="tcp://127.0.0.1:0"))
    done = harness.command("run", "--ready-file", folder / "no" / "ready", file)
    assert done.returncode == harness.UNAVAILABLE
    assert "no/ready" in done.stderr


def test_the_configuration_from_standard_input(replyd):
    daemon = replyd(HELLO.format(endpoint="tcp://127.0.0.1:0"), stdin=True)
    daemon.connect("hello").ask(b"x", b"hi")


def test_no_listeners_at_all_is_legal(replyd):
    assert replyd("listeners: []").listeners == {}


def test_the_backend_that_is_asked_for_is_used(replyd):
    daemon = replyd(HELLO.format(endpoint="tcp://127.0.0.1:0"))
    said = daemon.wait_for_event("starting", level="info")["message"]
    assert f"backend {harness.BACKEND or 'epoll'}" in said


def test_a_backend_that_the_machine_lacks_is_an_error(folder):
    file = folder / "replyd.yaml"
    file.write_text(HELLO.format(endpoint="tcp://127.0.0.1:0") + "backend: kqueue\n")
    done = harness.command("run", file)
    assert done.returncode == harness.CONFIGURATION
    assert "replyd.yaml:5:" in done.stderr and "kqueue" in done.stderr


def test_an_invalid_file_is_not_run(folder):
    file = folder / "replyd.yaml"
    file.write_text("listeners:\n  - listen: tcp://127.0.0.1:0\n    repply: hi\n")
    done = harness.command("run", "--ready-file", folder / "ready", file)
    assert done.returncode == harness.CONFIGURATION
    assert "replyd.yaml:3:5: error:" in done.stderr and "'reply'" in done.stderr
    assert not (folder / "ready").exists()


def test_too_few_descriptors_for_the_sockets_is_an_error(folder):
    many = ", ".join(["'tcp://127.0.0.1:0'"] * 100)
    file = folder / "replyd.yaml"
    file.write_text(f"workers: 1\nlisteners:\n  - {{name: a, listen: [{many}], reply: x}}\n")
    done = harness.command("run", file, wrapper=["prlimit", "--nofile=64:64"])
    assert done.returncode == harness.UNAVAILABLE
    assert re.search(r"error: .*\b1\d\d\b.*\b64\b.*LimitNOFILE", done.stderr), done.stderr


def test_standard_streams_may_be_closed(folder):
    """No socket may land on 0, 1 or 2, where a stray print would reach a peer."""
    closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]
    config = HELLO.format(endpoint="tcp://127.0.0.1:0") + "log: {output: log}\n"
    with harness.running(folder, config, wrapper=closed) as daemon:
        daemon.connect("hello").ask(b"x", b"hi")
        for number in range(3):
            target = os.readlink(f"/proc/{daemon.pid}/fd/{number}")
            assert not target.startswith("socket:"), f"{number} is {target}"
        daemon.signal(signal.SIGTERM)
        assert daemon.process.wait(harness.TIMEOUT) == harness.OK
