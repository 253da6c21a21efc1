"""What the desk asks for every few seconds is found by an index, however many cases of years lie beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, insert, make_url, text

from bot.model import CaseId, Ending, Outcome
from bot.storage import tables
from tests.contracts.stores import ADA, MIA, OpenStore, SqlBacking, job, waits

YEARS = 5_000
"""Cases that ended long ago, and of which somebody said what came of them."""


@pytest.fixture
def engine(database: SqlBacking) -> Engine:
    """Another way to the same database."""
    return create_engine(make_url(database.url), poolclass=NullPool)


@contextmanager
def overheard() -> Iterator[list[tuple[str, Any]]]:
    """Write down what is sent to any database."""
    said: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:  # noqa: ANN401
        said.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def plan_of(connection: Connection, statement: str, parameters: Any) -> str:  # noqa: ANN401
    """Return how the database would go about a statement."""
    how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    steps = connection.exec_driver_sql(f"{how} {statement}", parameters).all()
    return "\n".join(str(step[-1]) for step in steps)


@pytest.mark.parametrize("is_analysed", [False, True])
async def test_cases_that_wait_for_what_came_of_them_are_found_among_those_of_years(
    sql_store: OpenStore, engine: Engine, *, is_analysed: bool
) -> None:
    """Every desk looks for them every few seconds; reading all that ever was would take longer each year."""
    case = await waits(sql_store, MIA)
    await sql_store.run(job(lambda tx: tx.cases.claim(case.id, ADA) and tx.cases.close(case.id, Ending.HELP_SEEKER)))
    ended = {"state": "closed", "urgency": "normal", "fence": 1, "claimed_by": "ada", "ending": "counsellor"}
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # it would analyse by itself, at a moment of its own
            connection.execute(text("ALTER TABLE handover_case SET (autovacuum_enabled = off)"))
        rows = [{"id": CaseId(n.to_bytes(16)), "place": 1_000 + n, **ended} for n in range(YEARS)]
        connection.execute(insert(tables.handover_case).values(outcome=Outcome.LISTENED.value), rows)
    if is_analysed:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))

    with overheard() as said:
        (found,) = await sql_store.run(job(lambda tx: tx.cases.unrecorded()))
    ((statement, parameters),) = [one for one in said if "handover_case" in one[0]]
    with engine.connect() as connection:
        plan = plan_of(connection, statement, parameters)

    assert found.case_id == case.id
    assert "ix_handover_case_unrecorded" in plan
    assert "ix_handover_case_state" not in plan
