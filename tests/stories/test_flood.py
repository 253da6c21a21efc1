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

from bot.channels.budget import Budget, usual
from bot.channels.telegram import TelegramClient, TelegramIngress
from bot.channels.telegram.hearing import Chores, Hearing
from bot.channels.telegram.update import Update
from bot.model import UNKNOWN_REF, Inbound, InboundKind, LineFrom, MessageRef, Sender
from bot.ops.clock import SystemClock
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock, FakeJournal
from tests.house import House, Person
from tests.stories.test_the_whole_way import mia_talks

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


TOO_MANY = "Niet alles wordt gelezen"


class Door:
    """The way in from Telegram of somebody who sends more than is heard; a new one is another process."""

    def __init__(self, house: House, session: aiohttp.ClientSession) -> None:
        client = TelegramClient("1:not-asked-anything", session, api_url="http://127.0.0.1:9")
        budget = Budget(house.clock, usual(1), urgency=house.conversations.urgency)
        chores = Chores(client, lambda work: work.close())
        self._house = house
        self._hearing = Hearing(house.conversations, chores, clock=house.clock, journal=house.journal, budget=budget)

    async def hears(self, person: Person, *texts: str) -> None:
        """Let somebody send texts in the same moment."""
        for text in texts:
            number = self._house.next_event()
            inbound = Inbound(person.sender, str(number), InboundKind.TEXT, text, message_ref=MessageRef(f"p{number}"))
            await self._hearing.take(Update(number, inbound))
        await self._house.tasks.settle()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session that nothing is asked with."""
    async with aiohttp.ClientSession() as session:
        yield session


def told(person: Person) -> int:
    """Count how often somebody read, since they last looked, that not everything is read."""
    return sum(TOO_MANY in bubble.text for bubble in person.reads())


async def test_who_is_not_heard_is_told_so_once_a_minute(house: House, session: aiohttp.ClientSession) -> None:
    """And reads what was asked: nobody who wrote is left without an answer; in a talk the desk is handed nothing."""
    mia, door = house.person("Mia"), Door(house, session)
    await door.hears(mia, *["blabla"] * 60)

    assert told(mia) == 1
    assert mia.screen[-1].options

    await house.minutes_pass(2)
    await door.hears(mia, *["blabla"] * 200)
    assert told(mia) == 1


async def test_in_a_talk_too(house: House, session: aiohttp.ClientSession) -> None:
    """The counsellor is handed what was heard, and the help-seeker knows that there is more."""
    mia, ada, case_id = await mia_talks(house)
    await Door(house, session).hears(mia, *(f"regel {number}" for number in range(30)))

    assert told(mia) == 1
    handed = [line.text for line in (await ada.reads(case_id)).lines if line.author is LineFrom.HELP_SEEKER]
    assert handed == [f"regel {number}" for number in range(len(handed))]
    assert 15 < len(handed) < 30


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_wipe_after_a_flood_does_not_say_that_all_is_gone(
    house: House, session: aiohttp.ClientSession, *, restarts: bool
) -> None:
    """A process that ends in the middle of a flood forgets the ids of what it did not hear; the wipe tells of them."""
    mia, door = house.person("Mia"), Door(house, session)
    await door.hears(mia, *["blabla"] * 60)
    if restarts:
        await house.restarts()
        door = Door(house, session)
    assert told(mia) == 1

    await door.hears(mia, "stop")

    mia.was_told("kon niet weg")


@pytest.fixture
async def ingress(tmp_path: Path) -> AsyncIterator[TelegramIngress]:
    """The way in of a bot on SQLite, on the real clock; what it sends is accepted at once."""
    clock = SystemClock()
    store = SqlStore(f"sqlite:///{tmp_path / 'ajar.db'}", MemoryKeyring(clock.now()), clock)
    await store.open()
    house = House(store, FakeClock(clock.now()))

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
