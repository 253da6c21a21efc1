"""What a shift on the rota may be, and what keeps one from being changed; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from bot.errors import BotError
from bot.handover.calendar import FURTHEST
from bot.handover.day_hours import span_between
from bot.handover.slots import Timetable, times_of, uncovered
from bot.model import MOST_CALLS, Shift, ShiftId

WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)


class RotaRefused(BotError):
    """Nothing was changed; `code` names the reason.

    Attributes:
        calls: How many agreed calls would be left without anybody, where that is the reason.
    """

    def __init__(self, code: str, *, calls: int = 0) -> None:
        """Say why nothing was changed."""
        super().__init__("The rota can't be changed like that.", where=code, fix="Look at the week again.")
        self.code = code
        self.calls = calls


@dataclass(frozen=True, slots=True)
class Wanted:
    """A shift as somebody wants it. An end that is no later than the start is in the night after."""

    day: date
    start: time
    end: time
    calls: int


@dataclass(frozen=True, slots=True)
class SeenShift:
    """Which shift somebody means, as they saw it."""

    id: ShiftId
    version: int


def as_wanted(shift: Shift, wanted: Wanted) -> Shift:
    """Return a shift as it is wanted.

    Raises:
        RotaRefused: it would have no length, or more calls than anybody can make.
    """
    if wanted.start == wanted.end:
        raise RotaRefused("no_length")
    if not 0 <= wanted.calls <= MOST_CALLS:
        raise RotaRefused("calls")
    return replace(shift, day=wanted.day, span=span_between(wanted.start, wanted.end), calls=wanted.calls)


def check_day(day: date, today: date) -> None:
    """Refuse a day on which no shift can be entered; yesterday's may go on into the night.

    Raises:
        RotaRefused: it is past, or too far ahead.
    """
    if day < today - A_DAY:
        raise RotaRefused("past")
    if day - today > FURTHEST:
        raise RotaRefused("too_far")


def check_time(shift: Shift, others: Iterable[Shift], zone: tzinfo, *, now: datetime) -> None:
    """Refuse a shift that can't be entered beside others of the same days.

    Raises:
        RotaRefused: it is over, never comes, or overlaps another one of the same counsellor.
    """
    if is_over(shift, zone, now):
        raise RotaRefused("past")
    start, end = times_of(shift, zone)
    if start == end:
        raise RotaRefused("never_comes")
    own = (times_of(one, zone) for one in others if one.staff_id == shift.staff_id and one.id != shift.id)
    if any(begins < end and start < ends for begins, ends in own):
        raise RotaRefused("overlaps")


def is_over(shift: Shift, zone: tzinfo, now: datetime) -> bool:
    """Tell whether a shift lies behind."""
    return times_of(shift, zone)[1] <= now


def left_alone(table: Timetable, before: Shift, after: Shift | None, *, now: datetime) -> int:
    """Return for how many more agreed calls nobody is there once a shift is another, or, with None, is gone."""
    others = tuple(one for one in table.shifts if one.id != before.id)
    then = replace(table, shifts=others if after is None else (*others, after))
    return max(0, _missing(then, now) - _missing(table, now))


def monday_of(day: date) -> date:
    """Return the day on which a week begins."""
    return day - A_DAY * day.weekday()


def _missing(table: Timetable, now: datetime) -> int:
    return sum(one.calls - one.capacity for one in uncovered(table, now))
