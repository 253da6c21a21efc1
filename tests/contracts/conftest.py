"""The fixtures of the suite: a clock, a place to keep things, a store; over memory, SQLite and PostgreSQL."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.storage.databases import open_database
from bot.storage.migrations import upgrade
from tests.contracts.stores import Backing, MemoryBacking, OpenStore, SqlBacking
from tests.fakes import FakeClock
from tests.postgres import PostgresServer


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands on a Monday afternoon."""
    return FakeClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with empty tables; copying it is faster than making them."""
    file = tmp_path_factory.mktemp("template") / "ajar.db"
    upgrade(open_database(f"sqlite:///{file}").engine)
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> Iterator[str]:
    """The name of a database with empty tables."""
    url = postgres.create()
    upgrade(open_database(url.render_as_string(hide_password=False)).engine)
    assert url.database is not None
    yield url.database
    postgres.drop(url)


@pytest.fixture
def sqlite(clock: FakeClock, sqlite_template: Path, tmp_path: Path) -> SqlBacking:
    """An SQLite database with empty tables."""
    file = tmp_path / "home" / "ajar.db"
    file.parent.mkdir(mode=0o700)
    shutil.copy(sqlite_template, file)
    return SqlBacking(clock, f"sqlite:///{file}")


@pytest.fixture
def postgresql(clock: FakeClock, postgres: PostgresServer, postgres_template: str) -> Iterator[SqlBacking]:
    """A PostgreSQL database with empty tables."""
    url = postgres.create(postgres_template)
    yield SqlBacking(clock, url.render_as_string(hide_password=False))
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> SqlBacking:
    """One database after the other."""
    backing: SqlBacking = request.getfixturevalue(request.param)
    return backing


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
