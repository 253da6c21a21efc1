"""The pauses of the store in memory, and the sums of days."""

from collections.abc import Mapping
from datetime import datetime

from bot.model import Pause, StaffId
from bot.model.counted import of_pause
from bot.model.pauses import over_by
from bot.storage.lifetimes import day_of
from bot.storage.memory_event_log import MemoryEventLog
from bot.storage.memory_shelves import Shelves


class MemoryPauses:
    """The `Pauses` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime, log: MemoryEventLog) -> None:
        self._shelves = shelves
        self._log = log
        self._now = now

    def all(self) -> Mapping[StaffId, Pause]:
        return {one: pause for one, pause in self._shelves.pauses.items() if pause.lasts(self._now)}

    def keep(self, staff_id: StaffId, pause: Pause) -> None:
        before = self._shelves.pauses.pop(staff_id, None)
        if pause.lasts(self._now):
            self._shelves.pauses[staff_id] = pause
        for over in over_by(before, pause, self._now):
            self._count(over)
        is_same = before is not None and before.began_at == pause.began_at
        more = pause.minutes - (before.minutes if before and is_same else 0)
        day = day_of(pause.began_at)
        self._shelves.pause_minutes[day] = self.minutes(day) + more

    def minutes(self, day: int) -> int:
        return self._shelves.pause_minutes.get(day, 0)

    def end_old(self) -> int:
        """Forget every pause that is over; returns how many."""
        over = [one for one, pause in self._shelves.pauses.items() if not pause.lasts(self._now)]
        for one in over:
            self._count(self._shelves.pauses.pop(one))
        return len(over)

    def _count(self, pause: Pause) -> None:
        self._log.add(of_pause(pause, self._log.wall(pause.began_at)))
