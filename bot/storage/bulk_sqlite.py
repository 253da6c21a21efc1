"""The set-wise statements as SQLite does them best: many rows in one statement, in slices of fixed sizes.

Each call of SQLite lets other threads run, so few calls with many rows are better than many with one.
"""
# ruff: noqa: S608 - every name comes from tables.py, every value is a parameter

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from bot.model import ConversationId, OutboundId
from bot.storage import tables
from bot.storage.bulk import ConversationRow, Event, OutboxRow, RefRow, StateChange, TimerRow

T = TypeVar("T")
_LARGEST_SLICE = 256


class SqliteBulk:
    """A `Bulk` on SQLite. Only one transaction writes at a time, so nothing needs a lock of its own."""

    def __init__(self, connection: Connection) -> None:
        """Use the connection's driver."""
        # One cursor for all: a statement that is done leaves nothing behind in it.
        self._cursor: Any = connection.connection.cursor()

    def see(self, events: Sequence[Event], forget_on: int) -> set[Event]:
        known: set[Event] = set()
        for part in _slices(events):
            channels = {channel for channel, _ in part}
            ids = [external_id for _, external_id in part]
            # Seldom a row comes back, while RETURNING would give one for every event that is new.
            known.update(self._cursor.execute(_known(len(channels), len(part)), (*channels, *ids)).fetchall())
        new = [event for event in events if event not in known]
        self._insert(tables.seen, [(*event, forget_on) for event in new])
        return set(new)

    def tagged(self, tags: Sequence[tuple[bytes, int]]) -> list[ConversationRow]:
        # SQLite searches an index by one column of a list, and reads the whole table for a list of pairs.
        wanted = set(tags)
        found = self._select(_TAGGED, [(bix,) for bix, _ in tags])
        return [row for row in found if (row.bix, row.week) in wanted]

    def conversations(self, ids: Sequence[ConversationId]) -> list[ConversationRow]:
        return self._select(_BY_ID, [(one,) for one in ids])

    def begin_conversations(self, rows: Sequence[ConversationRow]) -> int:
        return self._insert(tables.conversation, rows, " ON CONFLICT DO NOTHING")

    def change_states(self, changes: Sequence[StateChange]) -> int:
        # A row is as long as before, so SQLite overwrites it in place: one by one is the fastest here.
        count: int = self._cursor.executemany(_CHANGE_STATE, changes).rowcount
        return count

    def change_conversations(self, rows: Sequence[tuple[ConversationRow, int]]) -> int:
        values = [(*row[1:], row.id, old) for row, old in rows]
        count: int = self._cursor.executemany(_CHANGE_WHOLE, values).rowcount
        return count

    def add_outbox(self, rows: Sequence[OutboxRow]) -> None:
        self._insert(tables.outbox, rows)

    def drop_outbox(self, ids: Sequence[tuple[ConversationId, OutboundId]]) -> None:
        for part in _slices(ids):
            owners, own = zip(*part, strict=True)
            self._cursor.execute(_drop_outbox(len(part)), (*owners, *own))

    def add_refs(self, rows: Sequence[RefRow]) -> None:
        self._insert(tables.message_ref, rows)

    def set_timers(self, rows: Sequence[TimerRow]) -> None:
        self._insert(tables.timer, rows, _REPLACE_TIMER)

    def drop_timers(self, ids: Sequence[ConversationId]) -> None:
        for part in _slices(ids):
            self._cursor.execute(_drop_timers(len(part)), part)

    def lock_numbers(self) -> None:
        pass

    def lock_beginnings(self) -> None:
        pass

    def epoch(self) -> int:
        (epoch,) = self._cursor.execute(_EPOCH, (tables.SERVING_ROW,)).fetchone()
        return int(epoch)

    def _insert(self, table: Table, rows: Sequence[tuple[Any, ...]], ending: str = "") -> int:
        count = 0
        for part in _slices(rows):
            statement = _insert(table.name, len(part), len(part[0])) + ending
            count += self._cursor.execute(statement, list(chain.from_iterable(part))).rowcount
        return count

    def _select(self, statement: str, keys: Sequence[tuple[Any, ...]]) -> list[ConversationRow]:
        found: list[ConversationRow] = []
        for part in _slices(keys):
            sql = _with_values(statement, len(part), len(part[0]))
            rows = self._cursor.execute(sql, list(chain.from_iterable(part))).fetchall()
            found.extend(map(ConversationRow._make, rows))
        return found


_COLUMNS = ", ".join(tables.conversation.c.keys())
_TAGGED = f"SELECT {_COLUMNS} FROM conversation WHERE bix IN (VALUES %s)"
_BY_ID = f"SELECT {_COLUMNS} FROM conversation WHERE id IN (VALUES %s)"
_CHANGE_STATE = "UPDATE conversation SET version = ?, state = ? WHERE id = ? AND version = ?"
_CHANGE_WHOLE = (
    "UPDATE conversation SET bix = ?, week = ?, version = ?, expires_on = ?, wrapped_dek = ?, state = ?"
    " WHERE id = ? AND version = ?"
)
_REPLACE_TIMER = " ON CONFLICT (conv_id) DO UPDATE SET bucket = excluded.bucket, argument = excluded.argument"
_EPOCH = "SELECT epoch FROM serving WHERE id = ?"


def _slices(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut rows into powers of two, largest first: few statements, and the same ones again and again."""
    start = 0
    while left := len(rows) - start:
        size = min(1 << left.bit_length() - 1, _LARGEST_SLICE)
        yield rows[start : start + size]
        start += size


@cache
def _with_values(statement: str, rows: int, columns: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return statement % ", ".join([row] * rows)


@cache
def _insert(table: str, rows: int, columns: int) -> str:
    return _with_values(f"INSERT INTO {table} VALUES %s", rows, columns)


@cache
def _drop_outbox(rows: int) -> str:
    """Search by the owners alone, which the plus sign makes sure of: each has only few rows."""
    marks = ", ".join("?" * rows)
    return f"DELETE FROM outbox WHERE conv_id IN ({marks}) AND +id IN ({marks})"


@cache
def _drop_timers(rows: int) -> str:
    return f"DELETE FROM timer WHERE conv_id IN ({', '.join('?' * rows)})"


@cache
def _known(channels: int, ids: int) -> str:
    """Search each of the few channels for each of the ids; what nobody asked for does not matter."""
    some, many = ", ".join("?" * channels), ", ".join("?" * ids)
    return f"SELECT channel, external_id FROM seen WHERE channel IN ({some}) AND external_id IN ({many})"
