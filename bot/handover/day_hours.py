"""What becomes of a day's hours when a coordinator closes or opens the line; pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from bot.handover.calendar import DAY, Hours, Span, next_opening

MOST_SPANS = 12
"""So many spans a day can have."""
_QUARTER = timedelta(minutes=15)
_LONGEST_TURN = 12
"""Quarters of an hour within which a clock that is put back has shown again whatever it shows twice."""


def closed_from(hours: Hours, now: datetime) -> Mapping[date, tuple[Span, ...]]:
    """Return the days that get other hours when the line closes now for the rest of the day.

    What goes on since the evening before ends now as well. Empty: nothing was to be open any more.
    """
    until = _last_minute_on_the_wall(now, hours.zone)
    today = now.astimezone(hours.zone).date()
    changed = {}
    for day in (today - timedelta(days=1), today):
        minute = (until - datetime.combine(day, time())) // timedelta(minutes=1)
        cut = tuple((start, min(end, minute)) for start, end in hours.of(day) if start < minute)
        if cut != hours.of(day):
            changed[day] = cut
    return changed


def with_span(spans: Iterable[Span], added: Span) -> tuple[Span, ...]:
    """Return spans with one more; those that touch become one."""
    joined: list[Span] = []
    for start, end in sorted((*spans, added)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def span_between(start: time, end: time) -> Span:
    """Return the span from one time to another; an end that is no later lies in the night after."""
    first, last = (one.hour * 60 + one.minute for one in (start, end))
    return first, last if last > first else last + DAY


def is_still_to_come(hours: Hours, day: date, span: Span, *, now: datetime) -> bool:
    """Tell whether any minute of a span is to come: it is not past, and no clock that is put forward skips it."""
    alone = Hours(((),) * 7, hours.zone, hours.country, exceptions={day: (span,)})
    return next_opening(alone, now) is not None


def _last_minute_on_the_wall(now: datetime, zone: tzinfo) -> datetime:
    """Return the earliest that a wall shows from now on: an hour that comes twice is not to be open the second time."""
    quarter = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    later = (quarter + _QUARTER * number for number in range(1, _LONGEST_TURN + 1))
    shown = (one.astimezone(zone).replace(tzinfo=None) for one in (now, *later))
    return min(shown).replace(second=0, microsecond=0)
