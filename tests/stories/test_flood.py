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
from bot.channels.telegram.budget import Budget, usual
from bot.channels.telegram.update import Update
from bot.model import UNKNOWN_REF, Inbound, InboundKind, MessageRef, Sender
from bot.ops.clock import SystemClock
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock, FakeJournal
from tests.house import House, Person

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


async def test_a_word_of_ones_own_wipes_in_the_middle_of_a_flood(house: House) -> None:
    """It has the reserve of “stop”, for the one who chose it and for nobody else, and after a restart too."""
    mia, lou = house.person("Mia"), house.person("Lou")
    await mia.starts()
    await mia.chooses("ja", "belgie", "naaste", "stoppen", "eigen")
    await mia.says("Zonnebloem")
    await house.restarts()
    await mia.says("hallo")
    budget = Budget(house.clock, usual(1), urgency=house.conversations.urgency)

    def is_heard(who: Person, text: str) -> bool:
        return budget.admits(Inbound(who.sender, "1", InboundKind.TEXT, text), 0)

    for word in ("blabla", "ik wil dood", "mens"):
        assert [is_heard(who, word) for who in (mia, lou) for _ in range(100)].count(False) > 100

    assert is_heard(mia, "zonnebloem!")
    assert not is_heard(lou, "zonnebloem!")


@pytest.mark.parametrize("lost", [(), (UNKNOWN_REF,)])
async def test_a_wipe_takes_what_was_not_heard_and_tells_what_it_can_not(
    house: House, lost: tuple[MessageRef, ...]
) -> None:
    """What was dropped in a flood stands in the chat like anything else."""
    mia = house.person("Mia")
    await mia.says("hallo")
    unheard = (MessageRef("dropped-1"), MessageRef("dropped-2"), *lost)
    mia.reads()

    await house.conversations.hear(Inbound(mia.sender, "last", InboundKind.TEXT, "stop", unheard=unheard))
    await house.tasks.settle()

    assert {"dropped-1", "dropped-2"} <= set(house.channel.deleted[mia.sender])
    mia.was_told("kon niet weg" if lost else "Oké, klaar")


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
@pytest.mark.usefixtures("at_full_speed")
async def test_a_flood_costs_others_no_time(ingress: TelegramIngress) -> None:
    """One sender at a thousand a minute: the others' p95 rises by less than a tenth, in rounds with and without."""
    messages = Messages(ingress)
    await messages.p95_of_others()
    alone, flooded = [], []

    for _ in range(ROUNDS):
        alone.append(await messages.p95_of_others())
        flood = asyncio.get_running_loop().create_task(messages.flood())
        flooded.append(await messages.p95_of_others())
        flood.cancel()

    assert ingress.hearing.counts["over_budget"] > 0
    assert median(flooded) < 1.1 * median(alone), f"{flooded} beside a flood, {alone} without, in seconds"
