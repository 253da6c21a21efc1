"""Opens SQLite and PostgreSQL as they must be opened, and tells their faults in our words; knows no tables."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.errors import BotError, SettingsError, Stale, StoreDown
from bot.storage.bulk import Bulk
from bot.storage.bulk_sqlite import SqliteBulk
from bot.storage.key_files import PRIVATE, PRIVATE_FOLDER
from bot.storage.sqlite_turns import TurnConnection

SETTING = "AJAR_DATABASE_URL"
BUSY_S = 5
STATEMENT_MS = 10_000
_OVERTAKEN, _SHUT_DOWN = "40", "57P0"
"""Classes of PostgreSQL's error codes: a deadlock or the like, and a server that stops."""
_DRIVERS = frozenset({"sqlite3", "psycopg"})
_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL may lose what was acknowledged when the power goes
    "secure_delete=ON",
    "trusted_schema=OFF",
    "foreign_keys=ON",
    "cell_size_check=ON",
    "temp_store=MEMORY",  # what is sorted or set aside is in no file that nobody wipes
    "mmap_size=0",  # a fault of the disk is an error, not a signal
    "cache_size=-65536",  # KiB, taken as it is needed
    "wal_autocheckpoint=8192",  # pages; usually the checkpoint of every minute comes first
)


@dataclass(frozen=True, slots=True)
class Database:
    """An opened database.

    Attributes:
        engine: Opens a connection for each thread that asks; keeps none.
        bulk: Makes what runs the set-wise statements on a connection.
        workers: How many threads may usefully write at once.
        file: The file of an SQLite database; None for a server.
    """

    engine: Engine
    bulk: Callable[[Connection], Bulk]
    workers: int
    file: Path | None = None


def open_database(url: str, *, setting: str = SETTING) -> Database:
    """Prepare a database; nothing is connected yet, but the folder of an SQLite file is made.

    Raises:
        SettingsError: the URL is of no kind that works here. It is not shown, since it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the second: a port that is no number, and tells what stands there
        raise _wrong_url(setting) from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed, setting)
        case "postgresql":
            return _postgres(parsed)
        case _:
            raise _wrong_url(setting)


def translated(fault: Exception) -> Exception:
    """Return what a fault of the database means to us; what is no fault of the database comes back as it is.

    The words of a driver may hold a value or an address, so only the kind of fault is told.
    """
    if isinstance(fault, DBAPIError) and fault.orig is not None:
        fault = _driver_fault(fault)
    kinds = _kinds_of(fault)
    if "IntegrityError" in kinds or _state(fault).startswith(_OVERTAKEN):
        return Stale("Another transaction wrote the same first.")
    if kinds & {"DataError", "ProgrammingError"}:
        return BotError(f"The database refused a statement ({_kind(fault)}).", fix="This is a fault of the program.")
    if is_of_driver(fault) or isinstance(fault, SQLAlchemyError):
        return StoreDown(f"The database can't be used ({_kind(fault)}); nothing was kept.")
    return fault


def is_disconnect(fault: Exception) -> bool:
    """Tell whether the connection was lost, so that a new one may work."""
    if isinstance(fault, DBAPIError):
        fault = _driver_fault(fault)
    is_of_a_server = hasattr(fault, "sqlstate")
    if not is_of_a_server or not _kinds_of(fault) & {"OperationalError", "InterfaceError"}:
        return False
    return not _state(fault) or _state(fault).startswith(_SHUT_DOWN)


def is_of_driver(fault: Exception) -> bool:
    """Tell whether a fault comes as it is from the driver of a database."""
    return "Error" in _kinds_of(fault)


def _kinds_of(fault: Exception) -> frozenset[str]:
    """Return what a fault of a driver is, by the names of PEP 249, which both have: so none is loaded for the other."""
    kinds = type(fault).__mro__
    return frozenset(kind.__name__ for kind in kinds if kind.__module__.partition(".")[0] in _DRIVERS)


def _state(fault: Exception) -> str:
    return str(getattr(fault, "sqlstate", None) or "") if is_of_driver(fault) else ""


def _driver_fault(fault: DBAPIError) -> Exception:
    return fault.orig if isinstance(fault.orig, Exception) else Exception()


def _kind(fault: Exception) -> str:
    code = getattr(fault, "sqlite_errorname", None) or getattr(fault, "sqlstate", None)
    return f"{type(fault).__name__} {code}" if code else type(fault).__name__


def _wrong_url(setting: str) -> SettingsError:
    return SettingsError(
        "This is no URL of a database that can be used.",
        where=setting,
        fix="Write sqlite:///folder/ajar.db or postgresql+psycopg://user@host/database.",
    )


def _sqlite(url: URL, setting: str) -> Database:
    if not url.database or url.database == ":memory:" or "mode" in url.query:
        raise SettingsError("SQLite needs a file.", where=setting, fix="Write sqlite:///folder/ajar.db.")
    file = Path(url.database)
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "cached_statements": 512, "factory": TurnConnection}
        | ({} if "timeout" in url.query else {"timeout": BUSY_S}),
    )

    @event.listens_for(engine, "do_connect")
    def make_private(*_: object) -> None:
        _make_private(file)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # At once for writing: a transaction that read first could find itself overtaken.
        driver: Any = connection.connection.driver_connection
        driver.begin()

    return Database(engine, SqliteBulk, workers=1, file=file)


def _make_private(file: Path) -> None:
    """Make the file before SQLite does, so that nobody else can ever read it; its companions take its mode."""
    try:
        file.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        handle = os.open(file, os.O_CREAT | os.O_RDWR, PRIVATE)
        os.fchmod(handle, PRIVATE)
        os.close(handle)
    except OSError as fault:
        raise StoreDown(f"The file of the database can't be opened: {fault.strerror}.") from None


def _postgres(url: URL) -> Database:
    from bot.storage.bulk_postgres import PostgresBulk  # noqa: PLC0415 - with its driver; one file needs neither

    settings = {
        "statement_timeout": STATEMENT_MS,
        "idle_in_transaction_session_timeout": 3 * STATEMENT_MS,
        "synchronous_commit": "on",
        "default_transaction_isolation": "read\\ committed",
    }
    arguments: dict[str, Any] = {
        "connect_timeout": 5,
        "application_name": "ajar",
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 2 * STATEMENT_MS,
    }
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={name: value for name, value in arguments.items() if name not in url.query},
    )
    return Database(engine, PostgresBulk, workers=4)
