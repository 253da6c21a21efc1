"""Our calendar against another one: opening hours as OpenStreetMap writes them, read by a library of other people.

Two families of random rules, because a night that goes on into a day with hours of its own means different things in
the two: nights without exceptions, and days with exceptions and public holidays, of which the other library keeps a
list of its own. It lacks two that ours has: Good Friday in the Netherlands, and Whit Sunday in Belgium.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from opening_hours import OpeningHours, State

from bot.handover.calendar import DAY, Hours, Span, is_holiday, is_open, next_opening
from bot.handover.slots import CallRules, Timetable, free_days
from bot.model import Shift, ShiftId, StaffId

ZONES = {"NL": ZoneInfo("Europe/Amsterdam"), "BE": ZoneInfo("Europe/Brussels")}
OURS_ALONE = {
    "NL": frozenset({date(2026, 4, 3), date(2027, 3, 26), date(2028, 4, 14)}),
    "BE": frozenset({date(2026, 5, 24), date(2027, 5, 16), date(2028, 6, 4)}),
}
"""Holidays that the other library does not know."""
CLOCKS = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26))
NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LOOKS = 10
"""Moments at which each rule is looked at."""
MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """The same hours for us and for the other library."""

    hours: Hours
    other: OpeningHours
    text: str
    year: int


def random_spans(chance: Random, *, at_night: bool) -> tuple[Span, ...]:
    """Return up to two spans, which may overlap."""
    starts = [chance.randrange(0, DAY, 5) for _ in range(chance.randrange(3))]
    ends = [start + chance.randrange(5, DAY, 5) for start in starts]
    return tuple(sorted((start, end if at_night else min(end, DAY)) for start, end in zip(starts, ends, strict=True)))


def in_other_words(spans: tuple[Span, ...]) -> str:
    """Write spans as OpenStreetMap does."""
    written = [f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in spans]
    return ",".join(written) or "off"


def random_rule(seed: int) -> Rule:
    """Make up hours; the same ones for the same seed."""
    chance = Random(seed)  # noqa: S311 - nobody guesses a test
    country, at_night, year = chance.choice(["NL", "BE"]), seed % 2 == 0, chance.randrange(2026, 2029)
    week = tuple(random_spans(chance, at_night=at_night) for _ in range(7))
    exceptions: Mapping[date, tuple[Span, ...]] = {}
    on_holidays: tuple[Span, ...] | None = None
    if at_night:
        text = ", ".join(f"{day} {in_other_words(spans)}" for day, spans in zip(NAMES, week, strict=True) if spans)
    else:
        days = [date(year, 1, 1) + A_DAY * chance.randrange(365) for _ in range(3)]
        exceptions = {day: random_spans(chance, at_night=False) for day in days}
        on_holidays = chance.choice([None, ()])
        parts = [f"{day} {in_other_words(spans)}" for day, spans in zip(NAMES, week, strict=True)]
        parts += ["PH off"] if on_holidays == () else []
        parts += [f"{day.year} {MONTHS[day.month - 1]} {day.day:02} {in_other_words(exceptions[day])}" for day in days]
        text = "; ".join(parts)
    zone = ZONES[country]
    other = OpeningHours(text or "off", timezone=zone, country=country, auto_country=False, auto_timezone=False)
    return Rule(Hours(week, zone, country, on_holidays, exceptions), other, text, year)


def is_open_there(rule: Rule, moment: datetime) -> bool:
    """Ask the other library."""
    return rule.other.is_open(moment.astimezone(rule.hours.zone))


def open_there(rule: Rule, day: date) -> list[tuple[datetime, datetime]]:
    """Return when the other library is open on a day, by the clock on the wall."""
    begin, end = (datetime(one.year, one.month, one.day, tzinfo=rule.hours.zone) for one in (day, day + A_DAY))
    found = rule.other.intervals(begin, end)
    return [(a.replace(tzinfo=None), b.replace(tzinfo=None)) for a, b, state, _ in found if state == State.OPEN]


def differs(rule: Rule, day: date) -> bool:
    """Tell whether the two mean different things by a day."""
    return rule.hours.on_holidays == () and day in OURS_ALONE[rule.hours.country]


def check_moments(rule: Rule, chance: Random) -> None:
    """Both say the same of moments of a year; and where both are closed, of when they open next."""
    for _ in range(LOOKS):
        moment = datetime(rule.year, 1, 1, tzinfo=UTC) + MINUTE * chance.randrange(365 * DAY)
        day = moment.astimezone(rule.hours.zone).date()
        if not differs(rule, day):
            assert is_open(rule.hours, moment) == is_open_there(rule, moment), (rule.text, moment)


def check_next(rule: Rule, chance: Random) -> None:
    """Whoever is told when to come back finds the other library's door open then, and closed a minute before."""
    moment = datetime(rule.year, 1, 2, tzinfo=UTC) + MINUTE * chance.randrange(355 * DAY)
    opening = next_opening(rule.hours, moment)
    if opening is None or opening == moment or differs(rule, opening.astimezone(rule.hours.zone).date()):
        return
    assert is_open_there(rule, opening), (rule.text, moment, opening)
    assert not is_open_there(rule, opening - MINUTE), (rule.text, moment, opening)


