"""The hours of single days of one transaction, in the words of the port; everything goes to the database at once."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import bindparam, delete, insert, select, update

from bot.errors import Unreadable
from bot.model import DayHours
from bot.storage.codec import SPANS
from bot.storage.lifetimes import first_day_of_hours
from bot.storage.tables_of_the_line import day_hours
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("day_hours", "spans")
_THESE = (day_hours.c.day == bindparam("one"), day_hours.c.version == bindparam("before"))
_ALL = select(day_hours).where(day_hours.c.day >= bindparam("first")).order_by(day_hours.c.day)
_IS_SET = select(day_hours.c.day).where(day_hours.c.day == bindparam("one"))
_ADD = insert(day_hours)
_CHANGE = update(day_hours).where(*_THESE).values(version=bindparam("after"), spans=bindparam("sealed"))
_DROP = delete(day_hours).where(*_THESE)
_DROP_PAST = delete(day_hours).where(day_hours.c.day < bindparam("first"))


class SqlDayBook:
    """A `DayBook`."""

    def __init__(self, unit: Unit) -> None:
        self._run = unit.connection.execute
        self._key = unit.secrets.staff
        self._first = first_day_of_hours(unit.now)

    def all(self) -> tuple[DayHours, ...]:
        return tuple(self._readable())

    def keep(self, hours: DayHours) -> bool:
        day, after = hours.day.toordinal(), hours.version + 1
        sealed = self._key.seal(_PLACE, day.to_bytes(4), pad(SPANS.write(hours.spans)), version=after)
        if hours.version:
            values = {"one": day, "before": hours.version, "after": after, "sealed": sealed}
            return bool(self._run(_CHANGE, values).rowcount)
        if self._run(_IS_SET, {"one": day}).one_or_none() is not None:
            return False
        self._run(_ADD, {"day": day, "version": after, "spans": sealed})
        return True

    def drop(self, day: date, version: int) -> bool:
        return bool(self._run(_DROP, {"one": day.toordinal(), "before": version}).rowcount)

    def tidy(self) -> int:
        """Delete the days that are past; returns how many."""
        return self._run(_DROP_PAST, {"first": self._first}).rowcount

    def _readable(self) -> Iterator[DayHours]:
        for row in self._run(_ALL, {"first": self._first}):
            try:
                spans = self._key.open(_PLACE, row.day.to_bytes(4), row.spans, version=row.version)
                yield DayHours(date.fromordinal(row.day), SPANS.read(unpad(spans)), row.version)
            except Unreadable:
                continue
