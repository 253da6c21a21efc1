"""Processes with one SQLite file take turns: nobody writes while somebody else writes or empties the journal.

SQLite before 3.51.3 can damage a file when one connection begins its journal anew while another one writes or empties
it (the "WAL-reset bug"). A command beside a process that serves is such a second connection. So whoever writes, and
whoever empties the journal, holds a lock on a file beside it; it goes with the process that held it.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.storage.key_files import PRIVATE

MENDED_IN = (3, 51, 3)
"""From this version on SQLite takes care of it by itself."""
_LOOK_AGAIN_S = 0.002


def turn_file(database: Path) -> Path:
    """Return the file that is locked by whoever writes."""
    return database.with_name(f"{database.name}.turn")


class TurnConnection(sqlite3.Connection):
    """A connection that holds the turn from the beginning of a transaction to its end. Belongs to one thread."""

    def __init__(self, database: str, timeout: float = 5.0, **more: Any) -> None:  # noqa: ANN401 - of sqlite3
        """Open it; `timeout` is how long it waits for its turn, in seconds."""
        self._patience_s = float(timeout)
        self._handle: int | None = os.open(turn_file(Path(database)), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, PRIVATE)
        self._has_turn = False
        try:
            super().__init__(database, timeout, **more)
        except BaseException:
            self._leave()
            raise

    def begin(self) -> None:
        """Begin a transaction that may write, when it is our turn.

        Raises:
            sqlite3.OperationalError: somebody else writes for too long.
        """
        if not self._take(self._patience_s):
            raise sqlite3.OperationalError("database is locked")
        try:
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._give()
            raise

    @contextmanager
    def turn(self, *, waits: bool = False) -> Iterator[bool]:
        """Hold the turn for something else than a transaction; False: it is somebody else's, also after a wait."""
        has_it = self._take(self._patience_s if waits else 0.0)
        try:
            yield has_it
        finally:
            if has_it:
                self._give()

    def commit(self) -> None:
        """End the transaction, and the turn when it ended."""
        super().commit()
        self._give()

    def rollback(self) -> None:
        """Take the transaction back, and end the turn."""
        try:
            super().rollback()
        finally:
            self._give()

    def close(self) -> None:
        """Close it. Who is the last one empties the journal, with nobody there who could write."""
        try:
            super().close()
        finally:
            self._leave()

    def _take(self, patience_s: float) -> bool:
        if self._handle is None:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
        end = time.monotonic() + patience_s
        while not self._has_turn:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._has_turn = True
            except BlockingIOError:
                if time.monotonic() >= end:
                    return False
                time.sleep(_LOOK_AGAIN_S)
        return True

    def _give(self) -> None:
        if self._has_turn and self._handle is not None:
            fcntl.flock(self._handle, fcntl.LOCK_UN)
        self._has_turn = False

    def _leave(self) -> None:
        handle, self._handle, self._has_turn = self._handle, None, False
        if handle is not None:
            os.close(handle)
