"""The fixtures of the suite: a clock, a place to keep things, a store; over memory, SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.engine import Engine

from tests.contracts.stores import Backing, MemoryBacking, OpenStore, SqlBacking
from tests.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands on a Monday afternoon."""
    return FakeClock()


@pytest.fixture
def sqlite(clock: FakeClock, sqlite_with_tables: str) -> SqlBacking:
    """An SQLite database with empty tables."""
    return SqlBacking(clock, sqlite_with_tables)


@pytest.fixture
def postgresql(clock: FakeClock, postgres_with_tables: str) -> SqlBacking:
    """A PostgreSQL database with empty tables."""
    return SqlBacking(clock, postgres_with_tables)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> SqlBacking:
    """One database after the other."""
    backing: SqlBacking = request.getfixturevalue(request.param)
    return backing


@pytest.fixture
def engine(database: SqlBacking) -> Iterator[Engine]:
    """The eyes and hands of somebody who has the database."""
    engine = create_engine(make_url(database.url), poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def backing(request: pytest.FixtureRequest, clock: FakeClock) -> Backing:
    """One place to keep things after the other."""
    if request.param == "memory":
        return MemoryBacking(clock)
    backing: SqlBacking = request.getfixturevalue(request.param)
    return backing


@pytest.fixture
async def store(backing: Backing) -> AsyncIterator[OpenStore]:
    """An open store."""
    store = backing.store()
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def sql_store(database: SqlBacking) -> AsyncIterator[OpenStore]:
    """An open store in a database."""
    store = database.store()
    await store.open()
    yield store
    await store.close()
