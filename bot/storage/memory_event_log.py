"""The events of the store in memory, and the places of senders."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.model import LogEvent, Sender
from bot.model.event_log import TAKEN_BY_LOT, wall_of
from bot.storage.lifetimes import first_day_of_log, quarter_of
from bot.storage.memory_shelves import Shelves
from bot.storage.people_places import place_of


class MemoryEventLog:
    """The `EventLog` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime, zone: tzinfo) -> None:
        self._shelves = shelves
        self._now = now
        self._zone = zone

    def wall(self, moment: datetime | None = None) -> tuple[int, int]:
        return wall_of(moment or self._now, self._zone)

    def add(self, event: LogEvent) -> None:
        if event.day >= first_day_of_log(self._now):
            self._shelves.events[max(self._shelves.events, default=0) + 1] = event

    def between(self, first_day: int, last_day: int) -> Sequence[LogEvent]:
        first = max(first_day, first_day_of_log(self._now))
        return [one for one in self._shelves.events.values() if first <= one.day <= last_day]

    def tidy(self) -> int:
        """Take away the events that nobody may read any more; returns how many."""
        first = first_day_of_log(self._now)
        old = [number for number, one in self._shelves.events.items() if one.day < first]
        for number in old:
            del self._shelves.events[number]
        return len(old)


class MemoryPeople:
    """The `People` of one transaction; nobody draws lots here, and nothing is secret."""

    def __init__(self, shelves: Shelves, now: datetime, zone: tzinfo) -> None:
        self._shelves = shelves
        self._quarter = quarter_of(wall_of(now, zone)[0])

    def note(self, sender: Sender) -> bool:
        place = (self._quarter, place_of(self._quarter.to_bytes(4), sender))
        is_free = place not in self._shelves.people_places and place[1] >= TAKEN_BY_LOT
        if is_free:
            self._shelves.people_places[place] = None
        return is_free

    def tidy(self) -> int:
        """Take away the places of quarters that are over; returns how many."""
        old = [one for one in self._shelves.people_places if one[0] < self._quarter]
        for one in old:
            del self._shelves.people_places[one]
        return len(old)
