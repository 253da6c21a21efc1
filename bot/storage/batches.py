"""Runs a batch of works as one transaction, and finds the one that spoils it; knows no threads and no event loop.

A batch that fails is rolled back and run again in parts, until the work that fails stands alone: so one bad work harms
no other. A work that was overtaken is run again at once, in its place, so that the order of its sender is kept.
"""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import BotError, Fenced, Stale, StoreDown
from bot.flows.values.reading import WHEREABOUTS
from bot.ports import Clock, Work
from bot.storage.databases import Database, is_disconnect, translated
from bot.storage.serving import Post
from bot.storage.transaction import SqlTransaction
from bot.storage.unit import Secrets, Unit

MOST_AT_ONCE = 256
TRIES = 5
"""How often a work is run that was overtaken each time."""
CHECKPOINT_S, SOON_S = 60.0, 1.0
"""What was replaced may lie in SQLite's journal no longer than this."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a work ended: with its result, or with the fault that it raised."""

    result: Any = None
    fault: BaseException | None = None


class _SpoiledError(Exception):
    """The work at this place of the batch raised."""

    def __init__(self, place: int, fault: Exception) -> None:
        super().__init__(place)
        self.place = place
        self.fault = fault


class BatchRunner:
    """Runs batches on one connection, which it opens again when it was lost. Belongs to one thread."""

    def __init__(
        self,
        database: Database,
        secrets: Secrets,
        clock: Clock,
        *,
        post: Post,
        zone: tzinfo = WHEREABOUTS.zone,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._database = database
        self._secrets = secrets
        self._clock = clock
        self._post = post
        self._zone = zone
        self._connection: Connection | None = None
        self._tidied_on = 0
        self._checkpoint_at: float | None = None

    def run(self, works: Sequence[Work[Any]], tell: Callable[[Sequence[Done]], None]) -> None:
        """Run works in their order; tells how each ended, part by part, in the same order."""
        parts = deque([list(works)] if works else [])
        while parts:
            part = parts.popleft()
            try:
                done = self._run_part(part)
            except _SpoiledError as spoiled:
                parts.extendleft(reversed(_cut(part, spoiled.place, spoiled.place + 1)))
            except (StoreDown, Fenced) as fault:
                tell([Done(fault=_anew(fault)) for works in (part, *parts) for _ in works])
                return
            except Exception:  # noqa: BLE001 - it belongs to one of these works; which one, the halves will show
                parts.extendleft(reversed(_cut(part, len(part) // 2)))
            else:
                tell(done)

    def rest(self) -> float | None:
        """Do what is due between batches; returns the seconds until something is due again, None for nothing."""
        self._secrets.conversations.sweep()
        if self._checkpoint_at is not None and self._monotonic() >= self._checkpoint_at:
            self._checkpoint()
        waits = [CHECKPOINT_S] if self._secrets.conversations.kept else []
        if self._checkpoint_at is not None:
            waits.append(max(0.0, self._checkpoint_at - self._monotonic()))
        return min(waits, default=None)

    def close(self) -> None:
        """Let go of the connection; it is opened again when it is needed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):  # it may be broken already
                connection.invalidate()
                connection.close()

    def _run_part(self, works: Sequence[Work[Any]]) -> list[Done]:
        """Run works together. One by itself is run again when it was overtaken, and its fault is its end."""
        if len(works) > 1:
            return [Done(result) for result in self._transact(works)]
        fault: Exception = Stale()
        for _ in range(TRIES):
            try:
                return [Done(self._transact(works)[0])]
            except (StoreDown, Fenced):
                raise
            except _SpoiledError as spoiled:
                fault = spoiled.fault
            except Exception as raised:  # noqa: BLE001 - from the flush, so it is this work's too
                fault = raised
            if not isinstance(fault, Stale):
                break
        return [Done(fault=fault)]

    def _transact(self, works: Sequence[Work[Any]]) -> list[Any]:
        """Run works as one transaction; raises our errors only, or `_SpoiledError` for what a work raised."""
        for _ in range(2):
            was_open = self._connection is not None
            try:
                return self._attempt(works)
            except Exception as fault:  # noqa: BLE001 - told in our words
                meaning = translated(fault)
                if not isinstance(meaning, StoreDown):
                    raise meaning from None
                self.close()
                self._post.doubt()
                # A connection may have died while nobody used it. Nothing was kept, so a new one is tried, once.
                if not (was_open and is_disconnect(fault)):
                    raise meaning from None
        raise StoreDown

    def _attempt(self, works: Sequence[Work[Any]]) -> list[Any]:
        if self._connection is None:
            self._connection = self._database.engine.connect()
            if self._database.file is not None:
                self._checkpoint_at = self._monotonic()  # a process that was killed left its journal behind
        transaction = self._connection.begin()
        try:
            unit = self._unit(self._connection)
            self._post.check(unit.bulk)
            tx = SqlTransaction(unit)
            tx.prefetch(work.needs for work in works)
            results = _results(works, tx)
            tx.flush()
        except BaseException:
            with suppress(SQLAlchemyError):
                transaction.rollback()
            raise
        try:
            transaction.commit()
        except SQLAlchemyError as fault:
            # Nobody knows whether it was kept; a second run could do it twice, so the caller has to decide.
            raise translated(fault) from None
        self._committed(unit)
        return results

    def _unit(self, connection: Connection) -> Unit:
        bulk = self._database.bulk(connection)
        now, zone = self._clock.now(), self._zone
        return Unit(connection, bulk, self._secrets, now=now, zone=zone, tidied_on=self._tidied_on)

    def _committed(self, unit: Unit) -> None:
        self._tidied_on = unit.tidied_on
        if self._database.file is None:
            return
        if unit.shredded:
            self._checkpoint()
        elif self._checkpoint_at is None:
            self._checkpoint_at = self._monotonic() + CHECKPOINT_S

    def _checkpoint(self) -> None:
        """Empty SQLite's journal, so that what was deleted is nowhere any more."""
        self._checkpoint_at = None
        if self._connection is None:
            return
        driver: Any = self._connection.connection.driver_connection
        try:
            with driver.turn() as is_ours:
                busy = not is_ours or _checkpoint(driver)
        except sqlite3.Error:
            busy = True
        if busy:  # a command reads or writes at this moment, or the disk is full
            self._checkpoint_at = self._monotonic() + SOON_S


def _checkpoint(driver: sqlite3.Connection) -> bool:
    """Empty the journal; tells whether somebody was in the way."""
    (patience_ms,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout = 0")  # nobody who writes has to wait for somebody who reads
    try:
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        driver.execute(f"PRAGMA busy_timeout = {patience_ms}")
    return bool(busy)


def _results(works: Sequence[Work[Any]], tx: SqlTransaction) -> list[Any]:
    results = []
    for place, work in enumerate(works):
        try:
            results.append(work(tx))
        except Exception as fault:
            meaning = translated(fault)
            if isinstance(meaning, StoreDown | Fenced):
                raise  # no fault of this work
            raise _SpoiledError(place, meaning) from None
    return results


def _cut(part: list[Work[Any]], *places: int) -> list[list[Work[Any]]]:
    """Cut a part at these places; empty pieces are left out."""
    return [part[start:end] for start, end in pairwise((0, *places, len(part))) if start < end]


def _anew(fault: StoreDown | Fenced) -> BotError:
    """Make a fault of its own for each who waits: a raised one carries its traceback with it."""
    return StoreDown(fault.what) if isinstance(fault, StoreDown) else Fenced()
