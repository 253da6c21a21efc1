"""No token, id or text in any log line, exception or repr, also at DEBUG and whatever goes wrong."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Iterator

import aiohttp
import pytest

from bot.channels.telegram import TelegramChannel, TelegramClient
from bot.channels.telegram.client import LOUD
from bot.errors import BotError, StoreDown
from tests.adapters.telegram.rig import YES_OR_NO, Rig, outbound, sender
from tests.peers.botapi import TOKEN, Fault

TEXT = "canary-text-7c1e"
PERSON = 4_815_162_342
CANARIES = (TOKEN, TOKEN.partition(":")[2], TEXT, str(PERSON))


class Listening(logging.Handler):
    """Keeps every line, with its parts and its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        exc = "".join(traceback.format_exception(record.exc_info[1])) if record.exc_info else ""
        self.lines.append(f"{record.name} {record.getMessage()} {record.args!r} {exc}")


@pytest.fixture
def log() -> Iterator[Listening]:
    """Everything that any logger says at DEBUG, heard at each logger itself."""
    listening = Listening()
    names = ("", *logging.root.manager.loggerDict)
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger(name).addHandler(listening)
    yield listening
    for name in names:
        logging.getLogger(name).removeHandler(listening)
        logging.getLogger(name).setLevel(before[name])


def everything_about(fault: BaseException) -> str:
    """Return all that could be printed of an exception: chain, contexts that are suppressed, arguments, notes."""
    seen: list[str] = []
    waiting: list[BaseException | None] = [fault]
    while waiting:
        one = waiting.pop()
        if one is not None:
            seen += [repr(one), str(one), repr(one.args), repr(vars(one)), *traceback.format_exception(one)]
            waiting += [one.__cause__, one.__context__]
    return "\n".join(seen)


def betrayed(*places: str) -> list[str]:
    """Return which canaries stand somewhere."""
    return [canary for canary in CANARIES if any(canary in place for place in places)]


FAULTS: dict[str, Callable[[Rig], object]] = {
    "none": lambda rig: rig.api.faults.clear(),
    "flood": lambda rig: rig.api.plan(Fault.FLOOD),
    "server error": lambda rig: rig.api.plan(Fault.SERVER_ERROR),
    "gateway": lambda rig: rig.api.plan(Fault.GATEWAY),
    "cut before": lambda rig: rig.api.plan(Fault.CUT_BEFORE),
    "cut after": lambda rig: rig.api.plan(Fault.CUT_AFTER),
    "redirect": lambda rig: rig.api.plan(Fault.RAW, status=302, body=b""),
    "blocked": lambda rig: setattr(rig.person(PERSON), "has_blocked", True),
    "unknown person": lambda rig: rig.api.world.people.clear(),
    "answer of nonsense": lambda rig: rig.api.plan(Fault.RAW, body=f'{{"ok":true,"result":"{TEXT}"'.encode()),
    "bad request with a text": lambda rig: rig.api.plan(
        Fault.RAW, status=400, body=f'{{"ok":false,"description":"Bad Request: {TEXT} {PERSON}"}}'.encode()
    ),
    "page with a text": lambda rig: rig.api.plan(Fault.RAW, status=400, body=f"<html>{TEXT} {PERSON}".encode()),
    "migrated": lambda rig: rig.api.plan(
        Fault.RAW,
        status=400,
        body=f'{{"ok":false,"description":"x","parameters":{{"migrate_to_chat_id":{PERSON}}}}}'.encode(),
    ),
}


@pytest.mark.parametrize("cause", FAULTS.values(), ids=FAULTS.keys())
async def test_a_send_betrays_nothing(rig: Rig, log: Listening, cause: Callable[[Rig], object]) -> None:
    """Whatever comes of it: no line and no error names the token, the person or the words."""
    rig.person(PERSON)
    cause(rig)
    told = ""

    try:
        await rig.channel.send(sender(PERSON), outbound(TEXT, YES_OR_NO))
    except BotError as fault:
        told = everything_about(fault)

    assert betrayed(told, *log.lines) == []


