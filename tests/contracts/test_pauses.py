"""What every store promises about pauses and what a day adds up to; told over memory, SQLite and PostgreSQL."""

import asyncio
from datetime import timedelta

from sqlalchemy import create_engine, select, update

from bot.model import Pause, StaffId
from bot.ports import Job
from bot.storage import tables
from bot.storage.lifetimes import day_of
from tests.contracts.stores import ADA, BO, Backing, OpenStore, SqlBacking, job
from tests.fakes import FakeClock


def pause_of(clock: FakeClock, minutes: float) -> Pause:
    """Return a pause that begins now."""
    return Pause(clock.now(), clock.now() + timedelta(minutes=minutes))


def keeps(staff_id: StaffId, pause: Pause) -> Job[None]:
    """Return the work that keeps a pause."""
    return job(lambda tx: tx.pauses.keep(staff_id, pause))


def sum_of(day: int) -> Job[int]:
    """Return the work that reads what a day adds up to."""
    return job(lambda tx: tx.pauses.minutes(day))


LASTING: Job[dict[StaffId, Pause]] = job(lambda tx: dict(tx.pauses.all()))


async def test_a_pause_is_kept_until_it_ends(backing: Backing, store: OpenStore, clock: FakeClock) -> None:
    """Also for the next process; at its end nobody has it any more, and the next tidying takes the row."""
    ada, bo = pause_of(clock, 5), pause_of(clock, 10)
    await store.run(keeps(ADA, ada))
    await store.run(keeps(BO, bo))
    other = backing.store()
    await other.open()

    assert await other.run(LASTING) == {ADA: ada, BO: bo}
    clock.advance(timedelta(minutes=5))
    assert await other.run(LASTING) == {BO: bo}
    assert await store.run(job(lambda tx: tx.tidy(days_too=False))) == 1
    await other.close()


async def test_a_day_counts_the_minutes_of_everybody(store: OpenStore, clock: FakeClock) -> None:
    """One pause is counted once, as long as it was in the end; another one of the same person beside it."""
    today = day_of(clock.now())
    began = pause_of(clock, 5)
    assert await store.run(sum_of(today)) == 0

    await store.run(keeps(ADA, began))
    await store.run(keeps(BO, pause_of(clock, 15)))
    assert await store.run(sum_of(today)) == 20
    await store.run(keeps(ADA, Pause(began.began_at, began.ends_at + timedelta(minutes=5))))
    assert await store.run(sum_of(today)) == 25
    clock.advance(timedelta(minutes=2))
    await store.run(keeps(ADA, Pause(began.began_at, clock.now())))
    assert await store.run(sum_of(today)) == 17
    assert await store.run(LASTING) == {BO: Pause(began.began_at, began.began_at + timedelta(minutes=15))}
    await store.run(keeps(ADA, pause_of(clock, 10)))
    assert await store.run(sum_of(today)) == 27


async def test_each_day_counts_by_itself(store: OpenStore, clock: FakeClock) -> None:
    """A pause over midnight is one of the day on which it began."""
    today = day_of(clock.now())
    await store.run(keeps(ADA, pause_of(clock, 5)))
    clock.advance(timedelta(days=1))
    await store.run(keeps(ADA, pause_of(clock, 10)))

    assert [await store.run(sum_of(day)) for day in (today - 1, today, today + 1)] == [0, 5, 10]


async def test_two_pauses_at_once_are_both_counted(backing: Backing, store: OpenStore, clock: FakeClock) -> None:
    """Two processes, and the first pause of the day in each."""
    other = backing.store()
    await other.open()

    await asyncio.gather(store.run(keeps(ADA, pause_of(clock, 5))), other.run(keeps(BO, pause_of(clock, 10))))

    assert await store.run(sum_of(day_of(clock.now()))) == 15
    await other.close()


async def test_a_pause_that_was_altered_is_none(database: SqlBacking, sql_store: OpenStore, clock: FakeClock) -> None:
    """Whoever holds the database can't keep anybody from helping, nor give them the pause of another one."""
    for staff_id, minutes in ((ADA, 5), (BO, 15)):
        await sql_store.run(keeps(staff_id, pause_of(clock, minutes)))
    rows = tables.staff_pause
    engine = create_engine(database.url)
    with engine.begin() as connection:
        theirs = connection.execute(select(rows.c.sealed).where(rows.c.staff_id == BO)).scalar_one()
        connection.execute(update(rows).where(rows.c.staff_id == ADA).values(sealed=theirs))
    engine.dispose()

    assert list(await sql_store.run(LASTING)) == [BO]
    assert await sql_store.run(job(lambda tx: tx.tidy(days_too=False))) == 1
