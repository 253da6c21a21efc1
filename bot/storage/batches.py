"""Runs a batch of works as one transaction, and finds the one that spoils it; knows no threads and no event loop.

A batch that fails is rolled back and run again in parts, until the work that fails stands alone: so one bad work harms
no other. A work that was overtaken is run again at once, in its place, so that the order of its sender is kept.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import Fenced, Stale, StoreDown
from bot.ports import Clock, Work
from bot.storage.databases import Database, is_disconnect, translated
from bot.storage.serving import Post
from bot.storage.transaction import SqlTransaction
from bot.storage.unit import Secrets, Unit

MOST_AT_ONCE = 256
TRIES = 5
"""How often a work is run that was overtaken each time."""
CHECKPOINT_S = 60.0
"""What was deleted may lie in SQLite's journal no longer than this."""


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
    """Runs batches on one connection, which it opens again when it was lost. Belongs to one thread.

    `tell` is called for each work as soon as its transaction has ended, in order.
    """

    def __init__(self, database: Database, secrets: Secrets, clock: Clock, *, post: Post) -> None:
        self._database = database
        self._secrets = secrets
        self._clock = clock
        self._post = post
        self._connection: Connection | None = None
        self._tidied_on = 0
        self._checkpoint_at: float | None = None

    def run(self, works: Sequence[Work[Any]], tell: Callable[[int, Sequence[Done]], None]) -> None:
        """Run works in their order; tells the place of the first and how each ended, part by part."""
        parts = deque([(0, list(works))])
        while parts:
            start, part = parts.popleft()
            try:
                tell(start, [Done(result) for result in self._transact(part)])
            except (StoreDown, Fenced) as fault:
                tell(start, [Done(fault=fault)] * (len(works) - start))
                return
            except _SpoiledError as spoiled:
                if len(part) == 1:
                    tell(start, [self._alone(part[0], spoiled.fault)])
                else:
                    parts.extendleft(reversed(_cut(start, part, (spoiled.place, spoiled.place + 1))))
            except Exception as fault:  # noqa: BLE001 - whatever a flush raises belongs to one of these works
                if len(part) == 1:
                    tell(start, [self._alone(part[0], fault)])
                else:
                    parts.extendleft(reversed(_cut(start, part, (len(part) // 2,))))

    def rest(self) -> float | None:
        """Do what is due between batches; returns the seconds until something is due again, None for nothing."""
        self._secrets.conversations.sweep()
        if self._checkpoint_at is not None and time.monotonic() >= self._checkpoint_at:
            self._checkpoint()
        waits = [CHECKPOINT_S] if self._secrets.conversations.kept else []
        if self._checkpoint_at is not None:
            waits.append(max(0.0, self._checkpoint_at - time.monotonic()))
        return min(waits, default=None)

    def close(self) -> None:
        """Let go of the connection; it is opened again when it is needed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except SQLAlchemyError:
                pass  # it was broken already

    def _alone(self, work: Work[Any], fault: Exception) -> Done:
        """Run a work again that was overtaken, by itself."""
        for _ in range(TRIES - 1):
            if not isinstance(fault, Stale):
                break
            try:
                (result,) = self._transact([work])
                return Done(result)
            except _SpoiledError as spoiled:
                fault = spoiled.fault
            except Exception as again:  # noqa: BLE001 - it is the work's own, or the store's for this work
                fault = again
        return Done(fault=fault)

    def _transact(self, works: Sequence[Work[Any]]) -> list[Any]:
        """Run works as one transaction; raises our errors only, or `_SpoiledError` for what a work raised."""
        was_open = self._connection is not None
        try:
            return self._attempt(works)
        except Exception as fault:
            lost = is_disconnect(fault)
            meaning = translated(fault)
            if isinstance(meaning, StoreDown):
                self.close()
                self._post.doubt()
            if not (lost and was_open):
                raise meaning from None
        # The connection had died while nobody used it: nothing was kept, and a new one may work.
        try:
            return self._attempt(works)
        except Exception as fault:
            self.close()
            raise translated(fault) from None

    def _attempt(self, works: Sequence[Work[Any]]) -> list[Any]:
        if self._connection is None:
            self._connection = self._database.engine.connect()
        connection = self._connection
        with connection.begin():
            unit = Unit(
                connection,
                self._database.bulk(connection),
                self._secrets,
                now=self._clock.now(),
                tidied_on=self._tidied_on,
            )
            self._post.check(unit.bulk)
            transaction = SqlTransaction(unit)
            transaction.prefetch(work.needs for work in works)
            results = _results(works, transaction)
            transaction.flush()
        self._committed(unit)
        return results

    def _committed(self, unit: Unit) -> None:
        self._tidied_on = unit.tidied_on
        if self._database.file is not None:
            if unit.shredded:
                self._checkpoint()
            elif self._checkpoint_at is None:
                self._checkpoint_at = time.monotonic() + CHECKPOINT_S

    def _checkpoint(self) -> None:
        """Empty SQLite's journal, so that what was deleted is nowhere any more."""
        self._checkpoint_at = None
