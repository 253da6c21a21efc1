"""What waits for a second admin, in memory."""

from datetime import datetime

from bot.model import Motion, StaffId
from bot.storage.memory_shelves import Shelves


class MemoryMotions:
    """The `Motions` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def all(self) -> tuple[Motion, ...]:
        waiting = [one for one in self._shelves.motions.values() if self._now < one.ends_at]
        return tuple(sorted(waiting, key=lambda one: one.about))

    def make(self, motion: Motion) -> bool:
        if any(one.about == motion.about for one in self.all()):
            return False
        self._shelves.motions[motion.about] = motion
        return True

    def take(self, motion_id: bytes) -> Motion | None:
        found = next((one for one in self.all() if one.id == motion_id), None)
        return None if found is None else self._shelves.motions.pop(found.about)

    def drop(self, staff_id: StaffId) -> None:
        for one in [*self._shelves.motions.values()]:
            if staff_id in {one.about, one.by}:
                del self._shelves.motions[one.about]
