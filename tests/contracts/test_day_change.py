"""A day ends in four steps; a crash between any two only delays it. Told over memory, SQLite and PostgreSQL."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from bot.errors import StoreDown
from bot.ports import Subkey, Work
from bot.shredding import AUDITED, EVERY, HERSELF, DayChange
from bot.storage.keyring import MemoryKeyring
from bot.storage.lifetimes import day_of
from tests.contracts.stores import MIA, NOOR, Backing, OpenStore, SqlBacking, began, conversation_of, job, says
from tests.fakes import FakeClock, FakeJournal

T = TypeVar("T")
HOUR = timedelta(hours=1)
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TUESDAY = day_of(TUESDAY_NOON)
TUESDAY_IS_OVER = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""Midnight, and the hour that clocks may differ by."""


class PowerCut(BaseException):
    """The machine stops here."""


class Fuse:
    """Lets the machine stop before or after the nth thing that reaches the database or the keyring."""

    def __init__(self, after: int) -> None:
        self._left = after

    def burn(self) -> None:
        if self._left == 0:
            raise PowerCut
        self._left -= 1


class FusedStore:
    """A store on a machine that may stop."""

    def __init__(self, store: OpenStore, fuse: Fuse) -> None:
        self._store = store
        self._fuse = fuse

    async def run(self, work: Work[T]) -> T:
        self._fuse.burn()
        result = await self._store.run(work)
        self._fuse.burn()
        return result


class FusedKeyring:
    """A keyring on a machine that may stop."""

    def __init__(self, keyring: MemoryKeyring, fuse: Fuse) -> None:
        self._keyring = keyring
        self._fuse = fuse

    def day_key(self, day: int) -> bytes | None:
        return self._keyring.day_key(day)

    def week_key(self, week: int) -> bytes | None:
        return self._keyring.week_key(week)

    def subkey(self, purpose: Subkey) -> bytes:
        return self._keyring.subkey(purpose)

    def make_ahead(self, now: datetime) -> None:
        self._around(lambda: self._keyring.make_ahead(now))

    def over(self, now: datetime) -> Sequence[int]:
        return self._keyring.over(now)

    def late(self, now: datetime) -> Sequence[int]:
        return self._keyring.late(now)

    def destroy(self, now: datetime) -> None:
        self._around(lambda: self._keyring.destroy(now))

    def first_day(self) -> int:
        return self._keyring.first_day()

    def _around(self, do: Callable[[], None]) -> None:
        self._fuse.burn()
        do()
        self._fuse.burn()


class AwayStore:
    """A store whose database does not answer."""

    async def run(self, work: Work[T]) -> T:
        raise StoreDown


def keyring_of(backing: Backing) -> MemoryKeyring:
    """Return the keyring of the store; one for itself where the store has none."""
    return backing.keyring if isinstance(backing, SqlBacking) else MemoryKeyring(backing.clock.now())


async def the_day_before(backing: Backing, store: OpenStore) -> MemoryKeyring:
    """Let Mia write on Monday, Noor on Tuesday, and stand where Mia's last day is over, and Noor's is not."""
    keyring = keyring_of(backing)
    await began(store, MIA)
    backing.clock.advance(TUESDAY_NOON - backing.clock.now())
    await began(store, NOOR)
    keyring.destroy(backing.clock.now())
    backing.clock.advance(TUESDAY_IS_OVER - backing.clock.now())
    return keyring


async def left_of_tuesday(store: OpenStore) -> int:
    """Return how many conversations lie under the key of Tuesday or of an earlier day."""
    return await store.run(job(lambda tx: tx.conversations.left_under(TUESDAY)))


async def said_in_audit(store: OpenStore) -> list[bytes]:
    """Return up to which days the audit says that no key is left."""
    trail = await store.run(job(lambda tx: tx.staff.audit_trail()))
    return [line.subject for line in trail if (line.staff_id, line.action) == (HERSELF, AUDITED)]


