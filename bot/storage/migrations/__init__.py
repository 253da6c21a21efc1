"""The tables as they came to be, one step a version; forward only. `tables` says what they are now."""

from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, func, inspect, select

from bot.errors import SettingsError

STEPS = Path(__file__).parent
_LOCK = 0x416A6172_02  # "Ajar", and which lock
_alembic_version = Table("alembic_version", MetaData(), Column("version_num", String))


def upgrade(engine: Engine) -> None:
    """Bring the tables of a database to this version, in one transaction; changes nothing where they are.

    Raises:
        SettingsError: a newer version made them.
    """
    versions = known_versions()
    with engine.begin() as connection:
        found = version(connection)
        if found == versions[-1]:
            return
        if found is not None and found not in versions:
            raise SettingsError(
                "A newer version of Ajar made the tables of this database.",
                where="AJAR_DATABASE_URL",
                fix="Run that version, or a later one.",
            )
        # Alembic takes long to load, and nearly every start finds its tables as they must be.
        from bot.storage.migrations.steps import take_steps  # noqa: PLC0415

        take_steps(connection)


def known_versions() -> list[str]:
    """Return every version that the tables ever had, in order: with its number begins the name of a step's file."""
    return sorted(path.name.partition("_")[0] for path in (STEPS / "versions").glob("[0-9]*_*.py"))


def version(connection: Connection) -> str | None:
    """Return which version the tables have, None where there are none; nobody else changes them meanwhile."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    if not inspect(connection).has_table(_alembic_version.name):
        return None
    return connection.execute(select(_alembic_version.c.version_num)).scalar_one_or_none()
