"""How long those at web pages wait, 200 of them beside a Signal stream in one process and what an open page weighs."""

import asyncio
import random
import tempfile
from array import array
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import aiohttp
import msgspec

from benchmarks.bots import Bot, Cores, chats, running
from benchmarks.desk import is_up
from benchmarks.figures import Part
from benchmarks.script import LANGUAGE, Turn, read_script
from tests.peers.signalcli import SignalCli

PAGES, IDLE_PAGES = 200, 1_000
PAUSE_S = 2.0
"""How long somebody thinks before the next line, on average: half of it to one and a half times, by chance."""
TALK_S, SETTLE_S, REST_S = 30.0, 25.0, 3.0
"""So long it is measured; so long after a start return phrases are made; so long until memory is what it stays."""
ANSWER_S = 20.0
SIGNAL_EVERY_S, SIGNAL_PEOPLE = 1.0, 20
WITHIN_MS, WITHIN_KB = 100.0, 64.0
FRAME = 1024


@dataclass(slots=True)
class Waits:
    """How long answers took, in seconds: to what was typed, and to an opening, which waits a moment by purpose."""

    answers_s: "array[float]" = field(default_factory=lambda: array("d"))
    openings_s: "array[float]" = field(default_factory=lambda: array("d"))
    signal_said: int = 0
    signal_answered: int = 0
    cpu: float = 0.0


async def measure(cores: Cores) -> Part:
    """Measure on SQLite, as it is installed."""
    with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
        async with SignalCli() as daemon:
            recipe, url = chats(Path(folder), daemon.address, daemon.account)
            async with running(recipe, Path(folder), core=cores.bot) as bot:
                await is_up(url, bot)
                await asyncio.sleep(SETTLE_S)
                page_kb = await _weigh(url, bot)
                waits = await _talk(url, bot, daemon)
    part = Part("chats", f"{PAGES} web chats and a Signal message a second, in one process on one core")
    part.rows = [("what", "seen", "p50 ms", "p95 ms", "p99 ms", "longest ms")]
    part.rows.append(_row("answers on the web", waits.answers_s))
    part.rows.append(_row("openings on the web", waits.openings_s))
    p95 = _percentile_ms(waits.answers_s, 95)
    part.demand(f"p95 of an answer within {WITHIN_MS:.0f} ms", f"{p95:.1f} ms", p95 <= WITHIN_MS)
    part.demand(
        f"an open page that is silent takes at most {WITHIN_KB:.0f} kB", f"{page_kb:.1f} kB", page_kb <= WITHIN_KB
    )
    part.notes.append(f"{len(waits.answers_s) / TALK_S:.0f} turns a second, {100 * waits.cpu:.0f} % of the core")
    part.notes.append(
        f"Signal: {waits.signal_said} messages heard, {waits.signal_answered} answers seen (1 a second leaves)"
    )
    part.notes.append("from the frame that leaves to the bubble that arrives; an opening waits 50 to 80 ms by purpose")
    return part


class OpenPage:
    """A page that is open: says what it is told to, and shows what comes."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def says(self, kind: str, bubble: str, **fields: str) -> float:
        """Say something, and return how long the answer took, in seconds."""
        begun = perf_counter()
        await self._send(kind, id=str(uuid4()), **fields)
        async with asyncio.timeout(ANSWER_S):
            while await self._shown() != bubble:
                pass
        return perf_counter() - begun

    async def hello(self) -> None:
        """Connect to a new session."""
        await self._send("hello", language=LANGUAGE)

    async def _shown(self) -> str:
        """Wait for the next bubble, and acknowledge it."""
        while True:
            frame = msgspec.json.decode(await self._socket.receive_str(timeout=ANSWER_S))
            if frame["type"] == "bubble":
                await self._send("ack", id=frame["id"])
                return str(frame["text"])

    async def _send(self, kind: str, **fields: str) -> None:
        await self._socket.send_str(msgspec.json.encode({"type": kind, **fields}).ljust(FRAME).decode())


class Pages:
    """Opens pages on one server, each from an address of its own."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session
        self._opened = 0

    async def open(self, stack: AsyncExitStack) -> OpenPage:
        """Open a page, and say hello."""
        self._opened += 1
        headers = {"Origin": self._url, "X-Forwarded-For": f"198.18.{self._opened // 250}.{self._opened % 250}"}
        socket = await stack.enter_async_context(
            self._session.ws_connect(f"{self._url}/chat", headers=headers, max_msg_size=0)
        )
        page = OpenPage(socket)
        await page.hello()
        return page


async def _weigh(url: str, bot: Bot) -> float:
    """Return what an open page that has begun and is silent takes of the memory, in kilobytes."""
    begin = read_script()[0]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session, AsyncExitStack() as stack:
        pages = Pages(url, session)
        weights = []
        for count in (PAGES, IDLE_PAGES):
            for _ in range(count):
                await (await pages.open(stack)).says("start", begin.bubble)
            await asyncio.sleep(REST_S)
            weights.append(bot.rss_mb())
    return 1024 * (weights[1] - weights[0]) / IDLE_PAGES


async def _talk(url: str, bot: Bot, daemon: SignalCli) -> Waits:
    """Let everybody talk for a while."""
    waits = Waits()
    turns = read_script()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        pages = Pages(url, session)
        async with asyncio.TaskGroup() as group:
            talking = [group.create_task(_stream(daemon, turns, waits))]
            talking.extend(group.create_task(_visits(pages, turns, waits, seed=seed)) for seed in range(PAGES))
            await asyncio.sleep(2 * PAUSE_S)
            worked, begun = bot.cpu_s(), perf_counter()
            waits.answers_s, waits.openings_s = array("d"), array("d")
            await asyncio.sleep(TALK_S)
            waits.cpu = (bot.cpu_s() - worked) / (perf_counter() - begun)
            for task in talking:
                task.cancel()
    return waits


async def _visits(pages: Pages, turns: Sequence[Turn], waits: Waits, *, seed: int) -> None:
    """Be one person after the other, each at a page of their own."""
    chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
    await asyncio.sleep(chance.random() * PAUSE_S)
    while True:
        async with AsyncExitStack() as stack:
            page = await pages.open(stack)
            waits.openings_s.append(await page.says("start", turns[0].bubble))
            for turn in turns[1:]:
                await asyncio.sleep(PAUSE_S * (0.5 + chance.random()))
                waits.answers_s.append(await page.says("text", turn.bubble, text=turn.says))


async def _stream(daemon: SignalCli, turns: Sequence[Turn], waits: Waits) -> None:
    """Let a message a second come by Signal, from one person after the other."""
    people = [daemon.person(f"349e0000-0000-4000-8000-{number:012}") for number in range(SIGNAL_PEOPLE)]
    while True:
        for turn in turns:
            for person in people:
                person.says(turn.says)
                waits.signal_said += 1
                waits.signal_answered = sum(len(one.seen) for one in people)
                await asyncio.sleep(SIGNAL_EVERY_S)


def _percentile_ms(waits: "array[float]", percent: float) -> float:
    ordered = sorted(waits)
    return 1000 * ordered[max(ceil(len(ordered) * percent / 100) - 1, 0)] if ordered else float("nan")


def _row(what: str, waits: "array[float]") -> tuple[str, ...]:
    return (what, f"{len(waits):,}", *(f"{_percentile_ms(waits, percent):,.1f}" for percent in (50, 95, 99, 100)))
