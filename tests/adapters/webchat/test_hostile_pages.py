"""Pages that are broken or mean harm: each gets a clear error or a refusal, and nobody else notices."""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.channels.webchat import frames
from tests.adapters.webchat.rig import HASTY, Rig, row

ID = "6e8e3c5c-2c9e-4b7a-9d53-6bb1c8c0e2f1"
TOO_LONG = "x" * 20_001

HOSTILE: list[tuple[str | bytes, str]] = [
    ("", "bad_json"),
    (" ", "bad_json"),
    ("{", "bad_json"),
    ("hello", "bad_json"),
    ("{'type':'ping'}", "bad_json"),
    ('{"type":"ping"}{"type":"ping"}', "bad_json"),
    ('{"type":"ping",}', "bad_json"),
    ("\ufeff{}", "bad_json"),
    ('{"a":' * 10_000, "bad_json"),
    (f'{{"type":"text","id":"{ID}","text":"\\ud800"}}', "bad_json"),
    (f'{{"type":"text","id":"{ID}","text":"a\\udc00b"}}', "bad_json"),
    (f'{{"type":"text","id":"{ID}","text":"\\x01"}}', "bad_json"),
    ("[" * 30_000, "bad_frame"),
    ("null", "bad_frame"),
    ("true", "bad_frame"),
    ("NaN", "bad_json"),
    ("1e999", "bad_frame"),
    ('"ping"', "bad_frame"),
    ("[]", "bad_frame"),
    ('[{"type":"ping"}]', "bad_frame"),
    ("{}", "bad_frame"),
    ('{"type":null}', "bad_frame"),
    ('{"type":1}', "bad_frame"),
    ('{"type":["ping"]}', "bad_frame"),
    ('{"type":"PING"}', "bad_frame"),
    ('{"type":"ping "}', "bad_frame"),
    ('{"type":"__proto__"}', "bad_frame"),
    ('{"type":"welcome","token":"x"}', "bad_frame"),
    ('{"type":"ping","x":1}', "bad_frame"),
    ('{"type":"ping","type":"bye"}', "bad_frame"),
    ('{"type":"text"}', "bad_frame"),
    (f'{{"type":"text","id":"{ID}"}}', "bad_frame"),
    ('{"type":"text","id":"1","text":"x"}', "bad_frame"),
    ('{"type":"text","id":1,"text":"x"}', "bad_frame"),
    (f'{{"type":"text","id":"{ID}0","text":"x"}}', "bad_frame"),
    (f'{{"type":"text","id":"{ID}","text":1}}', "bad_frame"),
    (f'{{"type":"text","id":"{ID}","text":null}}', "bad_frame"),
    (f'{{"type":"text","id":"{ID}","text":["x"]}}', "bad_frame"),
    (f'{{"type":"text","id":"{ID}","text":""}}', "bad_frame"),
    (f'{{"type":"text","id":"{ID}","text":"a\\u0000b"}}', "bad_text"),
    (f'{{"type":"text","id":"{ID}","text":"{TOO_LONG}"}}', "too_long"),
    (f'{{"type":"start","id":"{ID}","text":"x"}}', "bad_frame"),
    (f'{{"type":"choice","id":"{ID}","prompt":"p1"}}', "bad_frame"),
    (f'{{"type":"choice","id":"{ID}","prompt":"","option":"a"}}', "bad_frame"),
    (f'{{"type":"choice","id":"{ID}","prompt":"p","option":"{"a" * 201}"}}', "bad_frame"),
    (f'{{"type":"choice","id":"{ID}","prompt":"p","option":"a\\u0000"}}', "bad_text"),
    ('{"type":"ack"}', "bad_frame"),
    ('{"type":"ack","id":-1}', "bad_frame"),
    ('{"type":"bye"}', "bad_frame"),
    ('{"type":"language","language":""}', "bad_frame"),
    ('{"type":"language","language":"nl\\n"}', "bad_frame"),
    ('{"type":"language","language":"a-very-long-and-winding-language"}', "bad_frame"),
    ('{"type":"hello","language":"nl"}', "hello_again"),
    ('{"type":"hello","language":"nl","token":"x"}', "bad_frame"),
    (b"", "binary"),
    (b'{"type":"ping"}', "binary"),
]
"""Frames on an open connection, and the code that answers each."""


