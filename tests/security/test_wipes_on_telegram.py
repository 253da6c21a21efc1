"""S17: a wipe on Telegram is quick, goes to the last second, takes batches of a hundred, and says what it left."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import aiohttp
import pytest

from bot.channels.telegram import TelegramChannel, TelegramClient
from bot.content_files import read_return_words
from bot.conversations import Conversations
from bot.delivery import Delivery
from bot.flows.shelf import Shelf
from bot.handover.floor import Floor
from bot.model import Inbound, InboundKind, MessageRef, Sender
from bot.ops.clock import SystemClock
from bot.ports import Job, Transaction
from bot.return_phrases import ReturnPhrases
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from bot.waking import Wakeup
from tests.fakes import FakeClock, FakeJournal, Tasks
from tests.house import quick_keys, shipped_bundle
from tests.peers.botapi import BotApi, Person

MESSAGES = 120
WITHIN_S = 3.0
HALF_TRIP_S = 0.02


class StillApi(BotApi):
    """A Bot API server whose time a test moves; it judges what is too old by that time alone."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._still = clock

    def time(self) -> float:
        return self._still.now().timestamp()


class Line:
    """Ajar on a database, talking to a Bot API server."""

    def __init__(self, api: BotApi, store: SqlStore, session: aiohttp.ClientSession, clock: FakeClock) -> None:
        self.api, self.store, self.clock = api, store, clock
        self.tasks = Tasks(clock)
        client = TelegramClient(api.token, session, api_url=api.url)
        self.channel = TelegramChannel(client, SystemClock(), messages_per_second=10_000)
        floor, journal = Floor(clock), FakeJournal()
        delivery = Delivery(
            store, {"telegram": self.channel}, clock=clock, bell=floor, journal=journal, spawn=self.tasks.spawn
        )
        ids, shelf = count(1), Shelf(shipped_bundle())
        self.alarm = Wakeup(store, clock, journal, spawn=self.tasks.spawn)
        self.conversations = Conversations(
            store,
            delivery,
            lambda: shelf,
            new_id=lambda: next(ids).to_bytes(16, "big"),
            floor=floor,
            journal=journal,
            alarm=self.alarm,
            phrases=ReturnPhrases(read_return_words(), quick_keys, clock, journal=FakeJournal()),
        )
        self._events = count(1)

    async def hears(self, person: Person, text: str) -> MessageRef:
        """Let somebody write, and wait until it was answered; returns the id of what they wrote."""
        ref = MessageRef(str(person.says(text)))
        sender, event = Sender("telegram", str(person.id)), str(next(self._events))
        inbound = Inbound(sender, event, InboundKind.TEXT, text, message_ref=ref, deletable=True)
        await self.conversations.hear(inbound)
        await self.tasks.settle()
        return ref

    async def waits(self, time: timedelta) -> None:
        """Let time go by; whatever is due happens within the hour."""
        for _ in range(time // timedelta(hours=1)):
            self.clock.advance(timedelta(hours=1))
            self.alarm.ring(self.conversations)
            await self.tasks.settle()

    async def wrote_much(self, person: Person) -> None:
        """Give somebody a chat with `MESSAGES` messages, all remembered."""
        await self.hears(person, "hoi")
        refs = [MessageRef(str(person.says("nog iets"))) for _ in range(MESSAGES - 4)]
        sender = Sender("telegram", str(person.id))

        def remember(tx: Transaction) -> None:
            conversation = tx.conversations.of(sender)
            assert conversation is not None
            for ref in refs:
                tx.conversations.keep_ref(conversation.id, ref)

        await self.store.run(Job(remember))

    def left(self, person: Person) -> int:
        """Return how many messages stand in a chat, of both sides."""
        return sum(chat == person.id for chat, _ in self.api.world.sent_at)


@pytest.fixture
async def line(clock: FakeClock, tmp_path: Path) -> AsyncIterator[Line]:
    """Both sides, with a database in a file."""
    store = SqlStore(f"sqlite:///{tmp_path / 'ajar.db'}", MemoryKeyring(clock.now()), clock)
    await store.open()
    await store.serve()
    async with StillApi(clock) as api, aiohttp.ClientSession() as session:
        line = Line(api, store, session, clock)
        yield line
        await line.tasks.end()
    await store.close()


@pytest.fixture
def clock() -> FakeClock:
    """One clock for both sides."""
    return FakeClock()


async def _seconds_of_wipes(line: Line, wipes: int) -> list[float]:
    took = []
    for number in range(wipes):
        mia = line.api.person(5_000 + number)
        await line.wrote_much(mia)
        line.api.half_trip_s = HALF_TRIP_S
        begun = perf_counter()
        await line.hears(mia, "stop")
        took.append(perf_counter() - begun)
        line.api.half_trip_s = 0.0
        assert line.left(mia) == 1  # the last line
    return took


@pytest.mark.parametrize("wipes", [10, pytest.param(1_000, marks=pytest.mark.long)])
async def test_a_wipe_of_120_messages_takes_less_than_three_seconds(line: Line, wipes: int) -> None:
    """From the word to the last line, 40 ms away from Telegram, 95 of 100 times, in two calls."""
    took = await _seconds_of_wipes(line, wipes)

    assert quantiles(took, n=20)[-1] < WITHIN_S
    assert line.api.calls["deletemessages"] == 2 * wipes


async def test_a_chat_empties_itself_in_batches_of_a_hundred(line: Line) -> None:
    """A day after the last message nothing of 121 is left, and nothing was said about it."""
    mia = line.api.person(1001)
    await line.wrote_much(mia)
    said = len(line.api.accepted[mia.id])

    await line.waits(timedelta(hours=24))

    assert line.left(mia) == 0
    assert line.api.calls["deletemessages"] == 2
    assert len(line.api.accepted[mia.id]) == said


@pytest.mark.parametrize(
    ("age", "goes"), [(timedelta(hours=48, seconds=-1), True), (timedelta(hours=48, seconds=1), False)]
)
async def test_the_last_second_counts(line: Line, clock: FakeClock, age: timedelta, *, goes: bool) -> None:
    """47:59:59 goes without a word about it; 48:00:01 stays, keeps nothing else, and is said."""
    mia = line.api.person(1001)
    first = await line.hears(mia, "hoi")
    begun = clock.now()
    for hours in (20, 40):
        clock.advance(begun + timedelta(hours=hours) - clock.now())
        await line.hears(mia, "hoi")
    clock.advance(begun + age - clock.now())

    await line.hears(mia, "stop")

    assert ((mia.id, int(first)) not in line.api.world.sent_at) is goes
    last = line.api.accepted[mia.id][-1].text
    assert ("kon niet weg" in last) is not goes
    if goes:
        assert line.left(mia) == 1
