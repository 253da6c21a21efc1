"""A house on each store: memory, SQLite and PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from bot.ports import Store
from bot.storage.keyring import MemoryKeyring
from bot.storage.memory import MemoryStore
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock
from tests.house import House


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still at a Monday afternoon."""
    return FakeClock()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
async def store(request: pytest.FixtureRequest, clock: FakeClock) -> AsyncIterator[Store]:
    """Every kind of store that people run Ajar on, empty.

    That the databases do the same is for the contracts, on both at once; the stories meet PostgreSQL in the long tests.
    """
    if request.param == "memory":
        yield MemoryStore(clock)
        return
    url = request.getfixturevalue("sqlite_with_tables" if request.param == "sqlite" else "postgres_with_tables")
    store = SqlStore(url, MemoryKeyring(clock.now()), clock)
    await store.open()
    await store.serve()
    yield store
    await store.close()


@pytest.fixture
async def house(store: Store, clock: FakeClock) -> AsyncIterator[House]:
    """The house that the story happens in."""
    house = House(store, clock)
    yield house
    await house.tasks.end()