def day_change(
    keyring: MemoryKeyring | FusedKeyring, store: OpenStore | FusedStore | AwayStore, clock: FakeClock
) -> DayChange:
    """Return what ends days, with a journal nobody reads."""
    return DayChange(keyring, store, clock=clock, journal=FakeJournal())


async def test_a_day_that_is_over_goes_with_everything_under_it(backing: Backing, store: OpenStore) -> None:
    """Not a second before the hour is over; whoever wrote later is known as ever; the audit says so, once."""
    keyring = await the_day_before(backing, store)
    backing.clock.advance(-timedelta(seconds=1))
    days = day_change(keyring, store, backing.clock)

    await days.round()
    early = (keyring.day_key(TUESDAY) is None, await left_of_tuesday(store))
    backing.clock.advance(timedelta(seconds=1))
    await days.round()
    await days.round()

    assert early == (False, 1)
    assert keyring.day_key(TUESDAY) is None
    assert await left_of_tuesday(store) == 0
    assert await conversation_of(store, NOOR) is not None
    assert await said_in_audit(store) == [b"2026-11-23", b"2026-11-24"]


@pytest.mark.parametrize("edge", range(12))
async def test_a_crash_anywhere_only_delays_it(backing: Backing, store: OpenStore, edge: int) -> None:
    """Before and after each step: no key goes while something is left under it, and the next start ends the day."""
    keyring = await the_day_before(backing, store)
    fuse = Fuse(edge)
    with pytest.raises(PowerCut):
        await day_change(FusedKeyring(keyring, fuse), FusedStore(store, fuse), backing.clock).round()
    in_order = keyring.day_key(TUESDAY) is not None or await left_of_tuesday(store) == 0

    await day_change(keyring, store, backing.clock).round()

    assert in_order
    assert (keyring.day_key(TUESDAY), await left_of_tuesday(store)) == (None, 0)
    assert await conversation_of(store, NOOR) is not None
    assert await said_in_audit(store) == [b"2026-11-24"]


async def test_a_database_that_is_away_delays_it_by_an_hour_at_most(backing: Backing, store: OpenStore) -> None:
    """Then the key goes all the same: what it opened nobody may read any more. The operator is told of both."""
    keyring, journal = await the_day_before(backing, store), FakeJournal()
    days = DayChange(keyring, AwayStore(), clock=backing.clock, journal=journal)

    await days.round()
    kept_for_now = keyring.day_key(TUESDAY)
    backing.clock.advance(HOUR)
    await days.round()

    assert kept_for_now is not None
    assert keyring.day_key(TUESDAY) is None
    assert [event for event, _ in journal.lines] == [
        *("keys_failed",),
        *("keys_late", "keys_unproven", "keys_destroyed", "keys_failed"),
    ]


async def test_who_writes_in_the_night_is_under_the_next_days_key(backing: Backing, store: OpenStore) -> None:
    """A save wraps anew what lives on, so a day that ends takes nobody who is still there with it."""
    keyring = keyring_of(backing)
    await began(store, MIA)
    backing.clock.advance(timedelta(hours=10))  # after midnight, UTC
    await store.run(says(MIA, "awake"))
    backing.clock.advance(TUESDAY_IS_OVER - backing.clock.now())

    await day_change(keyring, store, backing.clock).round()

    assert keyring.day_key(TUESDAY) is None
    assert await conversation_of(store, MIA) is not None


async def test_it_looks_at_once_and_every_ten_minutes(backing: Backing, store: OpenStore) -> None:
    """A start after a night without power ends the day before anybody has to wait."""
    keyring = await the_day_before(backing, store)
    journal, clock = FakeJournal(), backing.clock
    days = DayChange(keyring, store, clock=clock, journal=journal)

    await days.round()
    clock.advance(timedelta(days=1) - EVERY)
    await days.round()
    before = len(journal.lines)
    clock.advance(EVERY)
    await days.round()

    assert (before, len(journal.lines)) == (1, 2)
    assert {event for event, _ in journal.lines} == {"keys_destroyed"}
