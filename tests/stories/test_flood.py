"""Somebody who floods takes one place in the queue, whatever they send, and costs others no time."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram import TelegramClient, TelegramIngress
from bot.channels.telegram.update import Update
from bot.model import Inbound, InboundKind, Sender
from bot.ops.clock import SystemClock
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock, FakeJournal
from tests.house import House

ROUNDS, MESSAGES = 9, 200
TO_A_HUMAN = ("ja", "nederland", "binnen", "mens", "ja", "m30")
WORDS = ("mens", "ik wil dood", "mens!", "1", "blabla", "een mens graag")


async def test_who_asks_for_a_human_again_and_again_has_one_place(house: House) -> None:
    """The queue is not filled by one telephone: asking again, a crisis and starting anew take no other place."""
    noor, ada = house.person("noor"), house.counsellor("ada")
    places = []
    for _ in range(3):
        await noor.starts()
        await noor.chooses(*TO_A_HUMAN)
        for word in WORDS:
            await noor.says(word)
            places.append(len(await ada.queue()))

    assert set(places) == {1}


@pytest.fixture
async def ingress(tmp_path: Path) -> AsyncIterator[TelegramIngress]:
    """The way in of a bot on SQLite, on the real clock; what it sends is accepted at once."""
    clock, fake = SystemClock(), FakeClock()
    store = SqlStore(f"sqlite:///{tmp_path / 'ajar.db'}", MemoryKeyring(clock.now()), clock)
    await store.open()
    house = House(store, fake)

    def drop(work: Coroutine[Any, Any, None]) -> None:
        work.close()

    async with aiohttp.ClientSession() as session:
        client = TelegramClient("1:not-asked-anything", session, api_url="http://127.0.0.1:9")
        yield TelegramIngress(client, house.conversations, clock=clock, journal=FakeJournal(), spawn=drop)
    await house.tasks.end()
    await store.close()


class Messages:
    """Messages as Telegram hands them over, one after the other."""

    def __init__(self, ingress: TelegramIngress) -> None:
        self._ingress = ingress
        self._numbers = itertools.count(1)

    async def arrives(self, text: str, person: int = 0) -> float:
        """Hand one over, of somebody new unless a person is named; returns the seconds until it may be acknowledged."""
        number = next(self._numbers)
        sender = Sender("telegram", str(person or 1_000 + number))
        begun = time.perf_counter()
        await self._ingress.hearing.take(Update(number, Inbound(sender, str(number), InboundKind.TEXT, text)))
        return time.perf_counter() - begun

    async def flood(self) -> None:
        """A thousand a minute of one sender."""
        while True:
            await self.arrives("blabla", person=7)
            await asyncio.sleep(0.06)

    async def p95_of_others(self) -> float:
        """Let others write for some seconds."""
        took = []
        for _ in range(MESSAGES):
            took.append(await self.arrives("hoi"))
            await asyncio.sleep(0.02)
        return sorted(took)[MESSAGES * 95 // 100]


@pytest.mark.long
async def test_a_flood_costs_others_no_time(ingress: TelegramIngress) -> None:
    """One sender at a thousand a minute: the others' p95 rises by less than a tenth, in rounds with and without."""
    asyncio.get_running_loop().set_debug(enabled=False)
    messages = Messages(ingress)
    await messages.p95_of_others()
    alone, flooded = [], []

    for _ in range(ROUNDS):
        alone.append(await messages.p95_of_others())
        flood = asyncio.get_running_loop().create_task(messages.flood())
        flooded.append(await messages.p95_of_others())
        flood.cancel()

    asyncio.get_running_loop().set_debug(enabled=True)
    assert ingress.hearing.counts["over_budget"] > 0
    assert median(flooded) < 1.1 * median(alone), f"{flooded} beside a flood, {alone} without, in seconds"
