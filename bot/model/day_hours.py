"""Hours of single days that a coordinator set: about the service, and about nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one day, in the place of those that the rule has for it.

    Attributes:
        day: On the clock of the service.
        spans: From a minute of the day up to another one, as in the calendar; none: closed.
        version: How often these were set; 0 for what is not kept yet.
    """

    day: date
    spans: tuple[tuple[int, int], ...]
    version: int = 0


def by_day(days: Iterable[DayHours]) -> Mapping[date, tuple[tuple[int, int], ...]]:
    """Return the spans of each day that has hours of its own."""
    return {one.day: one.spans for one in days}
