"""The hours of single days, in memory."""

from dataclasses import replace
from datetime import date, datetime

from bot.model import DayHours
from bot.storage.codec import SPANS
from bot.storage.lifetimes import first_day_of_hours
from bot.storage.memory_shelves import Shelves
from bot.storage.vault import pad


class MemoryDayBook:
    """The `DayBook` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._days = shelves.day_hours
        self._first = date.fromordinal(first_day_of_hours(now))

    def all(self) -> tuple[DayHours, ...]:
        return tuple(self._days[day] for day in sorted(self._days) if day >= self._first)

    def keep(self, hours: DayHours) -> bool:
        pad(SPANS.write(hours.spans))  # refuses what a database would refuse
        kept = self._days.get(hours.day)
        if hours.version != (kept.version if kept else 0):
            return False
        self._days[hours.day] = replace(hours, version=hours.version + 1)
        return True

    def drop(self, day: date, version: int) -> bool:
        kept = self._days.get(day)
        if kept is None or kept.version != version:
            return False
        del self._days[day]
        return True

    def tidy(self) -> int:
        """Delete the days that are past; returns how many."""
        past = [day for day in self._days if day < self._first]
        for day in past:
            del self._days[day]
        return len(past)