@pytest.mark.parametrize(("frame", "code"), HOSTILE, ids=[f"{n}-{code}" for n, (_, code) in enumerate(HOSTILE)])
async def test_a_wrong_frame_gets_a_clear_error(chat: Rig, frame: str | bytes, code: str) -> None:
    """The sender is told what is wrong, the connection goes on, and the bot hears nothing of it."""
    async with chat.tab() as tab:
        await tab.raw(frame)
        error = await tab.reads()

        assert (error["type"], error["code"]) == ("error", code)
        assert error["message"].startswith(frames.ERRORS[code])
        assert await tab.is_answered()
    assert chat.listener.heard == []
    assert chat.journal.lines == []


async def test_a_text_of_the_greatest_length_passes(chat: Rig) -> None:
    """Exactly 20,000 characters are whole at the other side."""
    async with chat.tab() as tab:
        event = await tab.say("text", text="é" * 20_000)
        assert await tab.reads() == {"type": "kept", "id": event}

    assert [len(inbound.text) for inbound in chat.listener.heard] == [20_000]


async def test_an_error_names_the_event_it_speaks_of(chat: Rig) -> None:
    """The page knows which message it has to show as refused."""
    async with chat.tab() as tab:
        event = await tab.say("text", text=TOO_LONG)

        assert (await tab.reads())["id"] == event


async def test_any_words_are_words(chat: Rig) -> None:
    """What steers a terminal, a page or a reader of text elsewhere arrives as it was typed."""
    odd = [
        "<script>alert(1)</script>",
        "\u202eabc\u202c",
        "👩‍👩‍👧‍👦",
        "a" + "\u0301" * 500,
        "\r\n\t",
        "\uffff",
        "{{7*7}}",
        "' OR 1=1 --",
    ]
    async with chat.tab() as tab:
        for text in odd:
            await tab.say("text", text=text)
            assert (await tab.reads())["type"] == "kept"

    assert [inbound.text for inbound in chat.listener.heard] == odd


@pytest.mark.parametrize("kind", ["ping", "start", "text", "bye", "ack"])
async def test_nothing_is_heard_before_hello(chat: Rig, kind: str) -> None:
    """A connection that did not introduce itself can do nothing."""
    async with chat.connected() as tab:
        fields = {} if kind == "ping" else {"id": ID}
        await tab.raw(json.dumps({"type": kind, **fields, **({"text": "x"} if kind == "text" else {})}))

        assert (await tab.reads())["code"] == "no_hello"
        await tab.hello()
        assert await tab.is_answered()
    assert chat.listener.heard == []


async def test_a_connection_that_never_says_hello_is_closed() -> None:
    """Silence keeps no place occupied."""
    async with Rig(HASTY).serve() as chat, chat.connected() as tab:
        assert (await tab.reads())["code"] == "hello_late"
        assert await tab.closed() == 1008


@pytest.mark.parametrize("greeted", [True, False])
async def test_ten_refusals_end_a_connection(chat: Rig, greeted: bool) -> None:
    """Who only sends rubbish is shown the door; the next connection is welcome."""
    async with chat.connected() as tab:
        if greeted:
            await tab.hello()
        for _ in range(10):
            await tab.raw("rubbish")
        codes = [(await tab.reads())["code"] for _ in range(10)]

        assert codes == ["bad_json"] * 10
        assert await tab.closed() == 1008
    async with chat.tab() as tab:
        assert await tab.is_answered()


@pytest.mark.parametrize("size", [65_537, 1_048_576])
async def test_a_frame_that_is_too_large_ends_the_connection(chat: Rig, size: int) -> None:
    """It is not read to its end."""
    async with chat.tab() as tab:
        with suppress(ConnectionClosed):
            await tab.raw("x" * size)

        assert await tab.closed() == 1009
    assert chat.listener.heard == []


