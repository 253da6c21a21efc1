"""The groups named, of the store in memory."""

from datetime import datetime

from bot.storage.lifetimes import day_of, quarter_of
from bot.storage.memory_shelves import Shelves


class MemoryNamedGroups:
    """The `NamedGroups` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._quarter = quarter_of(day_of(now))

    def note(self, name: str) -> bool:
        is_new = bool(name) and (self._quarter, name) not in self._shelves.named_groups
        if is_new:
            self._shelves.named_groups[self._quarter, name] = None
        return is_new

    def count(self, quarter: int) -> int:
        return sum(of == quarter for of, _ in self._shelves.named_groups)
