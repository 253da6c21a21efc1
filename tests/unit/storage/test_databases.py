"""Faults of a database are told in our words; what a driver says about values is never passed on."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.errors import BotError, SettingsError, Stale, StoreDown
from bot.storage.databases import is_disconnect, open_database, translated
from bot.storage.sql_key_shelf import are_on_one_server, check_apart


def wrapped(orig: Exception, kind: type[DBAPIError] = OperationalError) -> DBAPIError:
    """Return a fault as SQLAlchemy hands it on."""
    return kind("INSERT INTO seen VALUES ('secret')", {"id": "secret"}, orig)


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (sqlite3.OperationalError("secret"), StoreDown),
        (sqlite3.DatabaseError("secret"), StoreDown),
        (sqlite3.IntegrityError("secret"), Stale),
        (sqlite3.ProgrammingError("secret"), BotError),
        (psycopg.OperationalError("secret"), StoreDown),
        (psycopg.InterfaceError("secret"), StoreDown),
        (psycopg.errors.ReadOnlySqlTransaction("secret"), StoreDown),
        (psycopg.errors.QueryCanceled("secret"), StoreDown),
        (psycopg.errors.DiskFull("secret"), StoreDown),
        (psycopg.errors.UniqueViolation("secret"), Stale),
        (psycopg.errors.DeadlockDetected("secret"), Stale),
        (psycopg.errors.SerializationFailure("secret"), Stale),
        (psycopg.errors.UndefinedTable("secret"), BotError),
        (psycopg.DataError("secret"), BotError),
        (wrapped(sqlite3.OperationalError("secret")), StoreDown),
        (wrapped(psycopg.errors.UniqueViolation("secret"), IntegrityError), Stale),
    ],
)
def test_each_fault_has_one_meaning_and_tells_no_value(fault: Exception, meaning: type[BotError]) -> None:
    """Away, overtaken, or a fault of the program."""
    told = translated(fault)

    assert type(told) is meaning
    assert "secret" not in f"{told} {told!r}"


@pytest.mark.parametrize("fault", [ValueError("mine"), Stale(), StoreDown()])
def test_what_is_no_fault_of_the_database_stays_what_it_is(fault: Exception) -> None:
    """A work may raise what it likes."""
    assert translated(fault) is fault


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        (psycopg.OperationalError("server closed the connection"), True),
        (wrapped(psycopg.OperationalError("server closed the connection")), True),
        (psycopg.errors.AdminShutdown("the server stops"), True),
        (psycopg.errors.UniqueViolation("twice"), False),
        (psycopg.errors.DeadlockDetected("each waits for the other"), False),
        (psycopg.errors.QueryCanceled("too slow"), False),
        (sqlite3.OperationalError("database is locked"), False),
        (ValueError("mine"), False),
    ],
)
def test_it_is_known_when_another_connection_may_help(fault: Exception, lost: bool) -> None:
    """A lost connection can be replaced; a locked file can't."""
    assert is_disconnect(fault) is lost


@pytest.mark.parametrize(
    "url",
    ["nonsense secret", "mysql://secret@db/x", "postgresql://ajar:secret", "postgresql+psycopg://u:secret@db:port/x"],
)
def test_a_url_that_is_none_is_told_without_its_password(url: str) -> None:
    """Without a host the password stands where a port is looked for."""
    with pytest.raises(SettingsError) as wrong:
        open_database(url, setting="AJAR_KEYRING")
    check_apart(url, "sqlite:///ajar.db")  # leaves it to who opens it

    assert wrong.value.where == "AJAR_KEYRING"
    assert "secret" not in f"{wrong.value} {wrong.value!r}"
    assert wrong.value.__suppress_context__ or wrong.value.__context__ is None
    assert not are_on_one_server(url, "sqlite:///ajar.db")


def test_a_full_disk_is_an_outage(tmp_path: Path) -> None:
    """The code says what to look at; nothing of the statement is told."""
    engine = open_database(f"sqlite:///{tmp_path / 'ajar.db'}").engine
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
        connection.commit()
        connection.exec_driver_sql("PRAGMA max_page_count = 3")
        connection.rollback()

        with pytest.raises(OperationalError) as full:
            connection.execute(text("INSERT INTO words VALUES (:word)"), [{"word": "secret" * 5_000}])

    assert isinstance(translated(full.value), StoreDown)
    assert "SQLITE_FULL" in str(translated(full.value))
    assert "secret" not in str(translated(full.value))


def test_an_sqlite_file_is_opened_as_safely_as_it_can_be(tmp_path: Path) -> None:
    """Every setting that the promises rest on is read back from the connection."""
    engine = open_database(f"sqlite:///{tmp_path / 'ajar.db'}").engine
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "trusted_schema": 0,
        "foreign_keys": 1,
        "cell_size_check": 1,
        "temp_store": 2,
        "mmap_size": 0,
        "busy_timeout": 5_000,
    }

    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}

    assert found == wanted
