"""PostgreSQL databases that are emptied after a test and used again: to make and drop one takes ten times as long."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from tests.postgres import PostgresServer

Connection = psycopg.Connection[tuple[Any, ...]]

SHAPE = """
SELECT string_agg(one, ' ' ORDER BY one) FROM (
  SELECT concat(oid, relname, relkind, relowner, relrowsecurity, reloptions) AS one
    FROM pg_class WHERE relnamespace >= 16384 OR relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat(attrelid, attname, atttypid, attnotnull, attidentity, attisdropped)
    FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat(oid, conname, conrelid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat(oid, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat(oid, proname) FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT concat(oid, nspname) FROM pg_namespace WHERE nspname !~ '^pg_'
  UNION ALL SELECT concat(setrole, setconfig) FROM pg_db_role_setting
) AS everything
"""
"""Everything about a database but its rows; the number of an object is another one once it was made anew."""
CUT = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
WRITTEN = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
"""Tables that anything was ever written to."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A database as it was made: its shape, and the rows that the migrations wrote, by table."""

    url: URL
    shape: str
    rows: Mapping[str, bytes]


class ReusedDatabases:
    """Databases with empty tables, for one test after the other."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._free: list[_Made] = []

    @contextmanager
    def one(self) -> Iterator[URL]:
        """Lend a database, in which nobody else is and nothing lies."""
        made = self._free.pop() if self._free else self._new()
        yield made.url
        if _is_as_it_was(made):
            self._free.append(made)
        else:
            self._server.drop(made.url)

    def drop(self) -> None:
        """Throw all of them away."""
        while self._free:
            self._server.drop(self._free.pop().url)

    def _new(self) -> _Made:
        url = self._server.create(self._template)
        with _connected(url) as connection:
            return _Made(
                url, _shape_of(connection), {name: _rows_of(connection, name) for name in _written(connection)}
            )


def _is_as_it_was(made: _Made) -> bool:
    """Take out whoever is still connected, and all that was written since; tell whether nothing else is different."""
    try:
        with _connected(made.url) as connection:
            connection.execute(CUT, (connection.info.backend_pid,))
            written = _written(connection)
            _empty(connection, [name for name in written if name not in made.rows], "RESTART IDENTITY")
            _empty(connection, list(made.rows), "CONTINUE IDENTITY")
            for name, rows in made.rows.items():
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                    copy.write(rows)
            return _shape_of(connection) == made.shape
    except psycopg.Error:  # a test closed it to everybody, or broke its tables
        return False


def _empty(connection: Connection, tables: Sequence[str], identity: LiteralString) -> None:
    if tables:
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        connection.execute(sql.SQL("TRUNCATE {} {} CASCADE").format(names, sql.SQL(identity)))


def _connected(url: URL) -> Connection:
    return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)


def _written(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute(WRITTEN)]


def _rows_of(connection: Connection, table: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(bytes(part) for part in copy)


def _shape_of(connection: Connection) -> str:
    row = connection.execute(SHAPE).fetchone()
    assert row is not None
    return str(row[0])
