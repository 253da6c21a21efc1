"""S15: how long the first reply takes tells nobody whether we know who writes, or what they did."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from math import sqrt
from pathlib import Path
from random import Random
from statistics import fmean, variance

import pytest

from bot.content_files import read_return_words
from bot.fates import purge
from bot.flows.return_words import plain
from bot.model import (
    Block,
    BlockReason,
    CaseId,
    Inbound,
    InboundKind,
    MessageRef,
    Outbound,
    Phase,
    Sender,
    StaffId,
    changed,
)
from bot.ops.beat import an_even_beat
from bot.ports import Job, Leaves, Transaction, unnoted
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.contracts.stores import case_for
from tests.fakes import A_MONDAY_AFTERNOON, FakeChannel, FakeClock
from tests.house import House, quick_keys

AT_ONCE, BEFOREHAND = 5, 50
"""So many write at once where it is measured, and where it is not."""
A_DIFFERENCE = 4.5
"""Welch's t, beyond which two sets of times are not the same: by chance once in some 150,000."""

SENDERS = ("unknown", "known", "wiped", "waiting", "blocked")
"""Who writes: a stranger, or somebody who wrote twenty minutes ago, and then had it all forgotten, asked for a human
and waits still, or was blocked."""
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
    """People, most of whom did something twenty minutes ago, and how long each waited for the first reply."""

    def __init__(self, store: SqlStore, clock: LivelyClock) -> None:
        self._clock = clock
        self._channel = TimingChannel()
        self._house = House(store, clock, channel=self._channel, even_after=an_even_beat)

    async def of(self, people: int) -> dict[str, list[float]]:
        """Return the seconds of so many senders of each kind, who write in a random order, some at a time."""
        took: dict[str, list[float]] = {kind: [] for kind in SENDERS}
        for first in range(0, people, A_GROUP):
            kinds = {kind: [Sender("telegram", f"{kind} {first + place}") for place in range(A_GROUP)] for kind in took}
            known = [who for kind, ones in kinds.items() if kind != "unknown" for who in ones]
            await self._write(known, at_once=BEFOREHAND)
            await self._write(kinds["wiped"], dict.fromkeys(kinds["wiped"], "wis"), at_once=BEFOREHAND)
            await self._house.store.run(Job(lambda tx, ones=kinds["waiting"]: _let_wait(tx, ones)))  # type: ignore[misc]
            await self._house.store.run(Job(lambda tx, ones=kinds["blocked"]: _block(tx, ones)))  # type: ignore[misc]
            self._clock.advance(timedelta(minutes=20))
            await self._measure([who for ones in kinds.values() for who in ones], took, seed=first)
            await self._house.store.run(Job(lambda tx, ones=kinds["waiting"]: _forget(tx, ones)))  # type: ignore[misc]
        return took

    async def of_words(self, people: int) -> dict[str, list[float]]:
        """Return the seconds of whoever types five words of the list, by who they are and what the words open."""
        took: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for first in range(0, people, A_GROUP):
            group = [Sender("telegram", f"{kind} {first + place}") for kind in KINDS for place in range(A_GROUP)]
            known = [who for who in group if not who.native_id.startswith("unknown")]
            await self._write(known, at_once=BEFOREHAND)
            says = {who: _five_words(first * len(KINDS) + place) for place, who in enumerate(group)}
            await self._house.store.run(Job(lambda tx, known=known, says=says: self._lock(tx, known, says)))  # type: ignore[misc]
            self._clock.advance(timedelta(minutes=20))
            await self._measure(group, took, says, seed=first)
        return took

    async def _measure(
        self,
        people: list[Sender],
        took: dict[str, list[float]],
        says: Mapping[Sender, str] | None = None,
        *,
        seed: int,
    ) -> None:
        """Let people write, mixed, and note by their kind how long each waited; then it is quiet for a while."""
        self._channel.left_s.clear()
        Random(seed).shuffle(people)  # noqa: S311 - the order only has to be mixed
        begun_s = await self._write(people, says)
        for who in people:
            took[who.native_id.partition(" ")[0]].append(self._channel.left_s[who] - begun_s[who])
        self._clock.advance(timedelta(minutes=20))

    def _lock(self, tx: Transaction, known: Sequence[Sender], says: Mapping[Sender, str]) -> None:
        """Keep what a phrase opens, for each of them but those whose phrase was wiped; what they say may be another."""
        for who in known:
            conversation = tx.conversations.of(who)
            assert conversation is not None
            if not who.native_id.startswith("wiped"):
                words = says[who] if who.native_id.startswith("right") else f"{says[who]} not"
                tx.ways_back.keep(quick_keys(words)[0], conversation, is_locked=True)

    async def _write(
        self, people: Sequence[Sender], says: Mapping[Sender, str] | None = None, *, at_once: int = AT_ONCE
    ) -> dict[Sender, float]:
        begun_s: dict[Sender, float] = {}

        async def writes(who: Sender) -> None:
            text = "hoi" if says is None else says[who]
            event = Inbound(who, str(self._house.next_event()), InboundKind.TEXT, text, language_hint="nl")
            begun_s[who] = time.perf_counter()
            await self._house.conversations.hear(event)

        for first in range(0, len(people), at_once):
            await asyncio.gather(*(writes(who) for who in people[first : first + at_once]))
            await self._house.delivery.drained()
        return begun_s


