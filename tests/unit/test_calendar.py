"""When the desk is to be open: the clock on the wall decides, also on the nights on which it is changed."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.handover.calendar import DAY, Hours, Span, is_holiday, is_open, next_opening

AMSTERDAM, BRUSSELS = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Europe/Brussels")
NOON_TO_TWO: tuple[Span, ...] = ((12 * 60, 14 * 60),)
NIGHT: tuple[Span, ...] = ((22 * 60, 26 * 60 + 30),)
AS_IT_IS_CHANGED: tuple[Span, ...] = ((2 * 60, 3 * 60),)
NEVER: tuple[tuple[Span, ...], ...] = ((),) * 7


def every_day(*spans: Span, zone: ZoneInfo = AMSTERDAM) -> Hours:
    """Return hours that are the same on each day."""
    return Hours((spans,) * 7, zone, "NL", on_holidays=None)


def dutch(week: tuple[tuple[Span, ...], ...], **more: Any) -> Hours:  # noqa: ANN401 - of Hours
    """Return hours of a desk in the Netherlands."""
    return Hours(week, AMSTERDAM, "NL", **more)


def at(text: str) -> datetime:
    """Return a moment of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", [AMSTERDAM, BRUSSELS])
@pytest.mark.parametrize(
    ("spans", "now", "opens"),
    [
        (NOON_TO_TWO, "2027-03-27T18:00", "2027-03-28T10:00"),  # the clock was put forward meanwhile
        (NOON_TO_TWO, "2026-10-24T18:00", "2026-10-25T11:00"),  # and back
        (AS_IT_IS_CHANGED, "2027-03-28T00:30", "2027-03-29T00:00"),  # an hour that is skipped is not open
        (AS_IT_IS_CHANGED, "2026-10-24T22:00", "2026-10-25T00:00"),
        (AS_IT_IS_CHANGED, "2026-10-25T00:59", "2026-10-25T00:59"),
        (AS_IT_IS_CHANGED, "2026-10-25T01:00", "2026-10-25T01:00"),  # and one that comes twice is open twice
        (AS_IT_IS_CHANGED, "2026-10-25T02:00", "2026-10-26T01:00"),
        (((150, 160),), "2026-10-25T00:45", "2026-10-25T01:30"),  # between its first and its second time
        (((150, 240),), "2027-03-27T23:00", "2027-03-28T01:00"),  # begins in the hour that is skipped
        (NIGHT, "2027-03-28T00:59", "2027-03-28T00:59"),
        (NIGHT, "2027-03-28T01:00", "2027-03-28T20:00"),  # at once it is three: the night is over
        (NIGHT, "2026-10-25T01:15", "2026-10-25T01:15"),  # a quarter past two for the second time
    ],
)
def test_on_the_nights_on_which_the_clock_is_changed(
    zone: ZoneInfo, spans: tuple[Span, ...], now: str, opens: str
) -> None:
    """What the wall says is open, in the Netherlands as in Belgium."""
    assert next_opening(every_day(*spans, zone=zone), at(now)) == at(opens)


@pytest.mark.parametrize(
    ("day", "countries"),
    [
        ("2026-04-27", {"NL"}),
        ("2026-07-21", {"BE"}),
        ("2026-11-11", {"BE"}),
        ("2026-05-14", {"NL", "BE"}),
        ("2026-12-25", {"NL", "BE"}),
        ("2026-12-26", {"NL"}),
        ("2025-05-05", {"NL"}),
        ("2026-05-05", set()),
        ("2026-11-24", set()),
    ],
)
def test_each_country_has_holidays_of_its_own(day: str, countries: set[str]) -> None:
    """Also those that move with Easter, and the one that comes every five years."""
    assert {country for country in ("NL", "BE") if is_holiday(date.fromisoformat(day), country)} == countries


def test_a_holiday_is_closed_unless_it_is_said_otherwise() -> None:
    """Single days win over holidays, and holidays over the week."""
    christmas = at("2026-12-25T08:00")
    week = (NOON_TO_TWO,) * 7

    assert next_opening(dutch(week), christmas) == at("2026-12-27T11:00")
    assert next_opening(Hours(week, BRUSSELS, "BE"), christmas) == at("2026-12-26T11:00")
    assert next_opening(dutch(week, on_holidays=((600, 660),)), christmas) == at("2026-12-25T09:00")
    assert next_opening(dutch(week, on_holidays=None), christmas) == at("2026-12-25T11:00")
    exceptions = {date(2026, 12, 25): ((540, 570),), date(2026, 12, 27): ()}
    assert next_opening(dutch(week, exceptions=exceptions), christmas) == christmas
    assert next_opening(dutch(week, exceptions=exceptions), at("2026-12-25T09:00")) == at("2026-12-28T11:00")


