"""One process serves a database: a lock keeps others waiting, and a number in the database stops who lost the lock."""

import fcntl
import os
from pathlib import Path
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import BotError, Fenced, StoreDown
from bot.storage.bulk import Bulk
from bot.storage.databases import Database, translated
from bot.storage.key_files import PRIVATE
from bot.storage.tables import SERVING_ROW, serving

_SERVING_LOCK = 0x416A6172_00  # "Ajar", and which lock
_NEXT_EPOCH = update(serving).where(serving.c.id == SERVING_ROW).values(epoch=serving.c.epoch + 1)


class _Lock(Protocol):
    """Held by at most one process; goes with the process that holds it."""

    def take(self) -> bool:
        """Take it, or keep it; False: another process has it."""

    def release(self) -> None:
        """Let it go."""


class Post:
    """The right to serve a database; shared by the threads of a store."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._lock: _Lock = _FileLock(database.file) if database.file is not None else _ServerLock(database.engine)
        self._mutex = Lock()
        self._epoch: int | None = None
        self._doubtful = False
        self._left = False

    def take(self) -> bool:
        """Take the post; False: another process has it, ask again.

        Raises:
            BotError: another process has it and will keep it.
            StoreDown: the database is away.
        """
        with self._mutex:
            if self._left or not self._lock.take():
                return False
            try:
                with self._engine.begin() as connection:
                    connection.execute(_NEXT_EPOCH)
                    self._epoch = connection.execute(select(serving.c.epoch)).scalar_one()
            except SQLAlchemyError as fault:
                raise translated(fault) from None
            return True

    def check(self, bulk: Bulk) -> None:
        """Make sure, inside a transaction, that nobody else took over; a store that does not serve may always write.

        Raises:
            Fenced: another process serves.
        """
        if self._epoch is None:
            return
        if self._doubtful:
            self._renew()
        if bulk.epoch() != self._epoch:
            raise Fenced

    def doubt(self) -> None:
        """The database was away, and the lock may have gone with it."""
        self._doubtful = self._epoch is not None

    def leave(self) -> None:
        """Let another process take over."""
        with self._mutex:
            self._left, self._epoch = True, None
            self._lock.release()

    def _renew(self) -> None:
        """Take the lock again. Until then the number still tells whether somebody else serves."""
        with self._mutex:
            try:
                self._doubtful = not self._lock.take()
            except StoreDown:
                self._doubtful = True


class _FileLock:
    """A lock on a file beside the database: two processes with one SQLite file would only slow each other."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._handle: int | None = None

    def take(self) -> bool:
        if self._handle is not None:
            return True
        handle = os.open(self._path, os.O_CREAT | os.O_RDWR, PRIVATE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise BotError(
                "Another process serves this database already.",
                where=str(self._path),
                fix="Stop it first, or give this one its own AJAR_HOME.",
            ) from None
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class _ServerLock:
    """An advisory lock of PostgreSQL, on a connection of its own: who does not get it stands by."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        if self._connection is not None and self._still_holds(self._connection):
            return True
        self.release()
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.execute(select(func.pg_try_advisory_lock(_SERVING_LOCK))).scalar_one():
                self._connection = connection
                return True
            connection.close()
        except SQLAlchemyError as fault:
            raise translated(fault) from None
        return False

    def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _still_holds(self, connection: Connection) -> bool:
        try:
            connection.execute(select(1))
        except SQLAlchemyError:
            return False
        return True