def _let_wait(tx: Transaction, people: Sequence[Sender]) -> None:
    """Put people in the queue; they did not want to be written to there."""
    for who in people:
        conversation = tx.conversations.of(who)
        assert conversation is not None
        case = tx.cases.open(case_for(conversation, tx.now))
        tx.conversations.save(changed(conversation, phase=Phase.WAITING, case_id=case.id))


def _block(tx: Transaction, people: Sequence[Sender]) -> None:
    """Offer nobody to these for an hour."""
    for number, who in enumerate(people):
        case_id = CaseId(f"{tx.now:%d%H%M}{number:010}".encode())
        assert tx.blocks.propose(who, Block(case_id, BlockReason.THREATS, StaffId("Ada"), tx.now + timedelta(hours=1)))
        block = tx.blocks.of(who)
        assert block is not None
        assert tx.blocks.change(replace(block, confirmed_by=StaffId("Coos")))


def _forget(tx: Transaction, people: Sequence[Sender]) -> None:
    """Let people leave, so that the queue is never longer than a real one."""
    for who in people:
        conversation = tx.conversations.of(who)
        assert conversation is not None
        purge(tx, conversation)


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


def check_alike(took: Mapping[str, Sequence[float]]) -> None:
    """Welch's |t| of each two kinds stays below 4.5, and nobody is answered before the beat."""
    told = ", ".join(f"{kind} {fmean(seconds):.6f} s" for kind, seconds in took.items())
    for one, other in combinations(took, 2):
        assert abs(welch(took[one], took[other])) < A_DIFFERENCE, f"{one} and {other}: {told}"
    assert min(map(min, took.values())) > 0.049


@pytest.mark.usefixtures("at_full_speed")
@pytest.mark.parametrize("people", [50, pytest.param(20_000, marks=[pytest.mark.long, pytest.mark.timeout(7_200)])])
async def test_known_and_unknown_senders_wait_alike(times: Times, people: int) -> None:
    """S15: strangers, and who is known, wiped, waits or is blocked; in the long run 20,000 of each."""
    took = await times.of(people)

    assert {len(seconds) for seconds in took.values()} == {people}
    check_alike(took)


@pytest.mark.usefixtures("at_full_speed")
@pytest.mark.parametrize("people", [50, pytest.param(20_000, marks=[pytest.mark.long, pytest.mark.timeout(7_200)])])
async def test_words_wait_alike_whatever_they_open(times: Times, people: int) -> None:
    """Right ones, wrong ones, wiped ones and a stranger's: each pair stays below 4.5."""
    check_alike(await times.of_words(people))