def test_a_closed_day_alone_is_no_rule_for_the_others() -> None:
    """It is closed, and they have no hours; one time of opening anywhere, also on holidays alone, is a rule for all."""
    christmas, after = date(2026, 12, 25), date(2026, 12, 27)
    closed = dutch(NEVER, exceptions={christmas: ()})
    on_holidays = dutch(NEVER, on_holidays=NOON_TO_TWO)

    assert (closed.is_ruled, closed.tells_of(christmas), closed.tells_of(after)) == (False, True, False)
    assert (on_holidays.is_ruled, on_holidays.tells_of(after)) == (True, True)
    assert dutch(NEVER, exceptions={christmas: NOON_TO_TWO}).tells_of(after)


def test_a_desk_that_never_opens_promises_nothing() -> None:
    """No day within a year: there is no next opening to tell."""
    assert next_opening(dutch(NEVER), at("2026-11-23T12:00")) is None
    far = dutch(NEVER, exceptions={date(2027, 11, 1): NOON_TO_TWO})
    assert next_opening(far, at("2026-11-23T12:00")) == at("2027-11-01T11:00")


def some_spans(chance: random.Random) -> tuple[Span, ...]:
    """Return up to two spans of a day that do not touch; the last may go on into the night."""
    edges = sorted(chance.sample(range(0, DAY + 200, 5), 2 * chance.choice((0, 1, 1, 2))))
    return tuple((start, end) for start, end in list(pairwise(edges))[::2] if start < DAY)


def some_hours(chance: random.Random, near: date) -> Hours:
    """Return hours of any kind, with exceptions and holidays around a day."""
    days = [near + timedelta(days=chance.randrange(-2, 6)) for _ in range(chance.randrange(4))]
    return Hours(
        tuple(some_spans(chance) for _ in range(7)),
        chance.choice((AMSTERDAM, BRUSSELS)),
        chance.choice(("NL", "BE")),
        on_holidays=chance.choice((None, (), some_spans(chance))),
        exceptions={day: some_spans(chance) for day in days},
    )


def open_on_the_wall(hours: Hours, day: date) -> set[int]:
    """Return the minutes of a day that are open, counted one by one."""
    minutes: set[int] = set()
    for begun, shift in ((day, 0), (day - timedelta(days=1), DAY)):
        for start, end in hours.of(begun):
            minutes |= {minute - shift for minute in range(start, end)}
    return minutes & set(range(DAY))


def walk(hours: Hours, now: datetime, days: int) -> datetime | None:
    """Go on minute by minute of UTC until the wall shows one that is open."""
    known: dict[date, set[int]] = {}
    for moment in minutes_from(now, days):
        wall = moment.astimezone(hours.zone)
        day = wall.date()
        if day not in known:
            known[day] = open_on_the_wall(hours, day)
        if wall.hour * 60 + wall.minute in known[day]:
            return moment
    return None


def minutes_from(now: datetime, days: int) -> Iterator[datetime]:
    """Yield each minute of some days."""
    return (now + timedelta(minutes=number) for number in range(days * DAY))


@pytest.mark.parametrize(
    "rules", [pytest.param(200), pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(1200)])]
)
def test_the_next_opening_is_what_a_walk_through_the_minutes_finds(rules: int) -> None:
    """Rules by chance, most of them around a change of the clock: no opening is missed, and none is told too early."""
    chance = random.Random(rules)  # noqa: S311 - the same rules each time
    changes = [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2026, 12, 25), date(2027, 4, 27)]
    for _ in range(rules):
        near = chance.choice(changes)
        now = datetime(near.year, near.month, near.day, tzinfo=UTC) + timedelta(minutes=chance.randrange(-DAY, DAY))
        hours = some_hours(chance, near)

        found = walk(hours, now, days=4)
        told = next_opening(hours, now)

        assert told == found if found else told is None or told >= now + timedelta(days=4), (hours, now)
        assert is_open(hours, now) == (found == now)
