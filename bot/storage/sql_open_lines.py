"""The open lines of one transaction, in the words of the port."""

from sqlalchemy import bindparam, delete, insert, select

from bot.storage.tables import open_line
from bot.storage.unit import Unit

_THIS = open_line.c.channel == bindparam("one")
_GET = select(open_line.c.channel).where(_THIS)
_OPEN = insert(open_line)
_CLOSE = delete(open_line).where(_THIS)


class SqlOpenLines:
    """An `OpenLines`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._run = unit.connection.execute

    def open(self, channel: str) -> None:
        if not self.is_open(channel):
            self._run(_OPEN, {"channel": channel})

    def close(self, channel: str) -> None:
        self._run(_CLOSE, {"one": channel})

    def is_open(self, channel: str) -> bool:
        return self._run(_GET, {"one": channel}).first() is not None
