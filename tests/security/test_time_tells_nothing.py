"""S15: how long the first reply takes tells nobody whether we know who writes."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from math import sqrt
from pathlib import Path
from random import Random
from statistics import fmean, variance

import pytest

from bot.content_files import read_return_words
from bot.flows.return_words import plain
from bot.model import Inbound, InboundKind, MessageRef, Outbound, Sender
from bot.ops.beat import an_even_beat
from bot.ports import Job, Leaves, Transaction, unnoted
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.fakes import A_MONDAY_AFTERNOON, FakeChannel, FakeClock
from tests.house import House, quick_keys

AT_ONCE = 5
A_DIFFERENCE = 4.5
"""Welch's t, beyond which two sets of times are not the same: by chance once in some 150,000."""


KINDS = ("right", "wrong", "wiped", "unknown")
"""The words open something; others would; they did and were wiped since; or it is a stranger who types them."""
A_GROUP = 50
"""So few of each kind that none has to wait until others have tried."""
_WORDS = read_return_words()


class LivelyClock(FakeClock):
    """A clock that goes by itself, and that a test can move on."""

    def __init__(self) -> None:
        super().__init__()
        self._begun_s = time.perf_counter()
        self._skipped = timedelta()

    def now(self) -> datetime:
        """Return the moment that this clock has reached."""
        passed_s = time.perf_counter() - self._begun_s
        return A_MONDAY_AFTERNOON + self._skipped + timedelta(seconds=passed_s)

    async def sleep(self, duration: timedelta) -> None:
        """Wait as long as it really takes."""
        await asyncio.sleep(duration.total_seconds())

    def advance(self, duration: timedelta) -> None:
        """Move on."""
        self._skipped += duration


class TimingChannel(FakeChannel):
    """A channel that notes when the first bubble of each person left."""

    def __init__(self) -> None:
        super().__init__()
        self.left_s: dict[Sender, float] = {}

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        """Look at the time."""
        await leaves()
        self.left_s.setdefault(to, time.perf_counter())
        return ()


class Times:
    """People, half of whom are known since twenty minutes ago, and how long each waited for the first reply."""

    def __init__(self, store: SqlStore, clock: LivelyClock) -> None:
        self._clock = clock
        self._channel = TimingChannel()
        self._house = House(store, clock, channel=self._channel, even_after=an_even_beat)

    async def of(self, people: int) -> tuple[list[float], list[float]]:
        """Return the seconds of known and of unknown senders, who write in a random order, some at a time."""
        known = [Sender("telegram", f"known {number}") for number in range(people)]
        await self._write(known)
        self._clock.advance(timedelta(minutes=20))
        self._channel.left_s.clear()
        everybody = [*known, *(Sender("telegram", f"unknown {number}") for number in range(people))]
        Random(7).shuffle(everybody)  # noqa: S311 - the order only has to be mixed
        begun_s = await self._write(everybody)
        took = {who: self._channel.left_s[who] - begun_s[who] for who in everybody}
        strangers = [seconds for who, seconds in took.items() if who.native_id.startswith("unknown")]
        return [took[who] for who in known], strangers

    async def of_words(self, people: int) -> dict[str, list[float]]:
        """Return the seconds of whoever types five words of the list, by who they are and what the words open."""
        took: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for first in range(0, people, A_GROUP):
            group = [Sender("telegram", f"{kind} {first + place}") for kind in KINDS for place in range(A_GROUP)]
            known = [who for who in group if not who.native_id.startswith("unknown")]
            await self._write(known)
            says = {who: _five_words(first * len(KINDS) + place) for place, who in enumerate(group)}
            await self._house.store.run(Job(lambda tx, known=known, says=says: self._lock(tx, known, says)))  # type: ignore[misc]
            self._clock.advance(timedelta(minutes=20))
            self._channel.left_s.clear()
            Random(first).shuffle(group)  # noqa: S311 - the order only has to be mixed
            begun_s = await self._write(group, says)
            for who in group:
                took[who.native_id.partition(" ")[0]].append(self._channel.left_s[who] - begun_s[who])
            self._clock.advance(timedelta(minutes=20))
        return took

    def _lock(self, tx: Transaction, known: Sequence[Sender], says: Mapping[Sender, str]) -> None:
        """Keep what a phrase opens, for each of them but those whose phrase was wiped; what they say may be another."""
        for who in known:
            conversation = tx.conversations.of(who)
            assert conversation is not None
            if not who.native_id.startswith("wiped"):
                words = says[who] if who.native_id.startswith("right") else f"{says[who]} not"
                tx.ways_back.keep(quick_keys(words)[0], conversation, is_locked=True)

    async def _write(self, people: Sequence[Sender], says: Mapping[Sender, str] | None = None) -> dict[Sender, float]:
        begun_s: dict[Sender, float] = {}

        async def writes(who: Sender) -> None:
            text = "hoi" if says is None else says[who]
            event = Inbound(who, str(self._house.next_event()), InboundKind.TEXT, text, language_hint="nl")
            begun_s[who] = time.perf_counter()
            await self._house.conversations.hear(event)

        for first in range(0, len(people), AT_ONCE):
            await asyncio.gather(*(writes(who) for who in people[first : first + AT_ONCE]))
            await self._house.delivery.drained()
        return begun_s


def _five_words(number: int) -> str:
    """Return a phrase that no other number has."""
    digits = [number // 1024**place % 1024 for place in range(5)]
    return plain(_WORDS.phrase("nl", digits))


def welch(ones: Sequence[float], others: Sequence[float]) -> float:
    """Return by how much two sets of numbers differ, measured by their own spread."""
    return (fmean(ones) - fmean(others)) / sqrt(variance(ones) / len(ones) + variance(others) / len(others))


@pytest.fixture
async def times(tmp_path: Path) -> AsyncIterator[Times]:
    """A house on SQLite, in real time."""
    clock = LivelyClock()
    store = SqlStore(f"sqlite:///{tmp_path / 'ajar.db'}", MemoryKeyring(clock.now()), clock)
    await store.open()
    await store.serve()
    yield Times(store, clock)
    await store.close()


@pytest.mark.usefixtures("at_full_speed")
@pytest.mark.parametrize("people", [150, pytest.param(20_000, marks=[pytest.mark.long, pytest.mark.timeout(1_800)])])
async def test_known_and_unknown_senders_wait_alike(times: Times, people: int) -> None:
    """S15: Welch's |t| stays below 4.5; in the long run with 20,000 of each."""
    known, unknown = await times.of(people)

    assert abs(welch(known, unknown)) < A_DIFFERENCE, f"known {fmean(known):.6f} s, unknown {fmean(unknown):.6f} s"
    assert min(known) > 0.049
    assert min(unknown) > 0.049


@pytest.mark.usefixtures("at_full_speed")
@pytest.mark.parametrize("people", [50, pytest.param(20_000, marks=[pytest.mark.long, pytest.mark.timeout(7_200)])])
async def test_words_wait_alike_whatever_they_open(times: Times, people: int) -> None:
    """Right ones, wrong ones, wiped ones and a stranger's: each pair stays below 4.5."""
    took = await times.of_words(people)

    told = ", ".join(f"{kind} {fmean(seconds):.6f} s" for kind, seconds in took.items())
    for one, other in combinations(KINDS, 2):
        assert abs(welch(took[one], took[other])) < A_DIFFERENCE, f"{one} and {other}: {told}"
    assert min(map(min, took.values())) > 0.049
