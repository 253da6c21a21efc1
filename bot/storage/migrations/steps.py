"""Takes the steps that are missing, with Alembic; decides nothing."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.storage.migrations import STEPS


def script_config() -> Config:
    """Return where Alembic finds the steps."""
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def take_steps(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a version, the newest unless another is named, in the transaction that is open."""
    config = script_config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
