"""When somebody can be called: what opening hours, shifts and agreed calls leave free; pure.

A slot is real time. Where it lies is read off the clock on the wall, each time that the wall shows it: an hour that a
clock skips has no slots, and one that it shows twice has them twice. A shift is one stretch of real time, as a calendar
draws it: from the first moment at which the wall shows its start, or more, to the first at which it shows its end.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby

from bot.handover.calendar import DAY, Hours, Span
from bot.model import Shift, Slot, StaffId, ToldSlot

_MINUTE = timedelta(minutes=1)
_A_DAY = timedelta(days=1)
_ALWAYS: tuple[tuple[Span, ...], ...] = (((0, DAY),),) * 7
_Stretch = tuple[datetime, datetime, StaffId, int]
"""A shift in real time: from when to when, whose, and how many calls they take in a slot."""


@dataclass(frozen=True, slots=True)
class CallRules:
    """How calls are offered.

    Attributes:
        minutes: How long a slot is, and how far apart two of them begin, counted from midnight: 15, 30 or 60.
        lead: No slot begins sooner than this.
        ahead_days: None begins on a later day than this many after today; at most `BOOK_AHEAD`.
    """

    minutes: int = 60
    lead: timedelta = timedelta(hours=2)
    ahead_days: int = 7


USUAL_RULES = CallRules()
"""Where nobody wrote down others."""


class PartOfDay(StrEnum):
    """As people divide a day, by the start of a slot."""

    NIGHT = "night"
    """Up to 6:00."""
    MORNING = "morning"
    """Up to 12:00."""
    AFTERNOON = "afternoon"
    """Up to 18:00."""
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot that can be chosen.

    Attributes:
        left: How many calls more it takes, at least 1.
    """

    told: ToldSlot
    left: int


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day, on the clock of the service, with at least one free slot: by part of the day, all in order."""

    day: date
    parts: tuple[tuple[PartOfDay, tuple[FreeSlot, ...]], ...]

    @property
    def slots(self) -> tuple[FreeSlot, ...]:
        """All of them."""
        return tuple(slot for _, slots in self.parts for slot in slots)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A slot in which more calls are agreed than anybody is there for: somebody has to see to it before it begins.

    Attributes:
        calls: How many are agreed at any time of it: slots overlap where their length was changed.
        capacity: How many can be made; less.
    """

    slot: Slot
    calls: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everything that decides about calls, as it is at one moment.

    Attributes:
        hours: When the service is open. Where nobody wrote any hours down, the shifts decide alone, but for days that
            are set or closed.
        shifts: Of those who may take calls now: not of a closed account.
        booked: How many calls are agreed in each slot; none is left out that is not over.
        zone: The name of the zone of `hours`, as slots are told.
    """

    hours: Hours
    shifts: tuple[Shift, ...]
    booked: Mapping[Slot, int] = field(default_factory=dict)
    zone: str = "Europe/Amsterdam"


def free_days(table: Timetable, rules: CallRules, now: datetime) -> tuple[FreeDay, ...]:
    """Return the days and slots in which a call can be agreed now, in order."""
    hours, zone = _or_always(table.hours), table.hours.zone
    taking = tuple(shift for shift in table.shifts if shift.calls)
    stretches, today = _stretches(taking, zone), now.astimezone(zone).date()
    found = []
    for day in (today + timedelta(days=ahead) for ahead in range(rules.ahead_days + 1)):
        if not any(0 <= (day - shift.day).days <= shift.span[1] // DAY for shift in taking):
            continue
        spans = _around(hours, day)
        told = slots_of(day, zone, rules.minutes, zone_name=table.zone)
        later = [one for one in told if one.slot.start_at >= now + rules.lead]
        left = [(one, _able(one.slot, spans, stretches, zone=zone) - _agreed(table, one.slot)) for one in later]
        free = [FreeSlot(one, number) for one, number in left if number > 0]
        if free:
            found.append(FreeDay(day, _by_part(free)))
    return tuple(found)


def capacity(table: Timetable, slot: Slot) -> int:
    """Return how many calls can be made in a slot: 0 where the service is closed for a part of it.

    Each counsellor counts once, and only if one of their shifts covers the whole of it.
    """
    zone = table.hours.zone
    spans = _around(_or_always(table.hours), slot.start_at.astimezone(zone).date())
    return _able(slot, spans, _stretches(table.shifts, zone), zone=zone)


def uncovered(table: Timetable, now: datetime) -> tuple[Uncovered, ...]:
    """Return the agreed slots, by start, that are not over and for which nobody, or too few, are there any more.

    A shift was taken away, an account closed, a day closed: the calls stay agreed, and are told here until they are
    made, moved or covered again.
    """
    found = []
    for slot in sorted(one for one, calls in table.booked.items() if calls and one.end_at > now):
        agreed, able = _agreed(table, slot), capacity(table, slot)
        if agreed > able:
            found.append(Uncovered(slot, agreed, able))
    return tuple(found)


def slots_of(day: date, zone: tzinfo, minutes: int, *, zone_name: str) -> Iterator[ToldSlot]:
    """Yield every slot that begins on a day, in the order in which they come.

    Args:
        day: On the clock of the zone.
        zone: Whose clock.
        minutes: How long each is; a divisor of a day.
        zone_name: How the zone is called where it is told.
    """
    midnight, after = (first_moment(_wall(day, minute), zone) for minute in (0, DAY))
    if after - midnight == _A_DAY:  # most days: the clock is not changed
        for minute in range(0, DAY, minutes):
            yield ToldSlot(Slot(midnight + minute * _MINUTE, minutes), _wall(day, minute), zone_name)
    else:
        yield from _slots_of_a_change(day, zone, minutes, zone_name=zone_name)


def told_of(slot: Slot, zone: tzinfo, *, zone_name: str) -> ToldSlot:
    """Return a slot as it is told by the rules that the zone has now."""
    wall = slot.start_at.astimezone(zone).replace(tzinfo=None, fold=0)
    starts = sorted({wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)})
    return ToldSlot(slot, wall, zone_name, starts.index(slot.start_at) if len(starts) > 1 else None)


def as_told(told: ToldSlot, zone: tzinfo) -> Slot:
    """Return the slot in which the wall shows what was told, by the rules that the zone has now.

    It is the slot itself, unless the rules of the zone were changed since. Then what was told holds: it is what
    somebody wrote down, or keeps in mind.
    """
    start = told.wall.replace(tzinfo=zone, fold=told.fold or 0).astimezone(UTC)
    if not _shows(start, told.wall, zone):
        start = first_moment(told.wall, zone)
    return Slot(start, told.slot.minutes)


def times_of(shift: Shift, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a shift begins and ends, in UTC; the same moment where a clock skips all of it."""
    start, end = (first_moment(_wall(shift.day, minute), zone) for minute in shift.span)
    return start, end


