"""A day ends in four steps; a crash between any two only delays it. Told over memory, SQLite and PostgreSQL."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from bot.errors import StoreDown
from bot.ports import Subkey, Work
from bot.reckoning import BELIEVED_AFTER, EVERY
from bot.retention import Retention
from bot.shredding import AUDITED, HERSELF, KEPT_UP, DayChange, keep_up
from bot.storage.keyring import MemoryKeyring, MemoryShelf, ShelfKeyring, make_keyring
from bot.storage.keys import Entries
from bot.storage.lifetimes import day_of
from bot.storage.memory import MemoryStore
from tests.contracts.stores import MIA, NOOR, Backing, OpenStore, SqlBacking, began, conversation_of, job, says
from tests.contracts.test_serving import lies_down
from tests.fakes import FakeClock, FakeJournal

T = TypeVar("T")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
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

    def quarter_key(self, quarter: int) -> bytes | None:
        return self._keyring.quarter_key(quarter)

    def log_key(self, quarter: int) -> bytes | None:
        return self._keyring.log_key(quarter)

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

    def erase(self) -> bool:
        return self._keyring.erase()

    def refresh(self) -> None:
        self._keyring.refresh()

    def first_day(self) -> int:
        return self._keyring.first_day()

    def _around(self, do: Callable[[], None]) -> None:
        self._fuse.burn()
        do()
        self._fuse.burn()


class FlakyShelf(MemoryShelf):
    """A shelf that may be away, or that somebody else reads without an end."""

    is_away = False
    is_read = False

    def read(self) -> Entries:
        if self.is_away:
            raise StoreDown(where="AJAR_KEYRING")
        return super().read()

    def erase(self) -> bool:
        return not self.is_read


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
    backing.clock.advance(TUESDAY_NOON - backing.clock.now())
    await day_change(keyring, store, backing.clock).round()
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


async def test_a_clock_that_leaps_ends_no_days_before_it_could_be_put_right(backing: Backing, store: OpenStore) -> None:
    """Nobody is forgotten by it; when it was put right, all is as it was, and the night after ends its day."""
    keyring, journal = keyring_of(backing), FakeJournal()
    await began(store, MIA)
    days = DayChange(keyring, store, clock=backing.clock, journal=journal)
    retention = Retention(store, backing.clock, FakeJournal(), is_in_doubt=lambda: days.is_in_doubt)
    await days.round()
    backing.clock.advance(10 * DAY)

    await days.round()
    await retention.tidy()
    told = [line for line in journal.lines if line[0] == "clock_failed"]
    backing.clock.advance(-10 * DAY)
    await days.round()
    kept = (keyring.day_key(TUESDAY - 1), await conversation_of(store, MIA))
    backing.clock.advance(TUESDAY_NOON - backing.clock.now())
    await days.round()

    assert told == [("clock_failed", {"count": 10})]
    assert None not in kept
    assert keyring.day_key(TUESDAY - 1) is None
    assert keyring.day_key(TUESDAY) is not None


async def test_a_start_days_later_ends_them_after_half_a_day(backing: Backing, store: OpenStore) -> None:
    """A machine that was off over a weekend, and one whose clock is wrong, look alike: it waits, and not for ever."""
    keyring = await the_day_before(backing, store)
    backing.clock.advance(2 * DAY)
    days = day_change(keyring, store, backing.clock)

    async def rounds_until_it_is_gone() -> int:
        for number in range(1000):
            if keyring.day_key(TUESDAY) is None:
                return number
            await days.round()
            backing.clock.advance(EVERY)
        return 1000

    assert await rounds_until_it_is_gone() == BELIEVED_AFTER // EVERY + 1
    assert await left_of_tuesday(store) == 0
    assert not days.is_in_doubt


async def test_the_word_of_the_operator_ends_days_at_once(backing: Backing, store: OpenStore) -> None:
    """The process that serves finds it done, and doubts no longer."""
    keyring = await the_day_before(backing, store)
    backing.clock.advance(3 * DAY)
    serves = day_change(keyring, store, backing.clock)
    await serves.round()
    doubted = serves.is_in_doubt

    await day_change(keyring, store, backing.clock).round(is_confirmed=True)
    await serves.round()

    assert doubted
    assert not serves.is_in_doubt
    assert keyring.first_day() == TUESDAY + 4
    assert await left_of_tuesday(store) == 0


async def test_a_clock_that_stands_still_keeps_nobody(backing: Backing, store: OpenStore) -> None:
    """The process goes on counting: the key goes as late as it would have gone, to ten minutes."""
    keyring = await the_day_before(backing, store)
    backing.clock.advance(-HOUR)
    days = day_change(keyring, store, backing.clock)

    for _ in range(HOUR // EVERY):
        await days.round()
    before = keyring.day_key(TUESDAY)
    await days.round()

    assert before is not None
    assert keyring.day_key(TUESDAY) is None
    assert await left_of_tuesday(store) == 0


async def test_who_stands_by_lets_go_of_a_key_within_seconds(clock: FakeClock) -> None:
    """It asks for no key meanwhile, so it has to look by itself; a keyring that is away is told, and asked again."""
    shelf, root = FlakyShelf(), (b"r" * 32,)
    make_keyring(shelf, root[0], clock.now())
    serves, stands_by = (ShelfKeyring(shelf, lambda: root) for _ in range(2))
    journal = FakeJournal()
    monday = day_of(clock.now())
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(keep_up(stands_by, clock=clock, journal=journal))
        await lies_down(clock)
        serves.destroy(clock.now() + 2 * DAY)
        before = stands_by.day_key(monday)
        shelf.is_away = True
        clock.advance(KEPT_UP)
        await lies_down(clock)
        while_it_was_away = stands_by.day_key(monday)
        shelf.is_away = False
        clock.advance(KEPT_UP)
        await lies_down(clock)
        waiting.cancel()

    assert None not in {before, while_it_was_away}
    assert stands_by.day_key(monday) is None
    assert [event for event, _ in journal.lines] == ["stands_by", "keys_failed"]


async def test_what_can_not_be_erased_is_told_until_it_is(clock: FakeClock) -> None:
    """Every ten minutes it is tried again."""
    shelf, root = FlakyShelf(), (b"r" * 32,)
    make_keyring(shelf, root[0], clock.now())
    journal = FakeJournal()
    days = DayChange(ShelfKeyring(shelf, lambda: root), MemoryStore(clock), clock=clock, journal=journal)

    shelf.is_read = True
    await days.round()
    await days.round()
    shelf.is_read = False
    await days.round()

    assert [event for event, _ in journal.lines] == ["erase_failed", "erase_failed"]


async def test_a_keyring_that_was_away_for_days_is_no_leap_of_the_clock(clock: FakeClock) -> None:
    """The process saw them go by, so they end as soon as it is back."""
    shelf, root = FlakyShelf(), (b"r" * 32,)
    make_keyring(shelf, root[0], clock.now())
    keyring, journal = ShelfKeyring(shelf, lambda: root), FakeJournal()
    days = DayChange(keyring, MemoryStore(clock), clock=clock, journal=journal)

    shelf.is_away = True
    for _ in range(3 * DAY // EVERY):
        await days.round()
        clock.advance(EVERY)
    may_tidy = not days.is_in_doubt
    shelf.is_away = False
    await days.round()

    assert may_tidy
    assert keyring.first_day() == day_of(clock.now())
    assert "clock_failed" not in {event for event, _ in journal.lines}


async def test_a_clock_that_stands_still_makes_no_key_anew_that_was_destroyed(clock: FakeClock) -> None:
    """Else it would be destroyed again every ten minutes, with what people wrote meanwhile."""
    keyring, journal = MemoryKeyring(clock.now()), FakeJournal()
    days = DayChange(keyring, MemoryStore(clock), clock=clock, journal=journal)

    for _ in range(2 * DAY // EVERY):
        await days.round()

    assert [event for event, _ in journal.lines] == ["keys_destroyed", "keys_destroyed"]
    assert keyring.first_day() == day_of(clock.now() + 2 * DAY)
