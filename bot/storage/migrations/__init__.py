"""The tables as they came to be, one step a version; forward only. `tables` says what they are now."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from bot.errors import SettingsError

_HERE = Path(__file__).parent
_LOCK = 0x416A6172_02  # "Ajar", and which lock


def upgrade(engine: Engine) -> None:
    """Bring the tables of a database to this version, in one transaction; changes nothing where they are.

    Raises:
        SettingsError: a newer version made them.
    """
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    steps = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        found = _revision(connection)
        if found == steps.get_current_head():
            return
        if found is not None and found not in {step.revision for step in steps.walk_revisions()}:
            raise SettingsError(
                "A newer version of Ajar made the tables of this database.",
                where="AJAR_DATABASE_URL",
                fix="Run that version, or a later one.",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    """Return which version the tables have; nobody else changes them before the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    return MigrationContext.configure(connection).get_current_revision()
