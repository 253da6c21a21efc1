"""What every store promises about groups that were named; told over memory, SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import create_engine, select

from bot.ports import Job
from bot.storage import tables
from bot.storage.lifetimes import day_of, quarter_of
from tests.contracts.stores import Backing, OpenStore, SqlBacking, job
from tests.fakes import FakeClock


def notes(name: str) -> Job[bool]:
    """Return the work that counts a name."""
    return job(lambda tx: tx.named_groups.note(name))


def count_of(quarter: int) -> Job[int]:
    """Return the work that reads how many there were."""
    return job(lambda tx: tx.named_groups.count(quarter))


async def test_a_name_counts_once_in_a_quarter(store: OpenStore, clock: FakeClock) -> None:
    """However often it is named; no name is none."""
    quarter = quarter_of(day_of(clock.now()))
    names = ("noorderlicht", "dagraad", "noorderlicht", "")
    assert [await store.run(notes(name)) for name in names] == [True, True, False, False]

    assert await store.run(count_of(quarter)) == 2
    assert await store.run(count_of(quarter + 1)) == 0


async def test_what_is_kept_is_no_name(backing: Backing, store: OpenStore, clock: FakeClock) -> None:
    """A mark of sixteen bytes, under a key: no row, no time, no person, and another mark in the next quarter."""
    if not isinstance(backing, SqlBacking):
        return
    clock.advance(datetime(2026, 12, 31, 12, tzinfo=UTC) - clock.now())
    await store.run(notes("noorderlicht"))
    clock.advance(datetime(2027, 1, 1, 12, tzinfo=UTC) - clock.now())
    await store.run(notes("noorderlicht"))

    engine = create_engine(backing.url)
    with engine.connect() as connection:
        rows = connection.execute(select(tables.named_group)).all()
    engine.dispose()

    assert {column.name for column in tables.named_group.columns} == {"quarter", "mark"}
    assert {len(row.mark) for row in rows} == {16}
    assert [row.quarter - rows[0].quarter for row in rows] == [0, 1]
    assert rows[0].mark != rows[1].mark
    assert not any(b"noord" in row.mark for row in rows)


async def test_two_who_name_the_same_at_one_moment_count_one(backing: Backing, clock: FakeClock) -> None:
    """Two processes; the second finds what the first wrote, or begins anew."""
    first, second = backing.store(), backing.store()
    await first.open()
    await second.open()

    for number in range(20):
        await first.run(notes(f"group{number}"))
        await second.run(notes(f"group{number}"))

    assert await first.run(count_of(quarter_of(day_of(clock.now())))) == 20
    await first.close()
    await second.close()
