"""Looks at a database as it is: how it is set, what time it has. It changes nothing, and makes nothing."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy import inspect as tables_in

from bot.errors import AuditBroken, BotError
from bot.model import AuditMark
from bot.storage.databases import Database, open_database, translated
from bot.storage.migrations import known_versions, version
from bot.storage.tables import audit, conversation, handover_case, staff, way_back
from bot.storage.trail import Trail

_PRAGMAS = ("journal_mode", "synchronous", "secure_delete", "trusted_schema", "foreign_keys", "cell_size_check")
_SEALED = (audit, conversation, handover_case, staff, way_back)
_SETTINGS = text("SELECT name, setting FROM pg_settings")
_ROLE = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
_CLOCK = text("SELECT clock_timestamp()")


class Tables(StrEnum):
    """By which version of Ajar the tables of a database were made."""

    NONE = "none"
    OLD = "old"
    CURRENT = "current"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a look at a database told.

    Attributes:
        kind: `sqlite` or `postgresql`.
        file: Of an embedded database.
        is_there: False: an embedded database that nobody made yet; everything else is empty then.
        settings: By name, as the database writes them.
        is_sound: False: the file of an embedded database is damaged.
        version: Of the program that keeps an embedded database; empty for a server.
        is_superuser: We log in as somebody who may change every setting of the server.
        now: The server's clock; None where it is ours.
        tables: By which version the tables were made.
        is_owner: False: a table that only we should use belongs to another role of the server.
        strangers: Other roles that may use it.
    """

    kind: str
    file: Path | None = None
    is_there: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    is_sound: bool = True
    version: str = ""
    is_superuser: bool = False
    now: datetime | None = None
    tables: Tables = Tables.CURRENT
    is_owner: bool = True
    strangers: tuple[str, ...] = ()


def inspect(url: str) -> Facts:
    """Look at the database of the conversations; takes as long as reading it, in a thread.

    Raises:
        SettingsError: the URL is of no kind that works here.
        StoreDown: it does not answer, or can't be opened.
    """
    database = open_database(url)
    facts = look(database)
    if not facts.is_there:
        return facts
    try:
        with database.engine.connect() as connection:
            found, known = version(connection), known_versions()
    except Exception as fault:  # noqa: BLE001 - told in our words
        raise translated(fault) from None
    if found is None:
        return replace(facts, tables=Tables.NONE)
    if found == known[-1]:
        return facts
    return replace(facts, tables=Tables.OLD if found in known else Tables.NEWER)


def look(database: Database) -> Facts:
    """Look how any database is set that our own connections open.

    Raises:
        StoreDown: it does not answer, or can't be opened.
    """
    if database.file is not None and not database.file.exists():
        return Facts("sqlite", database.file, is_there=False)
    try:
        return _sqlite(database) if database.file is not None else _postgres(database)
    except Exception as fault:  # noqa: BLE001 - told in our words
        raise translated(fault) from None


def holds_rows(url: str) -> bool:
    """Tell whether something lies in a database that only the keys of before can open; makes no file.

    Raises:
        SettingsError: the URL is of no kind that works here.
        StoreDown: it does not answer, or is damaged.
    """
    database = open_database(url)
    if database.file is not None and not database.file.exists():
        return False
    try:
        with database.engine.connect() as connection:
            there = set(tables_in(connection).get_table_names())
            made = [table for table in _SEALED if table.name in there]
            return any(connection.execute(select(table).limit(1)).first() is not None for table in made)
    except Exception as fault:  # noqa: BLE001 - told in our words
        raise translated(fault) from None


def keys_fit(database: Database, key: bytes) -> bool:
    """Tell whether the key of the audit trail is the one of this database; to one without a trail all keys fit.

    Raises:
        StoreDown: it does not answer, or is damaged.
    """
    if database.file is not None and not database.file.exists():
        return True
    try:
        with database.engine.connect() as connection:
            is_made = tables_in(connection).has_table(audit.name)
            return not is_made or Trail(connection.execute, key).fits()
    except Exception as fault:  # noqa: BLE001 - told in our words
        raise translated(fault) from None


def inspect_trail(url: str, key: bytes, seen: AuditMark | None) -> None:
    """Check the audit trail, and that it still holds the line that was seen.

    Raises:
        AuditBroken: it was cut, altered or reordered.
        StoreDown: the database does not answer, or has no such table.
    """
    database = open_database(url)
    is_there = database.file is None or database.file.exists()
    if not is_there and seen is not None:
        raise AuditBroken(1)
    if not is_there:
        return
    try:
        with database.engine.connect() as connection:
            Trail(connection.execute, key).verify(seen)
    except BotError:
        raise
    except Exception as fault:  # noqa: BLE001 - told in our words
        raise translated(fault) from None


def _sqlite(database: Database) -> Facts:
    # Without a transaction of SQLAlchemy's, which would keep the process that serves from writing.
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()

        def ask(pragma: str) -> str:
            return str(cursor.execute(f"PRAGMA {pragma}").fetchone()[0])

        settings = {pragma: ask(pragma) for pragma in _PRAGMAS}
        is_sound = ask("quick_check(1)") == "ok"
        return Facts("sqlite", database.file, settings=settings, is_sound=is_sound, version=sqlite3.sqlite_version)
    finally:
        connection.close()


def _postgres(database: Database) -> Facts:
    with database.engine.connect() as connection:
        settings = {name: str(value) for name, value in connection.execute(_SETTINGS)}
        return Facts("postgresql", settings=settings, is_superuser=_is_superuser(connection), now=_clock(connection))


def _is_superuser(connection: Connection) -> bool:
    return bool(connection.execute(_ROLE).scalar_one_or_none())


def _clock(connection: Connection) -> datetime:
    now: datetime = connection.execute(_CLOCK).scalar_one()
    return now.astimezone(UTC)
