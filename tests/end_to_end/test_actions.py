"""What a rule does: match, wait, reply, fill in, report, close."""

import re
import time

import pytest

import clients

LINES = """\
workers: 1
listeners:
  - name: lines
    listen: tcp://127.0.0.1:0
    framing: line
    {0}
"""


@pytest.fixture
def lines(replyd):
    """A daemon with one listener of lines, by what stands under it."""
    def begin(*under):
        return replyd(LINES.format("\n    ".join("\n".join(under).splitlines())))
    return begin


MATCHES = r"""
rules:
  - {match: plain, reply: equals}
  - {match: {equals: Case, ignore_case: true}, reply: any case}
  - {match: {prefix: "GET "}, reply: prefix}
  - {match: {suffix: .html}, reply: suffix}
  - {match: {contains: "\0"}, reply: contains}
  - {match: {hex: "ff fe"}, reply: hex}
  - {match: {regex: '^a(b|c)+$'}, reply: regex}
  - {match: {regex: '\xfd'}, reply: high byte}
  - {match: {length: 7}, reply: length}
  - {match: {length: {min: 20, max: 22}}, reply: lengths}
  - {match: {all: [{prefix: x}, {suffix: y}]}, reply: all}
  - {match: {any: [one, two]}, reply: any}
  - {match: [three, four], reply: list}
  - {match: {prefix: z, not: {contains: q}}, reply: not}
  - {match: "", reply: empty}
  - {match: {prefix: quiet}, silent: true}
"""


@pytest.fixture
def matching(lines):
    return lines(MATCHES).connect("lines")


@pytest.mark.parametrize("message,reply", [
    (b"plain", b"equals"), (b"cASE", b"any case"), (b"GET /", b"prefix"), (b"/i.html", b"suffix"),
    (b"a\0b", b"contains"), (b"\xff\xfe", b"hex"), (b"abcb", b"regex"), (b"..\xfd..", b"high byte"),
    (b"seven77", b"length"), (b"." * 21, b"lengths"), (b"x..y", b"all"), (b"two", b"any"),
    (b"four", b"list"), (b"zebra", b"not"), (b"", b"empty")],
    ids=lambda value: value.decode("latin-1") if value.isascii() else "bytes")
def test_the_first_rule_that_matches_answers(matching, message, reply):
    matching.ask(message + b"\n", reply)


@pytest.mark.parametrize("message", [b"PLAIN", b" plain", b"plain ", b"zqzz", b"quiet one"])
def test_what_no_rule_matches_or_is_silent_gets_no_answer(matching, message):
    matching.ask(message + b"\n" + b"plain\n", b"equals")


def test_unmatched_is_logged_in_place_of_message(lines):
    daemon = lines("rules: [{match: known, reply: yes it is}]")
    daemon.connect("lines").ask(b"unknown\nknown\n", b"yes it is")
    assert daemon.wait_for_event("unmatched")["payload"] == "unknown"
    assert daemon.wait_for_event("message")["payload"] == "known"
    assert len(daemon.log.find("message")) == 1


def test_replies_leave_in_the_order_of_the_messages(lines):
    daemon = lines("rules:", "  - {match: a, delay: 300ms, reply: A}",
                   "  - {match: b, delay: 100ms, reply: B}", "  - {match: c, reply: C}")
    daemon.connect("lines").ask(b"a\nb\nc\na\nc\n", b"ABCAC")


def test_a_delay_counts_from_the_arrival(lines):
    client = lines("delay: 500ms", "reply: x").connect("lines")
    start = time.monotonic()
    client.ask(b"\n" * 10, b"x" * 10)
    assert 0.49 < time.monotonic() - start < 4  # not ten times half a second


def test_a_delay_between_bounds(lines):
    client = lines("delay: {min: 100ms, max: 200ms}", "reply: x").connect("lines")
    for _ in range(3):
        start = time.monotonic()
        client.ask(b"\n", b"x")
        assert time.monotonic() - start > 0.099


def test_a_delayed_greeting_counts_from_the_connect(lines):
    daemon = lines("greeting: {delay: 300ms, reply: hi}", "reply: x")
    start = time.monotonic()
    client = daemon.connect("lines")
    client.expect(b"hi")
    assert time.monotonic() - start > 0.29


def test_what_is_said_before_a_delayed_greeting_is_answered_after_it(lines):
    daemon = lines("greeting: {delay: 300ms, reply: hi}", "reply: x")
    daemon.connect("lines").ask(b"\n\n", b"hixx")


