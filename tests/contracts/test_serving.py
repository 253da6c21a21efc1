"""One process serves a database: others wait or are told, and who lost the post stops writing."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.errors import BotError, Fenced
from bot.storage.sql import SqlStore
from tests.contracts.stores import MIA, NOOR, SqlBacking, began, conversation_of
from tests.contracts.test_sql_outage import Outage
from tests.fakes import FakeClock
from tests.postgres import PostgresServer

HOLDS_THE_LOCK = "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"


async def opened(backing: SqlBacking) -> SqlStore:
    """Return another process on the database."""
    store = backing.store()
    await store.open()
    return store


async def lies_down(clock: FakeClock) -> None:
    """Wait until somebody waits for the clock."""
    async with asyncio.timeout(20):
        while not clock.sleepers:
            clock.somebody_lay_down.clear()
            await clock.somebody_lay_down.wait()


async def test_an_sqlite_file_is_served_by_one_process(sqlite: SqlBacking) -> None:
    """A second one is told at once, and may serve when the first is gone."""
    first, second = await opened(sqlite), await opened(sqlite)
    await first.serve()

    with pytest.raises(BotError, match="already"):
        await second.serve()
    await first.close()
    await second.serve()

    assert await began(second, MIA) is not None
    await second.close()


async def test_a_command_may_write_while_another_process_serves(database: SqlBacking) -> None:
    """Adding staff needs no stop; a store that does not serve takes nothing from the one that does."""
    serves, command = await opened(database), await opened(database)
    await serves.serve()

    await began(command, MIA)
    await began(serves, NOOR)

    assert await conversation_of(serves, MIA) == await conversation_of(command, MIA)
    await command.close()
    await serves.close()


async def test_a_second_process_stands_by_and_takes_over(postgresql: SqlBacking, clock: FakeClock) -> None:
    """It looks once a second whether the first is gone, and then serves."""
    first, second = await opened(postgresql), await opened(postgresql)
    await first.serve()
    async with asyncio.TaskGroup() as group:
        standby = group.create_task(second.serve())
        await lies_down(clock)
        clock.advance(timedelta(seconds=1))
        await lies_down(clock)
        still_waits = not standby.done()

        await first.close()
        clock.advance(timedelta(seconds=1))

    assert still_waits
    assert await began(second, MIA) is not None
    await second.close()


async def test_who_lost_the_post_stops_writing(postgresql: SqlBacking, postgres: PostgresServer) -> None:
    """A process whose lock was lost while it hung is stopped by its next write, and the standby serves."""
    first, second = await opened(postgresql), await opened(postgresql)
    await first.serve()
    await began(first, MIA)
    Outage(postgres, make_url(postgresql.url)).cut(HOLDS_THE_LOCK)
    await second.serve()

    with pytest.raises(Fenced):
        await began(first, NOOR)
    with pytest.raises(Fenced):
        await conversation_of(first, MIA)

    assert await conversation_of(second, MIA) is not None
    assert await conversation_of(second, NOOR) is None
    await first.close()
    await second.close()


async def test_the_files_of_a_database_are_nobody_elses(sqlite: SqlBacking, tmp_path: Path) -> None:
    """Folder and files are open to their owner alone, also when they were not before."""
    folder = tmp_path / "new" / "home"
    sqlite.url = f"sqlite:///{folder}/ajar.db"
    store = await opened(sqlite)
    await store.serve()
    await began(store, MIA)
    (folder / "ajar.db").chmod(0o644)
    await store.close()
    again = await opened(sqlite)
    await began(again, NOOR)

    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}

    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(modes) >= {"ajar.db", "ajar.db-wal", "ajar.db.lock"}
    assert set(modes.values()) == {0o600}
    await again.close()
