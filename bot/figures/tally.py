"""The events of one period by what happened: that over which every definition counts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from bot.figures.periods import Period
from bot.model.event_log import PARTS_OF_DAY, Dimension, Happening, LogEvent

Key = TypeVar("Key", bound=Hashable)
UNKNOWN = ""
"""The value of a dimension of which an event tells nothing."""


class Tally:
    """Counts over the events of a half-open period; an event counts as often as its `amount` says."""

    def __init__(self, events: Iterable[LogEvent], period: Period) -> None:
        """Sort the events of the period by what happened, once for all definitions."""
        found: defaultdict[Happening, list[LogEvent]] = defaultdict(list)
        first, until = period.first.toordinal(), period.until.toordinal()
        for event in events:
            if first <= event.day < until:
                found[event.what].append(event)
        self._events: Mapping[Happening, list[LogEvent]] = found
        self._period = period

    def split(self, key: Callable[[LogEvent], Key]) -> "Mapping[Key, Tally]":
        """Return its events in parts, by what is told of each; every event is in one of them."""
        parts: defaultdict[Key, list[LogEvent]] = defaultdict(list)
        for events in self._events.values():
            for event in events:
                parts[key(event)].append(event)
        return {value: Tally(events, self._period) for value, events in parts.items()}

    def of_these(self, happenings: Collection[Happening]) -> "Tally":
        """Return only what is one of these happenings."""
        return Tally((one for what in happenings for one in self.of(what)), self._period)

    def of(self, what: Happening, *ways: str) -> Sequence[LogEvent]:
        """Return what happened so, in one of these ways; without a way, in any."""
        events = self._events.get(what, [])
        return [event for event in events if event.told.get(Dimension.HOW) in ways] if ways else events

    def at_open_door(self, what: Happening, *ways: str) -> Sequence[LogEvent]:
        """Return what happened so to those who asked while somebody could take the talk; rates are about them alone."""
        return [event for event in self.of(what, *ways) if Dimension.DOOR not in event.told]

    def count(self, what: Happening, *ways: str) -> int:
        """Return how often it happened."""
        return amount(self.of(what, *ways))

    def by(self, what: Happening, dimension: Dimension, *ways: str) -> Mapping[str, int]:
        """Return how often by one dimension; what is not known stands under `UNKNOWN`, so that nobody is lost."""
        counts: Counter[str] = Counter()
        for event in self.of(what, *ways):
            counts[event.told.get(dimension, UNKNOWN)] += event.amount
        return counts

    @property
    def size(self) -> int:
        """How many events it holds, those included that took others back."""
        return sum(len(events) for events in self._events.values())


def amount(events: Iterable[LogEvent]) -> int:
    """Return how often it happened in all; what was taken back is taken off."""
    return sum(event.amount for event in events)


def by_part(*happenings: Iterable[LogEvent]) -> tuple[int, ...]:
    """Return how often in each part of the day."""
    counts = [0] * PARTS_OF_DAY
    for events in happenings:
        for event in events:
            counts[event.part] += event.amount
    return tuple(counts)


def by_length(events: Iterable[LogEvent]) -> Mapping[int, int]:
    """Return how often each length, in seconds, occurs; events without one, and what was taken back, are left out."""
    counts: Counter[int] = Counter()
    for event in events:
        if event.seconds is not None:
            counts[event.seconds] += event.amount
    return +counts