def test_one_connection_does_not_wait_for_anothers_delay(lines):
    daemon = lines("rules: [{match: slow, delay: 1m, reply: late}, {reply: quick}]")
    slow, quick = daemon.connect("lines"), daemon.connect("lines")
    slow.send(b"slow\n")
    for _ in range(3):
        quick.ask(b"x\n", b"quick")
    slow.reset()


def test_an_empty_reply_no_reply_and_a_close_are_three_things(lines):
    daemon = lines("rules:", '  - {match: empty, reply: ""}', "  - {match: close, close: true}",
                   "  - {match: nothing, silent: true}", "  - {reply: x}")
    client = daemon.connect("lines")
    client.ask(b"empty\nnothing\nany\n", b"x")
    client.send(b"close\n")
    client.expect_end()


def test_an_empty_reply_to_a_datagram_is_a_datagram(replyd):
    daemon = replyd("listeners: [{name: a, listen: 'udp://127.0.0.1:0', reply: {text: ''}}]")
    daemon.datagrams("a").ask(b"x", b"")


def test_close_lets_the_reply_through_whatever_is_still_sent(replyd, folder):
    """Closing with bytes unread makes a reset, which may eat the reply at the peer."""
    (folder / "big").write_bytes(b"x" * 300_000)
    daemon = replyd(LINES.format(f"reply: {{file: {folder}/big}}\n    close: true"))
    for _ in range(20):
        client = daemon.connect("lines")
        client.send(b"first\n" + b"never read\n" * 100)
        assert len(client.rest()) == 300_000


def test_messages_after_a_close_are_not_answered(lines):
    client = lines("reply: once", "close: true").connect("lines")
    client.send(b"a\nb\nc\n")
    assert client.rest() == b"once"


def test_close_write_ends_our_side_and_still_takes_theirs(lines):
    daemon = lines("rules: [{match: bye, reply: good bye, close: write}, {silent: true}]")
    client = daemon.connect("lines")
    client.send(b"bye\n")
    assert client.rest() == b"good bye"
    client.send(b"one more thing\n")
    daemon.wait_for_event("message", payload="one more thing")
    client.close()
    assert daemon.wait_for_event("closed")["reason"] == "peer_closed"


def test_close_reset_is_a_real_reset(lines):
    daemon = lines("close: reset")
    client = daemon.connect("lines")
    client.send(b"x\n")
    client.expect_reset()
    assert daemon.wait_for_event("closed")["reason"] == "reply_close"


def test_a_delay_holds_the_close_up_too(lines):
    client = lines("delay: 300ms", "close: reset").connect("lines")
    start = time.monotonic()
    client.send(b"x\n")
    client.expect_reset()
    assert time.monotonic() - start > 0.29


def test_a_greeting_may_close(lines):
    daemon = lines("greeting: {reply: come back later, close: true}")
    assert daemon.connect("lines").rest() == b"come back later"


def test_a_half_closed_peer_gets_what_is_due(lines):
    client = lines("delay: 200ms", 'reply: "<${input}>"').connect("lines")
    client.send(b"a\nb\nlast without an end")
    client.finish()
    assert client.rest() == b"<a><b><last without an end>"


def test_a_file_goes_out_as_it_is(replyd, folder):
    content = bytes(range(256)) * 1000 + b"${input}"
    (folder / "daemon0").mkdir(exist_ok=True)
    (folder / "banner.bin").write_bytes(content)
    daemon = replyd(LINES.format(f"reply: {{file: {folder}/banner.bin}}\n    close: true"))
    client = daemon.connect("lines")
    client.send(b"\n")
    assert client.rest() == content


@pytest.mark.parametrize("form,sent", [
    ("hello", b"hello"), ('"a\\r\\n\\0\\xe9"'.replace("\\xe9", "é"), "a\r\n\0é".encode()),
    ("{hex: \"05 00 'text' ff\"}", b"\x05\0text\xff"), ('{bytes: "\\x05\\xff"}', b"\x05\xff"),
    ("{base64: aGVsbG8=}", b"hello"), ("!!binary aGVsbG8=", b"hello"), ("0x17", b"0x17"),
    ("NO", b"NO"), ("null", b"null"), ('"$${input}"', b"${input}"), ('"$$${input}"', b"$ask"),
    ("{hex: \"${input[0:2]} ff\"}", b"as\xff"), ("{crlf: \"a\\nb\\n\"}", b"a\r\nb\r\n")])
