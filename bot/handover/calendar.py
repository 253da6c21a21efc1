"""When somebody is to be at the desk: hours of the week, holidays, exceptions; pure, and the one door to `holidays`.

A moment is open when the clock on the wall of the service stands inside a span of hours. So on the night on which the
clock is put back an hour of that night is open twice, and one that is skipped is not open at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from holidays import country_holidays

DAY = 24 * 60
"""Minutes of a day on the wall."""
FURTHEST = timedelta(days=366)
"""So far ahead the next opening is looked for."""
_STEP = timedelta(minutes=15)
"""Clocks are put forward and back at whole quarters of an hour, in every zone of today."""

Span = tuple[int, int]
"""From a minute of the day up to another one, that not included; past 1440 it goes on into the night after."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When the desk is to be open, by the clock on the wall.

    Attributes:
        week: The spans of each day, Monday first: seven of them.
        zone: Whose clock it is.
        country: Whose holidays: NL or BE.
        on_holidays: The spans of a public holiday, whatever day it is; None: a day like any other.
        exceptions: The spans of single days; these win over the week and over holidays.
        set_days: The spans of single days as a coordinator set them; these win over everything.
    """

    week: tuple[tuple[Span, ...], ...]
    zone: tzinfo
    country: str
    on_holidays: tuple[Span, ...] | None = ()
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    set_days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def is_ruled(self) -> bool:
        """Whether anybody has named times of opening that hold without a coordinator; a closed day alone is none."""
        return any(self.week) or bool(self.on_holidays) or any(self.exceptions.values())

    def tells_of(self, day: date) -> bool:
        """Tell whether anything holds for a day without a coordinator; else it has no hours, and is not closed."""
        return self.is_ruled or day in self.exceptions

    def of(self, day: date) -> tuple[Span, ...]:
        """Return the spans that begin on a day."""
        return self.set_days[day] if day in self.set_days else self.ruled(day)

    def ruled(self, day: date) -> tuple[Span, ...]:
        """Return the spans that would begin on a day if no coordinator had set any."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self.on_holidays is not None and is_holiday(day, self.country):
            return self.on_holidays
        return self.week[day.weekday()]


def is_holiday(day: date, country: str) -> bool:
    """Tell whether a day is a public holiday, NL or BE."""
    return day in _holidays(country, day.year)


def is_open(hours: Hours, now: datetime) -> bool:
    """Tell whether the desk is to be open at a moment."""
    wall = now.astimezone(hours.zone)
    minute = wall.hour * 60 + wall.minute
    yesterday = wall.date() - timedelta(days=1)
    return any(start <= minute < end for start, end in hours.of(wall.date())) or any(
        start <= minute + DAY < end for start, end in hours.of(yesterday)
    )


def next_opening(hours: Hours, now: datetime) -> datetime | None:
    """Return the next moment from which on the desk is to be open; `now` while it is, None for none within a year."""
    if is_open(hours, now):
        return now
    today = now.astimezone(hours.zone).date()
    for ahead in range(FURTHEST.days + 1):
        day = today + timedelta(days=ahead)
        if not hours.of(day) and not hours.of(day - timedelta(days=1)):
            continue  # most days of a search that finds nothing
        begins = [one for one in _beginnings(hours, day) if one > now and is_open(hours, one)]
        if begins:
            return min(begins)
    return None


def _beginnings(hours: Hours, day: date) -> Iterator[datetime]:
    """Yield every moment of a day at which it may begin to be open: starts of spans, and where the clock is changed."""
    for start, _ in hours.of(day):
        for fold in (0, 1):
            wall = datetime.combine(day, time(start // 60, start % 60, fold=fold), hours.zone)
            yield wall.astimezone(UTC)
    midnight, after = (
        datetime.combine(one, time(), hours.zone).astimezone(UTC) for one in (day, day + timedelta(days=1))
    )
    if after - midnight != timedelta(days=1):
        yield from (midnight + _STEP * number for number in range((after - midnight) // _STEP))


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays(country, years=year))
