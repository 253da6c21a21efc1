"""The pauses of one transaction, and the sums of days, in the words of the port."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.errors import Unreadable
from bot.model import Pause, StaffId
from bot.model.counted import of_pause
from bot.model.pauses import over_by
from bot.storage.codec import PAUSES
from bot.storage.lifetimes import day_of
from bot.storage.sql_event_log import SqlEventLog
from bot.storage.tables import day_sum, staff_pause
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("staff_pause", "sealed")
_MINUTES = "pause_minutes"
_THIS = staff_pause.c.staff_id == bindparam("one")
_ALL = select(staff_pause)
_GET = _ALL.where(_THIS)
_DROP = delete(staff_pause).where(_THIS)
_ADD = insert(staff_pause)
_OF_DAY = (day_sum.c.day == bindparam("on_day")) & (day_sum.c.what == _MINUTES)
_SUM = select(day_sum.c.amount).where(_OF_DAY)
_ADD_TO_SUM = update(day_sum).where(_OF_DAY).values(amount=day_sum.c.amount + bindparam("more"))
_BEGIN_SUM = insert(day_sum)


class SqlPauses:
    """A `Pauses`; everything goes to the database at once."""

    def __init__(self, unit: Unit, log: SqlEventLog) -> None:
        self._unit = unit
        self._log = log
        self._run = unit.connection.execute
        self._key = unit.secrets.staff

    def all(self) -> Mapping[StaffId, Pause]:
        kept = {StaffId(row.staff_id): self._opened(row) for row in self._run(_ALL)}
        return {one: pause for one, pause in kept.items() if pause is not None and pause.lasts(self._unit.now)}

    def keep(self, staff_id: StaffId, pause: Pause) -> None:
        self._unit.bulk.lock_numbers()  # two at once would both find that the day has no sum yet
        before = self._of(staff_id)
        self._run(_DROP, {"one": staff_id})
        if pause.lasts(self._unit.now):
            sealed = self._key.seal(_PLACE, staff_id.encode(), pad(PAUSES.write(pause)))
            self._run(_ADD, {"staff_id": staff_id, "sealed": sealed})
        for over in over_by(before, pause, self._unit.now):
            self._count(over)
        is_same = before is not None and before.began_at == pause.began_at
        self._add(day_of(pause.began_at), pause.minutes - (before.minutes if before and is_same else 0))

    def minutes(self, day: int) -> int:
        return self._run(_SUM, {"on_day": day}).scalar() or 0

    def end_old(self) -> int:
        """Forget every pause that is over; returns how many."""
        kept = {row.staff_id: self._opened(row) for row in self._run(_ALL).all()}
        over = {one: pause for one, pause in kept.items() if pause is None or not pause.lasts(self._unit.now)}
        for one, pause in over.items():
            self._run(_DROP, {"one": one})
            if pause is not None:
                self._count(pause)
        return len(over)

    def _count(self, pause: Pause) -> None:
        self._log.add(of_pause(pause, self._log.wall(pause.began_at)))

    def _of(self, staff_id: StaffId) -> Pause | None:
        row = self._run(_GET, {"one": staff_id}).one_or_none()
        return None if row is None else self._opened(row)

    def _opened(self, row: Row[Any]) -> Pause | None:
        """Return what a row says; nothing of one that was altered: it may not keep anybody from helping."""
        try:
            return PAUSES.read(unpad(self._key.open(_PLACE, row.staff_id.encode(), row.sealed)))
        except Unreadable:
            return None

    def _add(self, day: int, more: int) -> None:
        if more and not self._run(_ADD_TO_SUM, {"on_day": day, "more": more}).rowcount:
            self._run(_BEGIN_SUM, {"day": day, "what": _MINUTES, "amount": more})