def test_a_message_is_sent_as_written(lines, form, sent):
    client = lines(f"reply: {form}", "close: true").connect("lines")
    client.send(b"ask\n")
    assert client.rest() == sent


@pytest.mark.parametrize("placeholder,sent", [
    ("input", b"Ask me"), ("input[0:3]", b"Ask"), ("input[-2:]", b"me"), ("input[4:100]", b"me"),
    ("input | upper", b"ASK ME"), ("input | lower", b"ask me"), ("input | hex", b"41736b206d65"),
    ("input | len", b"6"), ("input | len | u16", b"\0\6"), ("input | len | u32le", b"\6\0\0\0"),
    ("transport", b"tcp"), ("listener", b"lines"), ("connection", b"1"), ("message", b"1"),
    ("peer.ip", b"127.0.0.1"), ("local.ip", b"127.0.0.1")])
def test_a_placeholder_is_filled_in(lines, placeholder, sent):
    client = lines(f'reply: "${{{placeholder}}}"', "close: true").connect("lines")
    client.send(b"Ask me\n")
    assert client.rest() == sent


def test_ports_and_numbers_are_those_of_the_connection(lines):
    daemon = lines('reply: "${peer.port} ${local.port} ${connection} ${message}\\n"')
    for number in (1, 2):
        client = daemon.connect("lines")
        own, other = client.socket.getsockname()[1], clients.port_of(daemon.endpoint("lines"))
        for message in (1, 2):
            client.ask(b"x\n", b"%d %d %d %d\n" % (own, other, number, message))


def test_the_time_is_now(lines):
    client = lines('reply: "${time.unix} ${time.ms} ${time} ${time:%Y}\\n"', "close: true")
    client = client.connect("lines")
    before = int(time.time())
    client.send(b"\n")
    seconds, milliseconds, stamp, year = client.rest().decode().split()
    assert before <= int(seconds) <= time.time()
    assert before <= int(milliseconds) / 1000 <= time.time()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", stamp)
    assert year == stamp[:4]


def test_a_value_that_does_not_fit_makes_no_reply_but_an_error(lines):
    daemon = lines("rules:", '  - {name: small, reply: "${input | len | u8}"}')
    client = daemon.connect("lines")
    client.ask(b"x" * 300 + b"\nfour\n", b"\4")
    assert daemon.wait_for_event("error", listener="lines")["rule"] == "small"


def test_variables_and_the_environment(replyd):
    daemon = replyd("""
vars:
  host: mail.example.org
  hello: "hello ${input} from ${var.host}"
listeners:
  - {name: a, listen: 'udp://127.0.0.1:0', reply: "${var.hello}, ${env.REPLYD_TEST}"}
""", environment={"REPLYD_TEST": "v1"})
    daemon.datagrams("a").ask(b"Bob", b"hello Bob from mail.example.org, v1")


def test_reply_end_goes_behind_each_text(lines):
    daemon = lines('reply_end: "\\r\\n"', "greeting: hi", "rules:",
                   "  - {match: hex, reply: {hex: '00'}}", "  - {reply: text}")
    daemon.connect("lines").ask(b"x\nhex\nx\n", b"hi\r\ntext\r\n\0text\r\n")


def test_an_event_of_ones_own(lines):
    daemon = lines("rules:", "  - match: {prefix: 'login '}",
                   "    event: {level: warning, text: \"${input[6:]} came from ${peer.ip}\"}",
                   "    reply: no")
    daemon.connect("lines").ask(b"login bob\n", b"no")
    event = daemon.wait_for_event("event", level="warning")
    assert event["message"] == "bob came from 127.0.0.1"


def test_a_rule_is_known_by_its_name_or_its_place(lines):
    daemon = lines("rules:", "  - {name: greeting, match: hi, reply: a}", "  - {reply: b}")
    daemon.connect("lines").ask(b"hi\nx\n", b"ab")
    assert daemon.wait_for_event("message", payload="hi")["rule"] == "greeting"
    assert daemon.wait_for_event("message", payload="x")["rule"].endswith("replyd.yaml:8")


def test_ten_thousand_rules(lines):
    rules = [f"  - {{match: m{number}, reply: r{number}}}" for number in range(10_000)]
    client = lines("rules:", *rules).connect("lines")
    client.ask(b"m0\nm5000\nm9999\n", b"r0r5000r9999")
