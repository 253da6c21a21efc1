"""The shifts of counsellors, and the addresses of their calendars, in memory."""

from dataclasses import replace
from datetime import date, datetime

from bot.model import Shift, ShiftId, StaffId
from bot.storage.codec import SHIFTS
from bot.storage.lifetimes import first_day_of_shifts
from bot.storage.memory_shelves import Shelves
from bot.storage.vault import pad


class MemoryShifts:
    """The `Shifts` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shifts = shelves.shifts
        self._first = date.fromordinal(first_day_of_shifts(now))

    def between(self, first: date, last: date) -> tuple[Shift, ...]:
        found = [one for one in self._shifts.values() if max(first, self._first) <= one.day <= last]
        return tuple(sorted(found, key=lambda one: (one.day, one.span, one.staff_id, one.id)))

    def get(self, shift_id: ShiftId) -> Shift | None:
        kept = self._shifts.get(shift_id)
        return kept if kept is not None and kept.day >= self._first else None

    def keep(self, shift: Shift) -> bool:
        pad(SHIFTS.write((shift.staff_id, shift.span, shift.calls)))  # refuses what a database would refuse
        kept = self._shifts.get(shift.id)
        if shift.version != (kept.version if kept else 0):
            return False
        self._shifts[shift.id] = replace(shift, version=shift.version + 1)
        return True

    def drop(self, shift_id: ShiftId, version: int) -> bool:
        kept = self._shifts.get(shift_id)
        if kept is None or kept.version != version:
            return False
        del self._shifts[shift_id]
        return True

    def tidy(self) -> int:
        """Delete the shifts that are past; returns how many."""
        past = [one.id for one in self._shifts.values() if one.day < self._first]
        for shift_id in past:
            del self._shifts[shift_id]
        return len(past)


class MemoryFeeds:
    """The `Feeds` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._feeds = shelves.feeds
        self._now = now

    def owner(self, digest: bytes) -> StaffId | None:
        return next((one for one, (kept, _) in self._feeds.items() if kept == digest), None)

    def since(self, staff_id: StaffId) -> datetime | None:
        return self._feeds[staff_id][1] if staff_id in self._feeds else None

    def keep(self, staff_id: StaffId, digest: bytes) -> None:
        self._feeds[staff_id] = (digest, self._now)

    def drop(self, staff_id: StaffId) -> bool:
        return self._feeds.pop(staff_id, None) is not None
