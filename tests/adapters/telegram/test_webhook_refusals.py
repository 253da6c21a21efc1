"""What is not from Telegram, or not as it must be, is refused without a word and harms nobody."""

import asyncio
import gzip

import aiohttp
import pytest

from bot.channels.telegram.webhook import LARGEST_BODY_BYTES, SECRET_HEADER
from bot.model import InboundKind
from tests.adapters.telegram.door import SECRET, Door, open_door, update
from tests.adapters.telegram.forgeries import METHODS, NO_PLAIN_JSON, PATHS, SECRETS, SECRETS_GIVEN_TWICE, UNREADABLE
from tests.adapters.telegram.rig import Rig, sender


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
async def test_a_wrong_secret_gets_nothing(door: Door, secret: str | None) -> None:
    """403 without a word, and nothing is heard."""
    assert await door.knock(update(), secret) == (403, b"")
    assert door.rig.listener.times_told == {}


@pytest.mark.parametrize("lines", SECRETS_GIVEN_TWICE.values(), ids=SECRETS_GIVEN_TWICE.keys())
async def test_a_secret_given_twice_gets_nothing(door: Door, lines: str) -> None:
    """A proxy and the bot might look at different ones."""
    body = update()
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{lines}\r\n"

    answer = await door.speak(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"Content-Length: 0\r\n" in answer
    assert door.rig.listener.times_told == {}


async def test_the_secret_counts_whatever_the_case_of_the_header(door: Door) -> None:
    """HTTP/2 proxies write headers in lower case."""
    assert await door.knock(update(), None, headers={SECRET_HEADER.lower(): SECRET}) == (200, b"")


@pytest.mark.parametrize("method", METHODS)
async def test_other_methods_do_nothing(door: Door, method: str) -> None:
    """Only POST comes in."""
    status, _ = await door.knock(update(), method=method)

    assert status == 405
    assert door.rig.listener.times_told == {}


@pytest.mark.parametrize("path", PATHS)
async def test_other_paths_do_nothing(door: Door, path: str) -> None:
    """There is one door."""
    status, _ = await door.knock(update(), path=path)

    assert status == 404
    assert door.rig.listener.times_told == {}


@pytest.mark.parametrize("headers", NO_PLAIN_JSON)
async def test_only_plain_json_is_read(door: Door, headers: dict[str, str]) -> None:
    """Telegram sends nothing else."""
    assert await door.knock(update(), headers=headers) == (415, b"")


async def test_a_gzip_bomb_is_not_unpacked(door: Door) -> None:
    """A thousandth of the body could stand for all of it."""
    bomb = gzip.compress(b"[" * (64 << 20))

    assert await door.knock(bomb, headers={"Content-Encoding": "gzip"}) == (415, b"")


@pytest.mark.parametrize("size", [LARGEST_BODY_BYTES + 1, 10 << 20])
async def test_a_body_that_is_too_large_is_refused(door: Door, size: int) -> None:
    """256 KiB is four times the largest update."""
    body = update(text="a" * size)
    try:
        status, answer = await door.knock(body)
    except aiohttp.ClientOSError:  # the door was shut while we still talked
        status, answer = 413, b""

    assert (status, answer) == (413, b"")
    assert door.rig.listener.times_told == {}


async def test_a_large_body_without_a_length_is_refused(door: Door) -> None:
    """Chunks are counted as they come."""
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{SECRET_HEADER}: {SECRET}\r\n"

    answer = await door.speak(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), *[chunk] * 5)

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_the_largest_text_that_telegram_sends_comes_in(door: Door) -> None:
    """20,000 emoji as escapes are 240 kB; the text is cut at 20,000 characters."""
    assert await door.knock(update(text="😀" * 20_100)) == (200, b"")

    assert len(door.rig.listener.heard[0].text) == 20_000


@pytest.mark.parametrize("sent", [b"", b'{"update_id":'])
async def test_a_body_that_does_not_come_is_not_waited_for(rig: Rig, sent: bytes) -> None:
    """Slow senders take no place for long."""
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{SECRET_HEADER}: {SECRET}\r\n"

    async with open_door(rig, read_within_s=0.1) as door:
        answer = await door.speak(f"{head}Content-Length: 100\r\n\r\n".encode() + sent)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert rig.listener.times_told == {}


async def test_a_sender_that_hangs_up_harms_nobody(door: Door) -> None:
    """Half a body and a closed connection: the next one is heard."""
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{SECRET_HEADER}: {SECRET}\r\n"
    _, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(f"{head}Content-Length: 100\r\n\r\n{{".encode())
    await writer.drain()
    writer.transport.abort()

    assert await door.knock(update()) == (200, b"")


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_is_no_update_is_refused(door: Door, body: bytes) -> None:
    """400 without a word: Telegram never sends this."""
    assert await door.knock(body) == (400, b"")
    assert door.rig.listener.times_told == {}


BROKEN = {
    "text of a wrong type": b'"text":[1]',
    "NaN": b'"text":"x","date":NaN,"message_id":NaN',
    "depth 10,000": b'"text":"x","forward":' + b'{"a":[' * 10_000 + b"]}" * 10_000 + b',"message_id":"x"',
    "number beyond 64 bits": b'"text":"x","message_id":1e400',
    "language of a wrong type": b'"text":"x","from":{"language_code":5}',
}


@pytest.mark.parametrize("rest", BROKEN.values(), ids=BROKEN.keys())
async def test_somebody_whose_update_is_broken_is_answered_all_the_same(door: Door, rest: bytes) -> None:
    """Who wrote can be read: they get the kind sentence for what the bot can't read, and the chat is not held up."""
    chat = b'"chat":{"id":1001,"type":"private"}'

    answer = await door.knock(b'{"update_id":5,"message":{"message_id":9,' + chat + b"," + rest + b"}}")

    assert answer == (200, b"")
    assert [(one.sender, one.kind) for one in door.rig.listener.heard] == [(sender(), InboundKind.UNSUPPORTED)]
    assert "update_unreadable" in door.rig.events


@pytest.mark.parametrize("text", [b"hoi \xff daar", b"hoi \\ud83d daar", b"hoi \xed\xa0\xbd daar"])
async def test_a_text_with_broken_characters_is_heard_without_them(door: Door, text: bytes) -> None:
    """A crisis word is found beside half an emoji, and nothing behind us stumbles over it."""
    chat = b'"chat":{"id":1001,"type":"private"}'

    await door.knock(b'{"update_id":5,"message":{"message_id":9,' + chat + b',"text":"' + text + b'"}}')

    (heard,) = door.rig.listener.texts
    assert heard.startswith("hoi ")
    assert heard.endswith(" daar")
    assert heard.encode()


async def test_a_readable_update_that_is_nested_deeply_is_read(door: Door) -> None:
    """What lies too deep is cut away; what was written is heard."""
    deep = b'{"a":[' * 10_000 + b"]}" * 10_000

    answer = await door.knock(update()[:-2] + b',"forward":' + deep + b"}}")

    assert answer == (200, b"")
    assert door.rig.listener.texts == ["hoi"]


async def test_an_update_with_a_number_and_nothing_else_is_acknowledged(door: Door) -> None:
    """It would stand at the head of the queue for a day."""
    assert await door.knock(b'{"update_id":5,"message":oops') == (200, b"")
    assert door.rig.listener.times_told == {}
