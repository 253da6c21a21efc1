"""A keyring's shelf in a database of its own, for several hosts; knows no root key and opens no entry.

Never the database of the conversations: its copies would hold the keys beside what they open.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import SettingsError, StoreDown
from bot.storage.databases import is_of_driver, open_database, translated
from bot.storage.inspection import Facts, look
from bot.storage.key_faults import MISSING, already_there
from bot.storage.keys import Entries
from bot.storage.tables import conversation

SETTING = "AJAR_KEYRING"
_LOCK = 0x416A6172_03  # "Ajar", and which lock
_metadata = MetaData()
_entry = Table(
    "keyring_entry",
    _metadata,
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("kind", "name"),
    sqlite_with_rowid=False,
)
_OWNERS = text("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'keyring_entry'")
_STRANGERS = text("""
    SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
    FROM pg_class, aclexplode(relacl) WHERE relname = 'keyring_entry' AND grantee <> relowner ORDER BY 1
""")
_ALL = select(_entry.c.kind, _entry.c.name, _entry.c.sealed)


class SqlShelf:
    """A `KeyShelf` in SQLite or PostgreSQL. Each call opens a connection of its own: there are few."""

    where = SETTING

    def __init__(self, url: str) -> None:
        """Prepare a database; nothing is connected yet.

        Raises:
            SettingsError: the URL is of no kind that works here.
        """
        self._database = open_database(url, setting=SETTING)
        self._is_sqlite = self._database.file is not None
        self._is_erased = False  # a process before this one may have been killed before it came to that

    def exists(self) -> bool:
        if self._is_unmade():
            return False
        with self._changing() as connection:
            return _is_made(connection) and connection.execute(_ALL).first() is not None

    def is_changed(self) -> bool:
        return True

    def read(self) -> Entries:
        self._check_made()
        with self._changing() as connection:
            return _entries(connection)

    def begin(self, entries: Entries) -> None:
        with self._changing() as connection:
            _metadata.create_all(connection)
            if connection.execute(_ALL).first() is not None:
                raise already_there(self.where)
            _put(connection, entries)

    def change(self, change: Callable[[Entries], Entries | None]) -> None:
        self._check_made()
        with self._changing() as connection:
            entries = change(_entries(connection))
            if entries is not None:
                self._is_erased = False
                connection.execute(delete(_entry))
                _put(connection, entries)

    def erase(self) -> bool:
        if self._is_unmade():
            return True
        if not self._is_erased:
            try:
                with self._database.engine.connect() as connection:
                    driver: Any = connection.connection.driver_connection
                    driver.rollback()
                    self._is_erased = _emptied(driver) if self._is_sqlite else _written_anew(driver)
            except Exception as fault:
                if isinstance(fault, SQLAlchemyError) or is_of_driver(fault):
                    return False  # it is away, or somebody reads for too long
                raise
        return self._is_erased

    def leftover(self) -> str:
        file = self._database.file
        journal = file.with_name(f"{file.name}-wal") if file is not None else None
        return str(journal) if journal is not None and journal.exists() and journal.stat().st_size else ""

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Open a transaction that no other host can come between."""
        try:
            with self._database.engine.begin() as connection:
                self._prepare(connection)
                yield connection
        except SQLAlchemyError as fault:
            raise _told(fault) from None
        except StoreDown as fault:  # the folder of an SQLite file
            raise StoreDown(fault.what, where=SETTING) from None

    def _is_unmade(self) -> bool:
        """Tell whether there is not even a file: a look must not make one."""
        file = self._database.file
        return file is not None and not file.exists()

    def _check_made(self) -> None:
        if self._is_unmade():
            raise _missing()

    def _prepare(self, connection: Connection) -> None:
        if not self._is_sqlite:
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if inspect(connection).has_table(conversation.name):
            raise _same_database()


def _emptied(driver: Any) -> bool:  # noqa: ANN401 - a connection of sqlite3 with turns
    """Empty SQLite's journal; False: somebody reads or writes for longer than this connection waits."""
    with driver.turn(waits=True) as is_ours:
        return is_ours and not driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def _written_anew(driver: Any) -> bool:  # noqa: ANN401 - a connection of psycopg
    """Write the table anew, without the rows that nobody sees any more."""
    driver.autocommit = True
    if driver.execute("SELECT to_regclass(%s)", [_entry.name]).fetchone()[0] is not None:
        driver.execute(f"VACUUM FULL {_entry.name}")
    return True


def check_apart(keyring_url: str, database_url: str) -> None:
    """Make sure that keys and conversations don't lie in one database.

    Raises:
        SettingsError: they do, or the URL is none.
    """
    try:
        places = [_place(url) for url in (keyring_url, database_url)]
    except (ArgumentError, ValueError):
        return  # who opens it says what is wrong with it
    if places[0] == places[1]:
        raise _same_database()


def are_on_one_server(keyring_url: str, database_url: str) -> bool:
    """Tell whether both lie on one server of PostgreSQL, as far as their URLs tell."""
    try:
        places = [_place(url)[:-1] for url in (keyring_url, database_url)]
    except (ArgumentError, ValueError):
        return False
    return places[0] == places[1] and places[0][0] == "postgresql"


def inspect_shelf(url: str) -> Facts:
    """Look how the database of a keyring is set, and who else may use its table; changes and makes nothing.

    Raises:
        SettingsError: the URL is of no kind that works here.
        StoreDown: it does not answer, or can't be opened.
    """
    database = open_database(url, setting=SETTING)
    try:
        facts = look(database)
        if database.file is not None:
            return facts
        with database.engine.connect() as connection:
            owners = connection.execute(_OWNERS).scalars().all()
            strangers = connection.execute(_STRANGERS).scalars().all()
        return replace(facts, is_owner=all(owners), strangers=tuple(strangers))
    except (SQLAlchemyError, StoreDown) as fault:
        raise _told(fault) from None


def _place(url: str) -> tuple[object, ...]:
    parsed = make_url(url)
    return parsed.get_backend_name(), parsed.host, parsed.query.get("host"), parsed.port, parsed.database


def _same_database() -> SettingsError:
    return SettingsError(
        "The keyring can't lie in the database of the conversations: each copy of it would hold the keys too.",
        where=SETTING,
        fix="Name a file, or a database of its own that is not in the same backup.",
    )


def _entries(connection: Connection) -> Entries:
    rows = connection.execute(_ALL) if _is_made(connection) else ()
    found = {(row.kind, row.name): bytes(row.sealed) for row in rows}
    if not found:
        raise _missing()
    return found


def _is_made(connection: Connection) -> bool:
    return inspect(connection).has_table(_entry.name)


def _missing() -> SettingsError:
    return SettingsError("The keyring is missing.", where=SETTING, fix=MISSING)


def _put(connection: Connection, entries: Entries) -> None:
    rows = [{"kind": kind, "name": name, "sealed": sealed} for (kind, name), sealed in entries.items()]
    connection.execute(insert(_entry), rows)


def _told(fault: Exception) -> Exception:
    meaning = fault if isinstance(fault, StoreDown) else translated(fault)
    return StoreDown(meaning.what, where=SETTING) if isinstance(meaning, StoreDown) else meaning