@pytest.mark.parametrize(
    "api_url", ["http://127.0.0.1:9", "http://nowhere.invalid", "https://127.0.0.1:9", "http://[::1", "ftp://x"]
)
async def test_an_api_that_is_not_there_betrays_nothing(rig: Rig, log: Listening, api_url: str) -> None:
    """Aiohttp's errors hold the whole URL, and that holds the token."""
    channel = TelegramChannel(TelegramClient(TOKEN, rig.session, api_url=api_url), rig.clock)

    with pytest.raises(BotError) as fault:
        await channel.send(sender(PERSON), outbound(TEXT))

    assert betrayed(everything_about(fault.value), *log.lines) == []


async def test_timeouts_betray_nothing(rig: Rig, log: Listening) -> None:
    """Neither while connecting nor while waiting for the answer."""
    rig.person(PERSON)
    rig.api.plan(Fault.SLOW, delay_s=30)
    client = TelegramClient(TOKEN, rig.session, api_url=rig.api.url, answer_within_s=0.05)

    with pytest.raises(BotError) as fault:
        await TelegramChannel(client, rig.clock).send(sender(PERSON), outbound(TEXT))

    assert betrayed(everything_about(fault.value), *log.lines) == []


async def test_a_full_pool_of_connections_betrays_nothing(rig: Rig, log: Listening) -> None:
    """Aiohttp names the URL when no connection is free in time."""
    rig.person(PERSON)
    rig.api.plan(Fault.SLOW, delay_s=30, times=3)  # whichever gets the connection after all is not answered either
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as narrow:
        client = TelegramClient(TOKEN, narrow, api_url=rig.api.url, answer_within_s=0.2)
        channel = TelegramChannel(client, rig.clock)

        faults = await asyncio.gather(
            *(channel.send(sender(PERSON), outbound(TEXT)) for _ in range(3)), return_exceptions=True
        )

    assert all(isinstance(fault, BotError) for fault in faults)
    assert betrayed(*(everything_about(fault) for fault in faults if isinstance(fault, BotError)), *log.lines) == []


async def test_what_comes_in_betrays_nothing(rig: Rig, log: Listening) -> None:
    """Polling, faults of the bot itself, and what the operator reads."""
    mia = rig.person(PERSON)
    rig.listener.faults = [StoreDown(), ValueError(TEXT), StoreDown()]

    async with rig.listening():
        mia.says(TEXT)
        mia.presses(f"{TEXT}:{TEXT}")
        mia.sends_photo(TEXT)
        rig.api.updates.put_raw(f'{{"update_id":1,"message":"{TEXT}"}}'.encode(), 0)
        rig.api.plan(Fault.CUT_AFTER, "getUpdates")
        heard = await rig.listener.hears(3)

    assert betrayed(repr(rig.journal.lines), *log.lines) == []
    assert betrayed(*(repr(inbound) for inbound in heard if inbound.choice is None)) == []


async def test_no_object_shows_the_token(rig: Rig, log: Listening) -> None:
    """A debugger, a traceback with locals or a careless f-string prints reprs."""
    ingress = rig.ingress(lambda _: None, webhook_url="https://bot.example.org", webhook_secret=TEXT)
    async with rig.listening() as polling:
        shown = [repr(one) for one in (rig.client, vars(rig.client), rig.channel, ingress, vars(ingress), polling)]

    assert betrayed(*shown, *log.lines) == []


@pytest.mark.usefixtures("rig")
def test_libraries_stay_silent_whoever_listens(log: Listening) -> None:
    """Not even a handler on the library's own logger hears a word."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith(LOUD)]

    for name in names:
        logging.getLogger(name).critical(TOKEN)

    assert {"telegram.Bot", "aiohttp.client", "aiohttp.access", "aiohttp.server"} <= set(names)
    assert log.lines == []
