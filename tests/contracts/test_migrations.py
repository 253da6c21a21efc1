"""The tables that the migrations make are those that the store works with, on SQLite and PostgreSQL."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select, text

from bot.errors import SettingsError
from bot.storage import tables
from bot.storage.databases import open_database
from bot.storage.migrations import known_versions, upgrade
from bot.storage.migrations.steps import script_config, take_steps
from tests.contracts.stores import SqlBacking


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def engine(url: str) -> Engine:
    """A way to a database with nothing in it."""
    return open_database(url).engine


def test_the_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    """No table, column, type, index or constraint is missing, none is too many."""
    upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, tables.metadata)
        columns = {
            table.name: [(column["name"], column["nullable"]) for column in inspect(connection).get_columns(table.name)]
            for table in tables.metadata.sorted_tables
        }
        keys = {
            table.name: inspect(connection).get_pk_constraint(table.name)["constrained_columns"]
            for table in tables.metadata.sorted_tables
        }

    assert differences == []
    for table in tables.metadata.sorted_tables:
        assert columns[table.name] == [(column.name, column.nullable) for column in table.columns]
        assert keys[table.name] == [column.name for column in table.primary_key]


def test_the_bulk_statements_may_rely_on_the_order_of_the_columns() -> None:
    """The rows of the bulk statements name no columns, so their order is part of the tables."""
    assert tables.outbox.c.keys() == ["conv_id", "id", "seq", "purpose", "state", "attempt", "payload"]
    assert tables.message_ref.c.keys() == ["conv_id", "id", "forget_on", "refs"]
    assert tables.seen.c.keys() == ["channel", "external_id", "forget_on"]


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    """The one row of `serving` is still one, with what is in it."""
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(tables.serving.update().values(epoch=7))

    upgrade(engine)

    with engine.connect() as connection:
        assert connection.execute(select(tables.serving.c.epoch)).scalars().all() == [7]


async def test_two_processes_may_start_at_once_on_an_empty_database(engine: Engine) -> None:
    """One makes the tables, the other finds them."""
    await asyncio.gather(*(asyncio.to_thread(upgrade, engine) for _ in range(3)))

    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.serving)).scalar_one() == 1


def test_the_files_of_the_steps_tell_the_versions() -> None:
    """What a start reads off their names, without Alembic, is what Alembic reads in them."""
    steps = ScriptDirectory.from_config(script_config())

    assert known_versions() == [step.revision for step in reversed([*steps.walk_revisions()])]
    assert steps.get_heads() == known_versions()[-1:]


def test_an_older_version_does_not_touch_what_a_newer_one_made(engine: Engine) -> None:
    """Its tables may mean something else."""
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsError, match="newer version"):
        upgrade(engine)


async def test_a_store_makes_its_tables_when_it_opens(url: str, engine: Engine, sqlite: SqlBacking) -> None:
    """A fresh database needs no command."""
    sqlite.url = url
    store = sqlite.store()

    await store.open()
    await store.close()

    assert inspect(engine).has_table("conversation")


def test_how_cases_ended_before_is_told_apart(engine: Engine) -> None:
    """What an earlier version wrote in one word is who ended it, and what came of it."""
    with engine.begin() as connection:
        take_steps(connection, "0004")
        for number, (state, outcome) in enumerate(
            [("closed", "left"), ("closed", "ended_by_help_seeker"), ("closed", "referred"), ("claimed", None)]
        ):
            connection.execute(
                text(
                    "INSERT INTO handover_case (id, state, urgency, place, fence, outcome)"
                    " VALUES (:id, :state, 'normal', :place, 0, :outcome)"
                ),
                {"id": bytes([number]) * 16, "state": state, "place": number + 1, "outcome": outcome},
            )

    upgrade(engine)

    with engine.connect() as connection:
        rows = connection.execute(select(tables.handover_case).order_by(tables.handover_case.c.place)).all()
    assert [(row.ending, row.outcome) for row in rows] == [
        ("left", None),
        ("help_seeker", None),
        ("counsellor", "referred"),
        (None, None),
    ]
