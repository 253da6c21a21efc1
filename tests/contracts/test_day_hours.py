"""What every store promises about the hours that coordinators set for single days."""

import asyncio
from datetime import date, timedelta

from sqlalchemy import NullPool, create_engine, func, make_url, select, update

from bot.model import DayHours
from bot.ports import Job
from bot.storage import tables
from tests.contracts.stores import Backing, OpenStore, SqlBacking, days_pass, job

TODAY = date(2026, 11, 23)
MORNING = ((540, 720),)


def keeps(day: date, spans: tuple[tuple[int, int], ...] = (), version: int = 0) -> Job[bool]:
    """Return the work that sets a day."""
    return job(lambda tx: tx.day_hours.keep(DayHours(day, spans, version)))


def drops(day: date, version: int) -> Job[bool]:
    """Return the work that takes back what was set for a day."""
    return job(lambda tx: tx.day_hours.drop(day, version))


ALL: Job[tuple[DayHours, ...]] = job(lambda tx: tx.day_hours.all())
TIDY: Job[int] = job(lambda tx: tx.tidy())


async def test_what_was_set_comes_back_by_day(store: OpenStore) -> None:
    """Closed ones too; and nothing where nothing was set."""
    nothing = await store.run(ALL)
    later = TODAY + timedelta(days=40)
    assert await store.run(keeps(later, ((540, 720), (1_200, 1_560))))
    assert await store.run(keeps(TODAY))

    assert nothing == ()
    assert await store.run(ALL) == (DayHours(TODAY, (), 1), DayHours(later, ((540, 720), (1_200, 1_560)), 1))


async def test_a_day_is_set_anew_only_by_who_saw_what_was_set(store: OpenStore) -> None:
    """Nothing is overwritten, or taken back, unseen."""
    assert await store.run(keeps(TODAY))
    blind = await store.run(keeps(TODAY, MORNING))
    assert await store.run(keeps(TODAY, MORNING, version=1))
    late = await store.run(keeps(TODAY, (), version=1))
    late_drop = await store.run(drops(TODAY, 1))

    assert (blind, late, late_drop) == (False, False, False)
    assert await store.run(ALL) == (DayHours(TODAY, MORNING, 2),)
    assert await store.run(drops(TODAY, 2))
    assert await store.run(ALL) == ()
    assert not await store.run(drops(TODAY, 2))


async def test_of_eight_who_set_a_day_at_once_one_does(backing: Backing) -> None:
    """From two processes, with what they saw; the others hear that they did not."""
    stores = [backing.store(), backing.store()]
    for one in stores:
        await one.open()
    first = await asyncio.gather(*(stores[number % 2].run(keeps(TODAY, ((number, 720),))) for number in range(8)))
    second = await asyncio.gather(*(stores[number % 2].run(keeps(TODAY, version=1)) for number in range(8)))
    third = await asyncio.gather(*(stores[number % 2].run(drops(TODAY, 2)) for number in range(8)))

    assert (sum(first), sum(second), sum(third)) == (1, 1, 1)
    assert await stores[0].run(ALL) == ()
    for one in stores:
        await one.close()


async def test_days_that_are_past_go(store: OpenStore, backing: Backing) -> None:
    """Not read any more, and deleted by the next tidying; yesterday stays, because its night may go on."""
    for ahead in range(4):
        await store.run(keeps(TODAY + timedelta(days=ahead), MORNING))
    days_pass(backing, 4)
    read = await store.run(ALL)

    gone = await store.run(TIDY)
    assert [one.day.day for one in read] == [25, 26]
    assert gone == 2
    assert await store.run(ALL) == read


async def test_an_altered_day_is_as_if_nothing_had_been_set(sqlite: SqlBacking) -> None:
    """Whoever writes to the database can't open the line in our name: neither with a value nor with another day's."""
    store = sqlite.store()
    await store.open()
    await store.run(keeps(TODAY, MORNING))
    await store.run(keeps(TODAY + timedelta(days=1)))
    with create_engine(make_url(sqlite.url), poolclass=NullPool).begin() as connection:
        other = select(tables.day_hours.c.spans).where(tables.day_hours.c.day == TODAY.toordinal()).scalar_subquery()
        connection.execute(update(tables.day_hours).values(spans=other))
    moved = await store.run(ALL)
    with create_engine(make_url(sqlite.url), poolclass=NullPool).begin() as connection:
        connection.execute(update(tables.day_hours).values(spans=b"altered"))
        count = connection.execute(select(func.count()).select_from(tables.day_hours)).scalar_one()

    assert [one.day for one in moved] == [TODAY]
    assert (await store.run(ALL), count) == ((), 2)
    await store.close()
