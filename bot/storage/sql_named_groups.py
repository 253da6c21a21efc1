"""The groups named in one transaction, in the words of the port: marks that nobody can turn back without the key."""

import hmac

from sqlalchemy import bindparam, func, insert, select

from bot.storage.lifetimes import quarter_of
from bot.storage.tables import named_group
from bot.storage.unit import Unit

MARK_BYTES = 16
_OF_QUARTER = named_group.c.quarter == bindparam("of")
_GET = select(named_group.c.mark).where(_OF_QUARTER, named_group.c.mark == bindparam("one"))
_COUNT = select(func.count()).select_from(named_group).where(_OF_QUARTER)
_ADD = insert(named_group)


class SqlNamedGroups:
    """A `NamedGroups`. Rows lie in the order of their marks: none tells when it came, or after which other."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute

    def note(self, name: str) -> bool:
        quarter = quarter_of(self._unit.today)
        key = self._unit.secrets.keyring.quarter_key(quarter)
        if key is None or not name:
            return False
        mark = hmac.digest(key, f"group\0{name}".encode(), "sha256")[:MARK_BYTES]
        if self._run(_GET, {"of": quarter, "one": mark}).one_or_none() is not None:
            return False
        self._run(_ADD, {"quarter": quarter, "mark": mark})
        return True

    def count(self, quarter: int) -> int:
        return self._run(_COUNT, {"of": quarter}).scalar_one()
