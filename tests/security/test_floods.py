"""S18: who floods takes one place in the queue, little of our time and no memory, however long their texts are."""

import asyncio
import gc
import itertools
import time
import tracemalloc
from collections.abc import AsyncIterator, Coroutine
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import pytest

from bot.channels.budget import Budget, usual
from bot.channels.telegram import TelegramClient, TelegramIngress
from bot.channels.telegram.hearing import Chores, Hearing
from bot.channels.telegram.update import Update
from bot.model import Inbound, InboundKind, Sender
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.adapters.webchat.rig import Rig as WebRig
from tests.fakes import FakeClock, FakeJournal
from tests.house import House

A_MINUTE = timedelta(minutes=1)
LONG_TEXT = "ik weet niet meer hoe het verder moet met mij " * 89
"""As long as Telegram lets a message be."""
_numbers = itertools.count(1)


class CountingListener:
    """A `Listener` that counts letters."""

    def __init__(self) -> None:
        self.letters = 0

    async def hear(self, inbound: Inbound) -> None:
        """Count."""
        self.letters += len(inbound.text)


def says(text: str, person: int, *, said_at: float = 0) -> Update:
    """Return a message as the reader hands it on."""
    number = next(_numbers)
    sender = Sender("telegram", str(person))
    return Update(number, Inbound(sender, str(number), InboundKind.TEXT, text), said_at=int(said_at))


async def test_a_flood_of_long_texts_costs_as_little_as_one_of_short_ones() -> None:
    """S18: of a thousand long texts a minute, few letters are looked at: looking is what takes time."""
    clock, listener = FakeClock(), CountingListener()
    looked_at: list[int] = []

    def urgency(_: Sender, text: str) -> str:
        looked_at.append(len(text))
        return ""

    async with aiohttp.ClientSession() as session:
        client = TelegramClient("1:none", session, api_url="http://127.0.0.1:9")
        door = Hearing(
            listener,
            Chores(client, lambda work: work.close()),
            clock=clock,
            journal=FakeJournal(),
            budget=Budget(clock, usual(30), urgency=urgency),
        )
        for _ in range(1_000):
            await door.take(says(LONG_TEXT, 7, said_at=clock.now().timestamp()))
            clock.advance(A_MINUTE / 1_000)

    assert listener.letters + sum(looked_at) < 700_000  # all of it would be four million
    assert door.counts["heard"] > 50


async def test_a_page_that_sends_the_longest_texts_is_slowed_down_and_loses_none() -> None:
    """S18: a text of 20,000 characters counts as twenty messages; the page keeps it and may send it again later."""
    rig = WebRig()
    async with rig.serve(), rig.tab() as tab:
        answers = []
        for _ in range(6):
            await tab.say("text", text="a" * 20_000)
            answers.append((await tab.reads())["type"])
        assert answers == ["kept"] * 4 + ["error"] * 2

        rig.clock.advance(A_MINUTE)
        await tab.say("text", text="a" * 20_000)
        assert (await tab.reads())["type"] == "kept"
    assert len(rig.listener.heard) == 5


# ----------------------------------------------------------------------------------------- everybody at the same moment


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[House]:
    """A house on SQLite with a counsellor, whose channel shows everything at once."""
    clock = FakeClock()
    store = SqlStore(f"sqlite:///{tmp_path / 'ajar.db'}", MemoryKeyring(clock.now()), clock)
    await store.open()
    await store.serve()
    house = House(store, clock)
    house.counsellor("Ada")
    yield house
    await house.tasks.end()
    await store.close()


@pytest.mark.usefixtures("at_full_speed")
@pytest.mark.parametrize("people", [200, pytest.param(10_000, marks=pytest.mark.long)])
async def test_everybody_who_writes_at_the_same_moment_is_answered_alike(place: House, people: int) -> None:
    """S18: senders all at once: each reads the same opening once, nothing of them stays in memory."""

    async def writes(text: str) -> None:
        events = (says(text, 1_000 + number).event for number in range(people))
        await asyncio.gather(*(place.conversations.hear(event) for event in events if isinstance(event, Inbound)))
        await place.delivery.drained()

    await writes("hoi")
    screens = {tuple(bubble.text for bubble in shown) for shown in place.channel.shown.values()}
    assert len(place.channel.shown) == people
    assert len(screens) == 1

    place.channel.shown.clear()
    gc.collect()
    tracemalloc.start()
    await writes("ja")
    place.channel.shown.clear()
    place.channel.refs.clear()
    gc.collect()
    left_bytes, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert place.delivery.lanes == 0
    assert left_bytes < 2_000_000 + 1_000 * people


@pytest.mark.usefixtures("at_full_speed")
async def test_the_queue_has_one_place_for_each_however_often_they_ask(place: House) -> None:
    """S18: six people who ask for a human three times each have six places, in the order in which they came."""
    people = [place.person(f"p{number}") for number in range(6)]
    for _ in range(3):
        for person in people:
            await person.starts()
            await person.chooses("ja", "nederland", "binnen", "mens", "ja", "m30")

    first = [case.id for case in await place.desk.queue()]
    assert len(first) == 6
    assert first == sorted(first)


# ---------------------------------------------------------------------------------------------- what others wait for


def drop(work: Coroutine[Any, Any, None]) -> None:
    """Leave a chore undone."""
    work.close()


async def p95_of_others(door: Hearing, messages: int) -> float:
    """Let new people write, and return what most of them waited at most, in seconds."""
    took = []
    for _ in range(messages):
        number = next(_numbers)
        begun = time.perf_counter()
        await door.take(says("hoi", 1_000_000 + number))
        took.append(time.perf_counter() - begun)
        await asyncio.sleep(0.02)
    return sorted(took)[messages * 95 // 100]


async def flood(door: Hearing) -> None:
    """A thousand long texts a minute of one sender."""
    while True:
        await door.take(says(LONG_TEXT, 7))
        await asyncio.sleep(0.06)


@pytest.mark.long
@pytest.mark.usefixtures("at_full_speed")
async def test_a_flood_of_long_texts_costs_others_no_time(place: House) -> None:
    """S18: beside a thousand long texts a minute, once they are beyond what a person writes, p95 rises by < 10 %."""
    async with aiohttp.ClientSession() as session:
        client = TelegramClient("1:none", session, api_url="http://127.0.0.1:9")
        ingress = TelegramIngress(
            client,
            place.conversations,
            clock=FakeClock(),
            journal=FakeJournal(),
            spawn=drop,
            urgency=place.conversations.urgency,
        )
        door = ingress.hearing
        for _ in range(400):
            await door.take(says(LONG_TEXT, 7))
        await p95_of_others(door, 200)
        alone, flooded = [], []
        for _ in range(9):
            alone.append(await p95_of_others(door, 200))
            flooding = asyncio.get_running_loop().create_task(flood(door))
            flooded.append(await p95_of_others(door, 200))
            flooding.cancel()

    assert door.counts["over_budget"] > 1_000
    assert median(flooded) < 1.1 * median(alone), f"{flooded} beside a flood, {alone} without, in seconds"
