"""The set-wise statements as PostgreSQL does them best: one array a column, so one statement for any number of rows."""
# ruff: noqa: S608 - every name comes from tables.py, every value is a parameter

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

from bot.model import ConversationId, OutboundId
from bot.storage import tables
from bot.storage.bulk import ConversationRow, Event, OutboxRow, RefRow, StateChange, TimerRow

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
_NUMBERS_LOCK, _BEGINNINGS_LOCK = 0x416A6172_01, 0x416A6172_04  # "Ajar", and which lock


class PostgresBulk:
    """A `Bulk` on PostgreSQL. Rows change in the order of their ids, so that two batches seldom block each other."""

    def __init__(self, connection: Connection) -> None:
        """Use the connection's driver; values come and go in their binary form."""
        driver: Any = connection.connection.driver_connection
        self._cursor = driver.cursor(binary=True)

    def see(self, events: Sequence[Event], forget_on: int) -> set[Event]:
        rows = [(*event, forget_on) for event in sorted(events)]
        return set(self._cursor.execute(_SEE, _columns(rows)).fetchall())

    def tagged(self, tags: Sequence[tuple[bytes, int]]) -> list[ConversationRow]:
        return self._select(_TAGGED, tags)

    def conversations(self, ids: Sequence[ConversationId]) -> list[ConversationRow]:
        return self._select(_BY_ID, [(one,) for one in ids])

    def begin_conversations(self, rows: Sequence[ConversationRow]) -> int:
        return self._change(_BEGIN, sorted(rows))

    def change_states(self, changes: Sequence[StateChange]) -> int:
        return self._change(_CHANGE_STATE, sorted(changes, key=lambda change: change[2]))

    def change_conversations(self, rows: Sequence[tuple[ConversationRow, int]]) -> int:
        return self._change(_CHANGE_WHOLE, sorted((*row, old) for row, old in rows))

    def add_outbox(self, rows: Sequence[OutboxRow]) -> None:
        self._change(_ADD_OUTBOX, rows)

    def drop_outbox(self, ids: Sequence[tuple[ConversationId, OutboundId]]) -> None:
        self._change(_DROP_OUTBOX, ids)

    def add_refs(self, rows: Sequence[RefRow]) -> None:
        self._change(_ADD_REFS, rows)

    def set_timers(self, rows: Sequence[TimerRow]) -> None:
        self._change(_SET_TIMERS, sorted(rows))

    def drop_timers(self, ids: Sequence[ConversationId]) -> None:
        self._cursor.execute(_DROP_TIMERS, (sorted(ids),))

    def lock_numbers(self) -> None:
        self._cursor.execute("SELECT pg_advisory_xact_lock(%b)", (_NUMBERS_LOCK,))

    def lock_beginnings(self) -> None:
        self._cursor.execute("SELECT pg_advisory_xact_lock(%b)", (_BEGINNINGS_LOCK,))

    def epoch(self) -> int:
        (epoch,) = self._cursor.execute(_EPOCH, (tables.SERVING_ROW,)).fetchone()
        return int(epoch)

    def _change(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> int:
        count: int = self._cursor.execute(statement, _columns(rows)).rowcount
        return count

    def _select(self, statement: str, keys: Sequence[tuple[Any, ...]]) -> list[ConversationRow]:
        rows = self._cursor.execute(statement, _columns(keys)).fetchall()
        return [ConversationRow._make(row) for row in rows]


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _arrays(table: Table, *names: str) -> str:
    """Return `unnest(...)` of one array for each of these columns."""
    types = [table.c[name].type.compile(_DIALECT) for name in names]
    return f"unnest({', '.join(f'%b::{kind}[]' for kind in types)})"


def _insert(table: Table) -> str:
    return f"INSERT INTO {table.name} SELECT * FROM {_arrays(table, *table.c.keys())}"


_T = tables.conversation
_COLUMNS = ", ".join(f"c.{name}" for name in _T.c.keys())  # noqa: SIM118 - a collection of columns, not a dict
_TAGGED = (
    f"SELECT {_COLUMNS} FROM conversation c JOIN {_arrays(_T, 'bix', 'week')} AS t(bix, week)"
    " ON c.bix = t.bix AND c.week = t.week"
)
_BY_ID = f"SELECT {_COLUMNS} FROM conversation c WHERE c.id = ANY(%b)"
_BEGIN = _insert(_T) + " ON CONFLICT DO NOTHING"
_CHANGE_STATE = (
    "UPDATE conversation c SET version = t.version, state = t.state"
    f" FROM {_arrays(_T, 'version', 'state', 'id', 'version')} AS t(version, state, id, old)"
    " WHERE c.id = t.id AND c.version = t.old"
)
_CHANGE_WHOLE = (
    "UPDATE conversation c SET bix = t.bix, week = t.week, version = t.version, expires_on = t.expires_on,"
    " wrapped_dek = t.wrapped_dek, state = t.state"
    f" FROM {_arrays(_T, *_T.c.keys(), 'version')}"
    f" AS t({', '.join(_T.c.keys())}, old) WHERE c.id = t.id AND c.version = t.old"
)
_SEE = _insert(tables.seen) + " ON CONFLICT DO NOTHING RETURNING channel, external_id"
_ADD_OUTBOX = _insert(tables.outbox)
_DROP_OUTBOX = (
    f"DELETE FROM outbox o USING {_arrays(tables.outbox, 'conv_id', 'id')} AS t(conv_id, id)"
    " WHERE o.conv_id = t.conv_id AND o.id = t.id"
)
_ADD_REFS = _insert(tables.message_ref)
_SET_TIMERS = _insert(tables.timer) + (
    " ON CONFLICT (conv_id) DO UPDATE SET bucket = excluded.bucket, argument = excluded.argument"
)
_DROP_TIMERS = "DELETE FROM timer WHERE conv_id = ANY(%b)"
_EPOCH = "SELECT epoch FROM serving WHERE id = %b FOR SHARE"