async def test_many_small_fragments_do_not_add_up_to_a_large_frame(chat: Rig) -> None:
    """The limit holds for the whole message."""
    async with chat.tab() as tab:
        with suppress(ConnectionClosed):
            await tab.socket.send(["x" * 1_000] * 70)

        assert await tab.closed() == 1009


async def test_bytes_that_are_no_text_end_the_connection(chat: Rig) -> None:
    """A text frame that is not UTF-8 breaks the protocol of WebSocket itself."""
    async with chat.tab() as tab:
        await tab.socket.send(b'{"type":"text","text":"\xff\xfe"}', text=True)

        assert await tab.closed() == 1007


async def test_too_many_messages_are_slowed_down_and_none_is_lost(chat: Rig) -> None:
    """A hundred a minute pass; the next is asked for again and passes later."""
    async with chat.tab() as tab:
        for _ in range(100):
            await tab.say("text", text="x")
            assert (await tab.reads())["type"] == "kept"
        event = await tab.say("text", text="y")
        refused = await tab.reads()
        chat.clock.advance(timedelta(seconds=1))
        await tab.say("text", id=event, text="y")

        assert (refused["code"], refused["id"]) == ("slow_down", event)
        assert await tab.reads() == {"type": "kept", "id": event}
    assert len(chat.listener.heard) == 101


async def test_a_page_that_acknowledges_nothing_is_slowed_down(chat: Rig) -> None:
    """What it is answered with would fill the outbox; one acknowledgement, and it is heard again."""
    async with asyncio.TaskGroup() as group, chat.tab() as tab:
        sending = group.create_task(chat.channel.send(tab.sender, row("Dag.")))
        bubble = await tab.reads()
        for _ in range(50):
            await tab.say("text", text="x")
            assert (await tab.reads())["type"] == "kept"
        event = await tab.say("text", text="y")
        refused = await tab.reads()
        await tab.acks(bubble)
        await sending
        await tab.say("text", id=event, text="y")

        assert (refused["code"], refused["id"]) == ("slow_down", event)
        assert await tab.reads() == {"type": "kept", "id": event}
    assert len(chat.listener.heard) == 51


async def test_empty_frames_are_slowed_down_too(chat: Rig) -> None:
    """Acknowledgements of nothing and pings cost us work as well; a goodbye is always heard."""
    async with chat.tab() as tab:
        for _ in range(101):
            await tab.raw(json.dumps({"type": "ack", "id": ID}))
        assert (await tab.reads())["code"] == "slow_down"
        await tab.raw('{"type":"ping"}')
        assert (await tab.reads())["code"] == "slow_down"
        await tab.say("bye")
        assert await tab.closed() == 1000

    assert len(chat.listener.heard) == 1


FOREIGN = [
    "",
    "null",
    "https://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://localhost:{port}",
    "http://127.0.0.1.evil.example:{port}",
    "http://evil.example@127.0.0.1:{port}",
    "http://127.0.0.1:{port}@evil.example",
    "http://evil.example/127.0.0.1:{port}",
    "http://evil.example#127.0.0.1:{port}",
    "http://evil.example?127.0.0.1:{port}",
    "ftp://127.0.0.1:{port}",
    "file://127.0.0.1:{port}",
    "javascript://127.0.0.1:{port}",
    "//127.0.0.1:{port}",
    "127.0.0.1:{port}",
    "chrome-extension://abcdef",
    "http://[::1]:{port}",
    "http://[::1:{port}",
    "http://0x7f000001:{port}",
    "http://2130706433:{port}",
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_may_not_connect(chat: Rig, origin: str) -> None:
    """Only the page that this host served may talk to it."""
    with pytest.raises(InvalidStatus) as refusal:
        async with chat.connected(origin=origin.format(port=chat.port)):
            pass

    assert refusal.value.response.status_code == 403