def check_slots(rule: Rule, chance: Random) -> None:
    """With somebody there all day long, the free quarters of an hour of a day are those that are open throughout."""
    if not (any(rule.hours.week) or any(rule.hours.exceptions.values())):
        return
    day = chance.choice([*CLOCKS, date(rule.year, 1, 2) + A_DAY * chance.randrange(355)])
    if differs(rule, day):
        return
    shift = Shift(ShiftId(bytes(16)), StaffId("Ada"), day - A_DAY, (0, 3 * DAY), 1)
    zone = rule.hours.zone
    begin, end = (datetime(one.year, one.month, one.day, tzinfo=zone).astimezone(UTC) for one in (day, day + A_DAY))
    free = free_days(Timetable(rule.hours, (shift,)), CallRules(15, timedelta(), 1), begin)
    offered = {one.told.slot.start_at for found in free if found.day == day for one in found.slots}
    quarters = (begin + MINUTE * 15 * number for number in range((end - begin) // (MINUTE * 15)))
    walls = {one: one.astimezone(zone).replace(tzinfo=None) for one in quarters}
    opened = open_there(rule, day)
    there = {one for one, wall in walls.items() if any(a <= wall and wall + MINUTE * 15 <= b for a, b in opened)}

    assert offered == there, (rule.text, day)


def compare(seeds: range) -> None:
    """Hold ours against the other one for some rules."""
    for seed in seeds:
        rule, chance = random_rule(seed), Random(seed)  # noqa: S311 - nobody guesses a test
        check_moments(rule, chance)
        check_next(rule, chance)
        check_slots(rule, chance)


def test_two_hundred_random_rules_mean_the_same_to_both() -> None:
    """At random moments of 2026 to 2028, at the next opening, and slot by slot, also where the clock is changed."""
    compare(range(200))


@pytest.mark.long
def test_ten_thousand_random_rules_mean_the_same_to_both() -> None:
    """The same, for longer."""
    compare(range(200, 10_200))


@pytest.mark.parametrize("country", ["NL", "BE"])
def test_holidays_are_the_same_but_for_one_a_year(country: str) -> None:
    """Of three years."""
    zone = ZONES[country]
    closed = OpeningHours("24/7; PH off", timezone=zone, country=country, auto_country=False, auto_timezone=False)
    days = [date(2026, 1, 1) + A_DAY * number for number in range((date(2029, 1, 1) - date(2026, 1, 1)).days)]
    theirs = {day for day in days if not closed.is_open(datetime(day.year, day.month, day.day, 12, tzinfo=zone))}

    assert {day for day in days if is_holiday(day, country)} == theirs | OURS_ALONE[country]


def test_the_other_library_would_say_so() -> None:
    """It tells a minute that is not open, so that the comparison can fail."""
    rule = random_rule(1)
    wrong = Rule(Hours(((),) * 7, rule.hours.zone, "NL"), rule.other, rule.text, rule.year)

    with pytest.raises(AssertionError):
        check_moments(wrong, Random(1))  # noqa: S311 - nobody guesses a test
