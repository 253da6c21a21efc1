"""The shifts of counsellors, and the addresses of their calendars, in the words of the port.

Everything goes to the database at once.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.errors import Unreadable
from bot.model import Shift, ShiftId, StaffId
from bot.storage.codec import MOMENTS, SHIFTS
from bot.storage.lifetimes import first_day_of_shifts
from bot.storage.tables import shift, shift_feed
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("shift", "sealed")
_MADE = Place("shift_feed", "sealed")

_THIS = shift.c.id == bindparam("one")
_THESE = (_THIS, shift.c.version == bindparam("before"))
_BETWEEN = select(shift).where(shift.c.day >= bindparam("first"), shift.c.day <= bindparam("last"))
_GET = select(shift).where(_THIS, shift.c.day >= bindparam("first"))
_IS_KEPT = select(shift.c.id).where(_THIS)
_ADD = insert(shift)
_CHANGE = (
    update(shift)
    .where(*_THESE)
    .values(day=bindparam("on_day"), version=bindparam("after"), sealed=bindparam("content"))
)
_DROP = delete(shift).where(*_THESE)
_DROP_PAST = delete(shift).where(shift.c.day < bindparam("first"))

_OF_TOKEN = select(shift_feed).where(shift_feed.c.digest == bindparam("token"))
_OF_STAFF = select(shift_feed).where(shift_feed.c.staff_id == bindparam("one"))
_KEEP_FEED = insert(shift_feed)
_DROP_FEED = delete(shift_feed).where(shift_feed.c.staff_id == bindparam("one"))


class SqlShifts:
    """A `Shifts`."""

    def __init__(self, unit: Unit) -> None:
        self._run = unit.connection.execute
        self._key = unit.secrets.staff
        self._first = first_day_of_shifts(unit.now)

    def between(self, first: date, last: date) -> tuple[Shift, ...]:
        rows = self._run(_BETWEEN, {"first": max(first.toordinal(), self._first), "last": last.toordinal()})
        found = [one for one in map(self._opened, rows) if one is not None]
        return tuple(sorted(found, key=lambda one: (one.day, one.span, one.staff_id, one.id)))

    def get(self, shift_id: ShiftId) -> Shift | None:
        row = self._run(_GET, {"one": shift_id, "first": self._first}).one_or_none()
        return None if row is None else self._opened(row)

    def keep(self, shift: Shift) -> bool:
        day, after = shift.day.toordinal(), shift.version + 1
        content = pad(SHIFTS.write((shift.staff_id, shift.span, shift.calls)))
        sealed = self._key.seal(_PLACE, _name(shift.id, day), content, version=after)
        if shift.version:
            values = {"one": shift.id, "before": shift.version, "after": after, "on_day": day, "content": sealed}
            return bool(self._run(_CHANGE, values).rowcount)
        if self._run(_IS_KEPT, {"one": shift.id}).one_or_none() is not None:
            return False
        self._run(_ADD, {"id": shift.id, "day": day, "version": after, "sealed": sealed})
        return True

    def drop(self, shift_id: ShiftId, version: int) -> bool:
        return bool(self._run(_DROP, {"one": shift_id, "before": version}).rowcount)

    def tidy(self) -> int:
        """Delete the shifts that are past; returns how many."""
        return self._run(_DROP_PAST, {"first": self._first}).rowcount

    def _opened(self, row: Row[Any]) -> Shift | None:
        """Return what a row says; nothing of one that was altered: nobody is promised a call by it."""
        try:
            content = unpad(self._key.open(_PLACE, _name(row.id, row.day), row.sealed, version=row.version))
            staff_id, span, calls = SHIFTS.read(content)
        except Unreadable:
            return None
        return Shift(ShiftId(row.id), StaffId(staff_id), date.fromordinal(row.day), span, calls, row.version)


class SqlFeeds:
    """A `Feeds`."""

    def __init__(self, unit: Unit) -> None:
        self._run = unit.connection.execute
        self._key = unit.secrets.staff
        self._now = unit.now

    def owner(self, digest: bytes) -> StaffId | None:
        row = self._run(_OF_TOKEN, {"token": digest}).one_or_none()
        return None if row is None or self._made(row) is None else StaffId(row.staff_id)

    def since(self, staff_id: StaffId) -> datetime | None:
        row = self._run(_OF_STAFF, {"one": staff_id}).one_or_none()
        return None if row is None else self._made(row)

    def keep(self, staff_id: StaffId, digest: bytes) -> None:
        self.drop(staff_id)
        sealed = self._key.seal(_MADE, digest + staff_id.encode(), pad(MOMENTS.write(self._now)))
        self._run(_KEEP_FEED, {"staff_id": staff_id, "digest": digest, "sealed": sealed})

    def drop(self, staff_id: StaffId) -> bool:
        return bool(self._run(_DROP_FEED, {"one": staff_id}).rowcount)

    def _made(self, row: Row[Any]) -> datetime | None:
        """Return when an address was made; None for one that was altered: it opens nobody's shifts."""
        try:
            return MOMENTS.read(unpad(self._key.open(_MADE, row.digest + row.staff_id.encode(), row.sealed)))
        except Unreadable:
            return None


def _name(shift_id: bytes, day: int) -> bytes:
    return shift_id + day.to_bytes(4)
