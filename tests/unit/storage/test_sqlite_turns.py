"""Two processes with one SQLite file never write, or empty its journal, at the same moment."""

import asyncio
import fcntl
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.errors import StoreDown
from bot.model import StaffId
from bot.ports import Job
from bot.storage.databases import open_database, translated
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from bot.storage.sqlite_turns import turn_file
from tests.fakes import FakeClock

WRITERS, EACH = 3, 40
WRITE = """
import sys
from sqlalchemy import text
from bot.storage.databases import open_database
engine = open_database(sys.argv[1]).engine
for number in range(int(sys.argv[2])):
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": "x" * 3_000})
        connection.commit()
        driver = connection.connection.driver_connection
        with driver.turn() as is_ours:
            if is_ours:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with a table; whoever waits for its turn does so for a moment only."""
    url = f"sqlite:///{tmp_path / 'ajar.db'}?timeout=0.05"
    with open_database(url).engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
    return url


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    """The connection of one process."""
    with open_database(url).engine.connect() as connection:
        yield connection


def is_free(database: Path) -> bool:
    """Tell whether nobody has the turn."""
    with turn_file(database).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_who_writes_has_the_turn_until_the_end(connection: Connection, tmp_path: Path) -> None:
    """From the beginning of the transaction until it was kept, or taken back; others may look at nothing meanwhile."""
    for end in (connection.commit, connection.rollback):
        assert is_free(tmp_path / "ajar.db")
        connection.execute(text("INSERT INTO words VALUES ('one')"))
        assert not is_free(tmp_path / "ajar.db")
        end()
        assert is_free(tmp_path / "ajar.db")


def test_another_process_waits_and_is_told_when_it_takes_too_long(url: str, connection: Connection) -> None:
    """As with the lock of SQLite itself, it is an outage for whoever waited; the next one gets through."""
    connection.execute(text("INSERT INTO words VALUES ('one')"))
    with open_database(url).engine.connect() as other:
        with pytest.raises(sqlite3.OperationalError) as refused:
            other.execute(text("INSERT INTO words VALUES ('two')"))
        connection.commit()
        other.rollback()
        other.execute(text("INSERT INTO words VALUES ('three')"))
        other.commit()

    assert isinstance(translated(refused.value), StoreDown)
    assert [word for (word,) in connection.execute(text("SELECT word FROM words"))] == ["one", "three"]


def test_the_journal_is_not_emptied_while_somebody_writes(url: str, connection: Connection) -> None:
    """Who wants to is told that it is not their turn, at once."""
    connection.execute(text("INSERT INTO words VALUES ('one')"))
    with open_database(url).engine.connect() as other, other.connection.driver_connection.turn() as is_ours:  # type: ignore[union-attr]
        assert not is_ours
    connection.commit()

    with open_database(url).engine.connect() as other, other.connection.driver_connection.turn() as is_ours:  # type: ignore[union-attr]
        assert is_ours


async def test_a_store_empties_its_journal_when_the_other_process_is_done(tmp_path: Path) -> None:
    """A command that writes beside the process that serves keeps it from nothing, and is kept from nothing."""
    clock = FakeClock()
    url = f"sqlite:///{tmp_path / 'ajar.db'}"
    ring = MemoryKeyring(clock.now())
    serving, command = SqlStore(url, ring, clock), SqlStore(url, ring, clock)
    await serving.open()
    await command.open()

    await asyncio.gather(
        *(store.run(Job(lambda tx: tx.staff.audit(StaffId("ada"), "open"))) for store in (serving, command) * 20)
    )
    lines = await serving.run(Job(lambda tx: tx.staff.audit_trail()))
    await command.close()
    await serving.close()

    assert [line.number for line in lines] == list(range(1, 41))
    assert is_free(tmp_path / "ajar.db")
    assert turn_file(tmp_path / "ajar.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.long
async def test_processes_that_write_and_empty_the_journal_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each row of each process is there, and the file is sound."""
    url = f"sqlite:///{tmp_path / 'ajar.db'}?timeout=60"
    with open_database(url).engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))

    writers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", WRITE, url, str(EACH)) for _ in range(WRITERS)
    ]
    codes = [await writer.wait() for writer in writers]

    with sqlite3.connect(tmp_path / "ajar.db") as looking:
        (count,) = looking.execute("SELECT count(*) FROM words").fetchone()
        (sound,) = looking.execute("PRAGMA integrity_check").fetchone()
    looking.close()
    assert (codes, count, sound) == ([0] * WRITERS, WRITERS * EACH, "ok")


def test_a_closed_connection_has_let_go(url: str, tmp_path: Path) -> None:
    """Also one that was in the middle of something."""
    with open_database(url).engine.connect() as connection:
        connection.execute(text("INSERT INTO words VALUES ('one')"))
        connection.invalidate()

    assert is_free(tmp_path / "ajar.db")