def is_within_hours(hours: Hours, day: date, span: Span) -> bool:
    """Tell whether the service is open through the whole of a span; where no hours are written down, it is."""
    return _covers(_around(_or_always(hours), day), span)


def first_moment(wall: datetime, zone: tzinfo) -> datetime:
    """Return the first moment, in UTC, at which the clock shows this or more: of a skipped hour, when it is skipped."""
    start = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _shows(start, wall, zone):
        return start
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), start
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        before, after = (middle, after) if middle.astimezone(zone).replace(tzinfo=None) < wall else (before, middle)
    return after


def part_of(wall: datetime) -> PartOfDay:
    """Return the part of the day of a start on the wall."""
    return tuple(PartOfDay)[wall.hour // 6]


def _slots_of_a_change(day: date, zone: tzinfo, minutes: int, *, zone_name: str) -> Iterator[ToldSlot]:
    found: dict[Slot, ToldSlot] = {}
    for minute in range(0, DAY, minutes):
        wall = _wall(day, minute)
        starts = sorted({wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)})
        real = [start for start in starts if _shows(start, wall, zone)]
        for fold, start in enumerate(real):
            last = start + timedelta(minutes=minutes) - _MINUTE
            if _shows(last, wall + timedelta(minutes=minutes) - _MINUTE, zone):
                slot = Slot(start, minutes)
                found[slot] = ToldSlot(slot, wall, zone_name, fold if len(real) > 1 else None)
    yield from (found[slot] for slot in sorted(found))


def _agreed(table: Timetable, slot: Slot) -> int:
    """Count the calls that are agreed at any time of a slot: after a change of its length, slots overlap."""
    return sum(calls for one, calls in table.booked.items() if one.overlaps(slot))


def _stretches(shifts: tuple[Shift, ...], zone: tzinfo) -> tuple[_Stretch, ...]:
    return tuple((*times_of(shift, zone), shift.staff_id, shift.calls) for shift in shifts)


def _able(slot: Slot, spans: tuple[Span, ...], stretches: tuple[_Stretch, ...], *, zone: tzinfo) -> int:
    """Return how many calls can be made in a slot; `spans` are those around the day on which it begins."""
    wall = slot.start_at.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    if not _covers(spans, (minute, minute + slot.minutes)):
        return 0
    most: dict[StaffId, int] = defaultdict(int)
    for start, end, staff_id, calls in stretches:
        if start <= slot.start_at and slot.end_at <= end:
            most[staff_id] = max(most[staff_id], calls)
    return sum(most.values())


def _or_always(hours: Hours) -> Hours:
    """Return hours that leave every day to the shifts, where nobody wrote any down: all but days that are closed."""
    return hours if hours.is_ruled else replace(hours, week=_ALWAYS, on_holidays=None)


def _around(hours: Hours, day: date) -> tuple[Span, ...]:
    """Return the spans that touch a day, in its minutes, by their start: those of the night before and after too."""
    near = ((ahead, hours.of(day + timedelta(days=ahead))) for ahead in (-1, 0, 1))
    return tuple(sorted((start + ahead * DAY, end + ahead * DAY) for ahead, spans in near for start, end in spans))


def _covers(spans: tuple[Span, ...], wanted: Span) -> bool:
    """Tell whether spans, in the order of their starts, leave no minute of a wanted one out."""
    reached, until = wanted
    for start, end in spans:
        if start <= reached < end:
            reached = end
    return reached >= until


def _by_part(free: list[FreeSlot]) -> tuple[tuple[PartOfDay, tuple[FreeSlot, ...]], ...]:
    return tuple((part, tuple(slots)) for part, slots in groupby(free, lambda one: part_of(one.told.wall)))


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + minute * _MINUTE


def _shows(moment: datetime, wall: datetime, zone: tzinfo) -> bool:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall
