"""However the bytes of a stream arrive, the messages, and so the answers, are the same."""

import tempfile

import pytest

import harness

# What a listener says about its messages, what is sent, and what must come back.
FRAMINGS = {
    "raw": ("raw", "${input}", [b"one", b"two", b"three"], b"onetwothree"),
    "line": ("line", "<${input}>", [b"one\n", b"two\r\n", b"\n", b"fo\rur\n"],
             b"<one><two><><fo\rur>"),
    "delimiter": (r'{delimiter: "\r\n.\r\n"}', "<${input}>",
                  [b"one\r\n.\r\n", b"two\r\nmore\r\n.\r\n", b".\r\n", b"four\r\n..\r\n.\r\n"],
                  b"<one><two\r\nmore><><four\r\n..>"),
    "delimiters": (r'{delimiter: [";", "END", "\r\n"]}', "<${input}>",
                   [b"one;", b"twoEND", b"three\r\n", b"ENEND", b";"],
                   b"<one><two><three><EN><>"),
    "fixed": ("{fixed: 4}", "<${input}>", [b"one.", b"two.", b"\0\r\n\xff"],
              b"<one.><two.><\0\r\n\xff>"),
    "end": ("end", "<${input}>", [b"all ", b"of\n", b"it"], b"<all of\nit>"),
}
REST_COUNTS = {"line", "raw", "end"}  # what is left at the end of the stream is a message
SCHEMES = ["tcp", "unix"]


@pytest.fixture(scope="module")
def daemon():
    with tempfile.TemporaryDirectory(prefix="replyd-") as folder:
        config = """workers: 1
listeners:
  - {name: pulse, listen: 'tcp://127.0.0.1:0', reply: .}
"""
        for name, (framing, reply, _, _) in FRAMINGS.items():
            config += f"""
  - name: {name}
    listen: ["tcp://127.0.0.1:0", "unix://{folder}/{name}"]
    framing: {framing}
    reply: "{reply}"
"""
        with harness.running(folder, config) as running:
            yield running


@pytest.fixture(params=[(f, s) for f in FRAMINGS for s in SCHEMES], ids="-".join)
def case(request, daemon):
    name, scheme = request.param
    _, _, messages, replies = FRAMINGS[name]
    client = daemon.connect(name, scheme)
    yield client, messages, replies
    client.close()


def expect_answers(client, replies):
    client.finish()
    assert client.rest() == replies


def test_whole_messages(case, daemon):
    client, messages, replies = case
    for message in messages:
        client.send(message)
    expect_answers(client, replies)


def test_byte_by_byte(case, daemon):
    client, messages, replies = case
    pulse = daemon.connect("pulse")
    for byte in b"".join(messages):
        client.send(bytes([byte]))
        pulse.ask(b"?", b".")  # the loop has been round: the byte was read by itself
    expect_answers(client, replies)


def test_all_in_one_write(case, daemon):
    client, messages, replies = case
    client.send(b"".join(messages))
    expect_answers(client, replies)


def test_cut_across_the_middle_of_messages(case, daemon):
    client, messages, replies = case
    stream, pulse = b"".join(messages), daemon.connect("pulse")
    for start in range(0, len(stream), 3):
        client.send(stream[start:start + 3])
        pulse.ask(b"?", b".")
    expect_answers(client, replies)


@pytest.mark.parametrize("name", sorted(set(FRAMINGS) - {"end"}))
def test_the_answer_comes_before_the_next_message(daemon, name):
    _, reply, messages, replies = FRAMINGS[name]
    client = daemon.connect(name)
    received = b""
    for message in messages:
        client.send(message)
        start = len(received)
        end = replies.index(b">", start) + 1 if "<" in reply else start + len(message)
        received += client.receive(end - start)
    assert received == replies


@pytest.mark.parametrize("name", sorted(set(FRAMINGS) - {"end", "raw"}))
def test_an_unfinished_message_is_one_at_the_end_only_where_the_framing_says_so(daemon, name):
    client = daemon.connect(name)
    client.send(b"abc")
    client.finish()
    assert client.rest() == (b"<abc>" if name in REST_COUNTS else b"")


@pytest.mark.parametrize("name", sorted(FRAMINGS))
def test_a_peer_that_says_nothing_and_ends_gets_no_answer(daemon, name):
    client = daemon.connect(name)
    client.finish()
    assert client.rest() == (b"<>" if name == "end" else b"")


def test_ten_thousand_messages_in_one_write(daemon):
    client = daemon.connect("line")
    numbers = [b"%d" % n for n in range(10_000)]
    client.send(b"\n".join(numbers))
    expect_answers(client, b"".join(b"<%s>" % n for n in numbers))


def test_a_message_of_the_full_size(daemon):
    client = daemon.connect("line")
    client.ask(b"x" * 65535 + b"\n", b"<" + b"x" * 65535 + b">")
