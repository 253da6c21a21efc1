"""What waits for a second admin, in the words of the port."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from bot.errors import Unreadable
from bot.model import Motion, StaffId
from bot.storage.codec import MOTIONS
from bot.storage.tables import staff_motion
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PROPOSED = Place("staff_motion", "sealed")

_ALL = select(staff_motion)
_ONE = _ALL.where(staff_motion.c.id == bindparam("one"))
_ADD = insert(staff_motion)
_DROP = delete(staff_motion).where(staff_motion.c.id == bindparam("one"))


class SqlMotions:
    """A `Motions`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute
        self._key = unit.secrets.staff

    def all(self) -> tuple[Motion, ...]:
        waiting = [motion for _, motion in self._kept() if motion is not None]
        return tuple(sorted(waiting, key=lambda one: one.about))

    def make(self, motion: Motion) -> bool:
        for row, kept in self._kept():
            if kept is None:
                self._run(_DROP, {"one": row.id})
            elif kept.about == motion.about:
                return False
        content = pad(MOTIONS.write((motion.power, motion.by, motion.ends_at, motion.code)))
        sealed = self._key.seal(_PROPOSED, motion.id + motion.about.encode(), content)
        self._run(_ADD, {"staff_id": motion.about, "id": motion.id, "sealed": sealed})
        return True

    def take(self, motion_id: bytes) -> Motion | None:
        row = self._run(_ONE, {"one": motion_id}).one_or_none()
        if row is None or not self._run(_DROP, {"one": motion_id}).rowcount:
            return None
        return self._opened(row)

    def drop(self, staff_id: StaffId) -> None:
        for row, kept in self._kept():
            if kept is None or staff_id in {kept.about, kept.by}:
                self._run(_DROP, {"one": row.id})

    def _kept(self) -> list[tuple[Row[Any], Motion | None]]:
        return [(row, self._opened(row)) for row in self._run(_ALL).all()]

    def _opened(self, row: Row[Any]) -> Motion | None:
        """Return what a row proposes; nothing of one that has ended, or that was altered: it may give nobody power."""
        try:
            content = unpad(self._key.open(_PROPOSED, row.id + row.staff_id.encode(), row.sealed))
            power, by, ends_at, code = MOTIONS.read(content)
        except Unreadable:
            return None
        motion = Motion(row.id, power, StaffId(row.staff_id), by=StaffId(by), ends_at=ends_at, code=code)
        return motion if self._unit.now < ends_at else None
