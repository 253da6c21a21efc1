"""What every store promises about shifts, and about the addresses at which calendars find them."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import NullPool, create_engine, func, make_url, select, update

from bot.model import Shift, ShiftId, StaffId
from bot.ports import Job
from bot.storage import tables
from tests.contracts.stores import Backing, OpenStore, SqlBacking, days_pass, job

TODAY = date(2026, 11, 23)
A_DAY = timedelta(days=1)
ADA, BO = StaffId("Ada"), StaffId("Bo")
EVENING = (1_140, 1_320)


def shift(number: int, *, ahead: int = 0, staff: StaffId = ADA, calls: int = 1, version: int = 0) -> Shift:
    """Return a shift of an evening."""
    return Shift(ShiftId(bytes([number]) * 16), staff, TODAY + A_DAY * ahead, EVENING, calls, version)


def keeps(one: Shift) -> Job[bool]:
    """Return the work that keeps a shift."""
    return job(lambda tx: tx.shifts.keep(one))


def drops(one: Shift, version: int) -> Job[bool]:
    """Return the work that takes a shift away."""
    return job(lambda tx: tx.shifts.drop(one.id, version))


ALL: Job[tuple[Shift, ...]] = job(lambda tx: tx.shifts.between(TODAY, TODAY + A_DAY * 30))
TIDY: Job[int] = job(lambda tx: tx.tidy())


async def test_shifts_come_back_by_day_time_and_counsellor(store: OpenStore) -> None:
    """Those that begin in the days that were asked for, and one by its id."""
    late = replace(shift(1), span=(1_320, 1_560))
    kept = [late, shift(2, staff=BO), shift(3), shift(4, ahead=2), shift(5, ahead=3)]
    for one in kept:
        assert await store.run(keeps(one))
    found = await store.run(job(lambda tx: tx.shifts.between(TODAY, TODAY + A_DAY * 2)))

    assert [one.id[0] for one in found] == [3, 2, 1, 4]
    assert found[2] == replace(late, version=1)
    assert await store.run(job(lambda tx: tx.shifts.get(shift(5).id))) == shift(5, ahead=3, version=1)
    assert await store.run(job(lambda tx: tx.shifts.get(ShiftId(bytes(16))))) is None


async def test_a_shift_is_changed_and_taken_away_only_by_who_saw_it(store: OpenStore) -> None:
    """Nothing is overwritten unseen; what was taken away stays away."""
    assert await store.run(keeps(shift(1)))
    blind = await store.run(keeps(shift(1, calls=3)))
    assert await store.run(keeps(shift(1, ahead=1, calls=2, version=1)))
    late = await store.run(keeps(shift(1, version=1)))
    late_drop = await store.run(drops(shift(1), 1))

    assert (blind, late, late_drop) == (False, False, False)
    assert await store.run(ALL) == (shift(1, ahead=1, calls=2, version=2),)
    assert await store.run(drops(shift(1), 2))
    assert not await store.run(drops(shift(1), 2))
    assert not await store.run(keeps(shift(1, version=2)))
    assert await store.run(ALL) == ()


async def test_of_eight_who_change_a_shift_at_once_one_does(backing: Backing) -> None:
    """From two processes, with what they saw; the others hear that they did not."""
    stores = [backing.store(), backing.store()]
    for one in stores:
        await one.open()
    await stores[0].run(keeps(shift(1)))
    changed = await asyncio.gather(*(stores[n % 2].run(keeps(shift(1, calls=n % 5, version=1))) for n in range(8)))
    dropped = await asyncio.gather(*(stores[n % 2].run(drops(shift(1), 2)) for n in range(8)))

    assert (sum(changed), sum(dropped)) == (1, 1)
    assert await stores[0].run(ALL) == ()
    for one in stores:
        await one.close()


async def test_shifts_that_are_past_go(store: OpenStore, backing: Backing) -> None:
    """Two weeks later: not read any more, and deleted by the next tidying. Last week can still be copied."""
    for ahead in range(4):
        await store.run(keeps(shift(ahead, ahead=ahead)))
    days_pass(backing, 17)
    read = await store.run(ALL)
    first = await store.run(job(lambda tx: tx.shifts.get(shift(0).id)))

    assert [one.day.day for one in read] == [25, 26]
    assert first is None
    assert await store.run(TIDY) == 2
    assert await store.run(ALL) == read


async def test_an_altered_shift_offers_nobody_a_call(sqlite: SqlBacking) -> None:
    """Whoever writes to the database can't move a shift to another day, nor put another one's words into it."""
    store = sqlite.store()
    await store.open()
    await store.run(keeps(shift(1)))
    await store.run(keeps(shift(2, staff=BO)))
    with create_engine(make_url(sqlite.url), poolclass=NullPool).begin() as connection:
        table = tables.shift
        connection.execute(update(table).where(table.c.id == shift(1).id).values(day=table.c.day + 1))
        other = select(table.c.sealed).where(table.c.id == shift(1).id).scalar_subquery()
        connection.execute(update(table).where(table.c.id == shift(2).id).values(sealed=other))
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()

    assert (await store.run(ALL), count) == ((), 2)
    assert await store.run(job(lambda tx: tx.shifts.get(shift(1).id))) is None
    await store.close()


async def test_an_address_opens_the_shifts_of_its_owner(store: OpenStore) -> None:
    """Until another takes its place, or it is taken away; nobody else's is touched by it."""
    await store.run(job(lambda tx: tx.feeds.keep(ADA, b"a" * 32)))
    await store.run(job(lambda tx: tx.feeds.keep(BO, b"b" * 32)))
    first = await store.run(job(lambda tx: (tx.feeds.owner(b"a" * 32), tx.feeds.since(ADA), tx.now)))
    await store.run(job(lambda tx: tx.feeds.keep(ADA, b"c" * 32)))
    renewed = await store.run(job(lambda tx: [tx.feeds.owner(one * 32) for one in (b"a", b"b", b"c", b"d")]))
    dropped = await store.run(job(lambda tx: (tx.feeds.drop(ADA), tx.feeds.drop(ADA))))

    assert (first[0], first[1]) == (ADA, first[2])
    assert renewed == [None, BO, ADA, None]
    assert dropped == (True, False)
    assert await store.run(job(lambda tx: (tx.feeds.owner(b"c" * 32), tx.feeds.since(ADA)))) == (None, None)
    assert await store.run(job(lambda tx: tx.feeds.owner(b"b" * 32))) == BO


async def test_an_altered_address_opens_nothing(sqlite: SqlBacking) -> None:
    """Whoever writes to the database can't make themselves an address, nor let one of their own be a colleague's."""
    store = sqlite.store()
    await store.open()
    await store.run(job(lambda tx: tx.feeds.keep(ADA, b"a" * 32)))
    await store.run(job(lambda tx: tx.feeds.keep(BO, b"b" * 32)))
    with create_engine(make_url(sqlite.url), poolclass=NullPool).begin() as connection:
        table = tables.shift_feed
        connection.execute(update(table).where(table.c.staff_id == ADA).values(digest=b"x" * 32))
        connection.execute(update(table).where(table.c.staff_id == BO).values(staff_id="Cato"))

    assert await store.run(job(lambda tx: [tx.feeds.owner(one * 32) for one in (b"x", b"b")])) == [None, None]
    await store.close()
