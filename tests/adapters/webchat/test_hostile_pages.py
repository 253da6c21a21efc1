"""Pages that are broken or mean harm: each gets a clear error or a refusal, and nobody else notices."""

import asyncio
import json
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.channels.webchat import Limits, frames
from bot.channels.webchat.limits import Doorkeeper, Verdict, address_of
from tests.adapters.webchat.rig import HASTY, Rig, Tab
from tests.fakes import FakeClock

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


async def test_one_address_gets_so_many_connections() -> None:
    """A flood from one place leaves room for everybody else; who closes one may open one."""
    limits = replace(Limits(), sockets_per_address=2)
    async with Rig(limits).serve() as chat:
        async with chat.connected(address="203.0.113.7"), chat.connected(address="203.0.113.7"):
            with pytest.raises(InvalidStatus) as refusal:
                async with chat.connected(address="203.0.113.7"):
                    pass
            async with chat.connected(address="203.0.113.8") as other:
                await other.hello()
        async with chat.connected(address="203.0.113.7") as again:
            await again.hello()

    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "15"


async def test_there_is_an_end_to_connections() -> None:
    """The server says that it is full instead of falling over."""
    async with Rig(replace(Limits(), sockets=1)).serve() as chat, chat.tab() as tab:
        with pytest.raises(InvalidStatus) as refusal:
            async with chat.connected():
                pass

        assert refusal.value.response.status_code == 503
        assert await tab.is_answered()


def test_opening_and_closing_without_end_is_slowed_down() -> None:
    """One address opens so many connections a minute; a minute later it may again."""
    clock = FakeClock()
    door = Doorkeeper(replace(Limits(), connects_per_minute=3), clock)

    def knock(address: str) -> Verdict:
        with door.admit(address) as verdict:
            return verdict

    assert [knock("203.0.113.7") for _ in range(4)] == [Verdict.WELCOME] * 3 + [Verdict.TOO_MANY]
    assert knock("203.0.113.8") == Verdict.WELCOME
    clock.advance(timedelta(minutes=1))
    assert knock("203.0.113.7") == Verdict.WELCOME
    assert all(knock("") == Verdict.WELCOME for _ in range(10))


def test_the_doorkeeper_knows_no_address() -> None:
    """What it counts by can't be turned back, and its list has an end."""
    door = Doorkeeper(Limits(), FakeClock())

    for number in range(10_100):
        with door.admit(f"198.51.100.{number}"):
            pass
    with door.admit("198.51.100.1"):
        remembered = repr(vars(door))

    assert "198.51.100" not in remembered
    assert len(vars(door)["_budgets"]) == 10_000
    assert not vars(door)["_open"]


@pytest.mark.parametrize(
    ("remote", "forwarded_for", "address"),
    [
        ("9.9.9.9", "", "9.9.9.9"),
        ("9.9.9.9", "198.51.100.1", "9.9.9.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "unknown", ""),
        (None, "198.51.100.1", ""),
        ("2001:db8:1:2:3:4:5:6", "", ""),
        ("2a02:1:2:3:4:5:6:7", "", "2a02:1:2:3::/64"),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxy(remote: str | None, forwarded_for: str, address: str) -> None:
    """From elsewhere the header is hearsay; a subscriber with a whole network of IPv6 addresses is one person."""
    assert address_of(remote, forwarded_for) == address


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_NEARLY = st.fixed_dictionaries(
    {"type": st.sampled_from(["hello", "start", "text", "choice", "language", "ack", "ping", "bye", "x"])},
    optional={
        name: _JSON | st.just(ID) | st.text() | st.sampled_from(["nl", "A" * 43])
        for name in ("id", "text", "prompt", "option", "token", "language")
    },
).map(json.dumps)
_FRAMES = st.text() | _JSON.map(json.dumps) | _NEARLY


def _answer_to(raw: str | bytes) -> frames.Said | frames.Error:
    try:
        return frames.read(raw)
    except frames.BadFrame as fault:
        return fault.error


@settings(max_examples=1_000)
@given(_FRAMES | st.binary())
def test_whatever_comes_is_a_frame_or_a_clear_error(raw: str | bytes) -> None:
    """The reader never fails in any other way, and its errors can always be sent."""
    answer = _answer_to(raw)

    if isinstance(answer, frames.Error):
        assert json.loads(frames.write(answer))["code"] in frames.ERRORS
    else:
        assert isinstance(answer, frames.Said)


@settings(max_examples=1_000)
@given(st.binary() | _NEARLY.map(str.encode))
def test_whatever_is_posted_is_a_goodbye_or_an_error(raw: bytes) -> None:
    """The same for the one request with a body."""
    with suppress(frames.BadFrame):
        assert len(frames.read_farewell(raw).token) == 43


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(_FRAMES, min_size=1, max_size=15))
async def test_no_storm_of_frames_harms_the_server(chat: Rig, said: list[str]) -> None:
    """Whatever one page sends, the next is answered."""
    async with chat.tab() as storm:
        with suppress(ConnectionClosed):
            for frame in said:
                await storm.raw(frame)
    async with chat.tab() as tab:
        event = await tab.say("text", text="hallo")

        assert await tab.reads() == {"type": "kept", "id": event}
    chat.clock.advance(timedelta(minutes=1))
    assert chat.journal.lines == []


async def test_many_pages_at_once_are_all_answered(chat: Rig) -> None:
    """Two hundred open pages in one process, each with its own words."""
    async with AsyncExitStack() as open_pages:
        tabs = [await open_pages.enter_async_context(chat.tab()) for _ in range(200)]

        async def one(tab: Tab, number: int) -> str:
            await tab.say("text", text=str(number))
            return str((await tab.reads())["type"])

        answers = await asyncio.gather(*(one(tab, number) for number, tab in enumerate(tabs)))

    assert answers == ["kept"] * 200
    assert {inbound.text for inbound in chat.listener.heard} == {str(number) for number in range(200)}
