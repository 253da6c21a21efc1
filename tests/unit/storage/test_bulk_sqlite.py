"""The statements of every turn on SQLite: they find their rows by an index, and use few different texts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from bot.model import ConversationId, OutboundId
from bot.storage.bulk import ConversationRow
from bot.storage.bulk_sqlite import SqliteBulk
from bot.storage.databases import open_database
from bot.storage.migrations import upgrade


class Recorder:
    """A connection that remembers each statement and passes it on."""

    def __init__(self, connection: Connection) -> None:
        self._cursor: Any = connection.connection.cursor()
        self.connection = self
        self.statements: dict[str, int] = {}

    def cursor(self) -> "Recorder":
        return self

    def execute(self, statement: str, values: Any) -> Any:  # noqa: ANN401 - as the driver has it
        self.statements[statement] = len(values)
        return self._cursor.execute(statement, values)

    def executemany(self, statement: str, values: Any) -> Any:  # noqa: ANN401 - as the driver has it
        self.statements[statement] = len(values[0])
        return self._cursor.executemany(statement, values)

    def plan(self, statement: str) -> list[str]:
        """Return how SQLite would go about a statement."""
        rows = self._cursor.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * self.statements[statement])
        return [row[3] for row in rows.fetchall()]


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    """A connection to empty tables."""
    engine: Engine = open_database(f"sqlite:///{tmp_path / 'ajar.db'}").engine
    upgrade(engine)
    with engine.begin() as connection:
        yield Recorder(connection)


def some(count: int) -> list[ConversationRow]:
    """Return conversations that begin."""
    return [
        ConversationRow(ConversationId(n.to_bytes(16)), (n + 1000).to_bytes(16), 100, 1, 740_000, b"key", b"state")
        for n in range(count)
    ]


def run_everything(bulk: SqliteBulk, count: int) -> None:
    """Run each statement of a turn for so many turns at once."""
    rows = some(count)
    ids = [row.id for row in rows]
    assert bulk.see([("telegram", str(n)) for n in range(count)], 740_000) == {
        ("telegram", str(n)) for n in range(count)
    }
    assert bulk.begin_conversations(rows) == count
    assert sorted(bulk.tagged([(row.bix, row.week) for row in rows])) == rows
    assert sorted(bulk.conversations(ids)) == rows
    assert bulk.change_states([(2, b"later", row.id, 1) for row in rows]) == count
    assert bulk.change_conversations([(row._replace(version=3), 2) for row in rows]) == count
    outbox = [(row.id, OutboundId(row.id), 1, "reply", "q", 0, b"payload") for row in rows]
    bulk.add_outbox(outbox)
    bulk.add_refs([(row.id, row.id, 740_000, b"refs") for row in rows])
    bulk.drop_outbox([(row[0], row[1]) for row in outbox])


@pytest.mark.parametrize("count", [1, 2, 25, 300])
def test_every_statement_finds_its_rows_by_an_index(recorder: Recorder, count: int) -> None:
    """None reads a table from end to end, however many rows are asked for at once."""
    run_everything(SqliteBulk(recorder), count)  # type: ignore[arg-type] # all of a connection that it uses

    for statement in recorder.statements:
        scans = [step for step in recorder.plan(statement) if step.startswith("SCAN") and "CONSTANT ROW" not in step]
        assert scans == [], statement


def test_few_texts_serve_any_number_of_rows(recorder: Recorder) -> None:
    """So that the driver keeps them all prepared."""
    bulk = SqliteBulk(recorder)  # type: ignore[arg-type] # all of a connection that it uses
    for count in range(1, 257):
        bulk.conversations([ConversationId(n.to_bytes(16)) for n in range(count)])

    assert len(recorder.statements) == 9


def test_a_version_that_is_not_there_is_not_changed(recorder: Recorder) -> None:
    """What somebody else changed, deleted or began stays as it is, and is counted out."""
    bulk = SqliteBulk(recorder)  # type: ignore[arg-type] # all of a connection that it uses
    first, second, third = some(3)
    bulk.begin_conversations([first, second])

    assert bulk.change_states([(6, b"x", first.id, 5), (2, b"x", second.id, 1), (2, b"x", third.id, 1)]) == 1
    assert bulk.change_conversations([(first, 5), (third, 1)]) == 0
    assert bulk.begin_conversations([first, third._replace(bix=first.bix), third]) == 1
    assert bulk.conversations([first.id]) == [first]


def test_only_what_is_named_is_dropped(recorder: Recorder) -> None:
    """Other rows of the same conversations stay."""
    bulk = SqliteBulk(recorder)  # type: ignore[arg-type] # all of a connection that it uses
    mia, noor = ConversationId(b"m" * 16), ConversationId(b"n" * 16)

    def own(owner: bytes, number: int) -> OutboundId:
        return OutboundId(owner[:8] + bytes([number]) * 8)

    bulk.add_outbox([(one, own(one, n), n, "reply", "q", 0, b"x") for n in range(3) for one in (mia, noor)])

    bulk.drop_outbox([(mia, own(mia, 1)), (noor, own(noor, 2))])

    left = recorder.execute("SELECT conv_id, seq FROM outbox ORDER BY conv_id, seq", ()).fetchall()
    assert left == [(mia, 0), (mia, 2), (noor, 0), (noor, 1)]
