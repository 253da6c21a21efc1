"""Over any crash, restart and lost line: never two help-seekers in one talk, never a bubble to the wrong person.

And no case without an outcome, no more talks than seats, no note on a screen, one winner of each claim.
"""

import pytest

from tests.contracts.stores import Backing, MemoryBacking, SqlBacking
from tests.fakes import FakeClock
from tests.security.desk_histories import DeskHistory

pytestmark = pytest.mark.usefixtures("at_full_speed")

EVENTS = 40
"""Things that happen in one history."""
SHARDS = 10


async def cases_of(backing: Backing, histories: range) -> int:
    """Live through histories on one database, and return how many cases there were; a bad one is told whole."""
    cases = 0
    for seed in histories:
        history = DeskHistory(backing, seed)
        await history.happens(EVENTS)
        cases += history.seen_cases
        assert history.wrong == [], "\n".join([f"history {seed}", *history.told, *history.wrong])
    return cases


async def test_nobody_meets_the_wrong_person() -> None:
    """Short: some histories of four people and three counsellors."""
    assert await cases_of(MemoryBacking(FakeClock()), range(5)) > 10


async def test_nobody_meets_the_wrong_person_on_a_disk(sqlite_with_tables: str) -> None:
    """Short: the process dies and opens the file again."""
    assert await cases_of(SqlBacking(FakeClock(), sqlite_with_tables), range(1)) > 0


@pytest.mark.long
@pytest.mark.parametrize("shard", range(SHARDS))
async def test_nobody_meets_the_wrong_person_in_thousands_of_histories(shard: int) -> None:
    """Whole, in memory: 3,000 histories."""
    each = 3_000 // SHARDS
    assert await cases_of(MemoryBacking(FakeClock()), range(shard * each, (shard + 1) * each)) > each * 2


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite_with_tables", "postgres_with_tables"])
@pytest.mark.parametrize("shard", range(5))
async def test_nobody_meets_the_wrong_person_on_each_database(
    request: pytest.FixtureRequest, database: str, shard: int
) -> None:
    """Whole, on the databases that people run Ajar on, 300 histories each: every restart opens them anew."""
    backing = SqlBacking(FakeClock(), request.getfixturevalue(database))
    assert await cases_of(backing, range(shard * 60, (shard + 1) * 60)) > 60
