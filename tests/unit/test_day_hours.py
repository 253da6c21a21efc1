"""What becomes of a day's hours when a coordinator closes or opens the line: by the clock on the wall, every night."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.calendar import DAY, Hours, Span, is_open
from bot.handover.day_hours import closed_from, is_still_to_come, span_between, with_span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVENING: tuple[Span, ...] = ((9 * 60, 12 * 60), (20 * 60, 26 * 60))
NIGHT: tuple[Span, ...] = ((20 * 60, 27 * 60),)
MINUTE = timedelta(minutes=1)


def every_day(*spans: Span) -> Hours:
    """Return hours that are the same on each day."""
    return Hours((spans,) * 7, AMSTERDAM, "NL", on_holidays=None)


def wall(text: str, *, fold: int = 0) -> datetime:
    """Return a moment by the clock on the wall; `fold` 1 is the second time of an hour that comes twice."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)


def is_open_before_morning(hours: Hours, now: datetime) -> bool:
    """Tell whether any minute from now on is open, up to eight in the morning after this day."""
    morning = datetime.combine(now.astimezone(AMSTERDAM).date() + timedelta(days=1), time(8), AMSTERDAM)
    minutes = (morning.astimezone(UTC) - now) // MINUTE
    return any(is_open(hours, now + MINUTE * number) for number in range(minutes))


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        ("2026-11-27T08:00", {"2026-11-27": ()}),
        ("2026-11-27T10:30", {"2026-11-27": ((540, 630),)}),
        ("2026-11-27T15:00", {"2026-11-27": ((540, 720),)}),
        ("2026-11-27T23:00", {"2026-11-27": ((540, 720), (1200, 1380))}),
        ("2026-11-27T01:00", {"2026-11-26": ((540, 720), (1200, 1500)), "2026-11-27": ()}),
        ("2026-11-27T02:00", {"2026-11-27": ()}),
    ],
)
def test_closing_now_cuts_what_is_left_of_the_day(now: str, changed: Mapping[str, tuple[Span, ...]]) -> None:
    """Of the night too that goes on since the evening before, and of the one that begins this evening."""
    days = {date.fromisoformat(day): spans for day, spans in changed.items()}

    assert closed_from(every_day(*EVENING), wall(now)) == days


def test_where_nothing_is_to_be_open_any_more_nothing_is_closed() -> None:
    """Neither after the last hour of a day nor on a day without any."""
    assert closed_from(every_day((540, 720)), wall("2026-11-27T12:00")) == {}
    assert closed_from(every_day(), wall("2026-11-27T12:00")) == {}


@pytest.mark.parametrize(
    "now",
    [
        wall("2026-10-25T01:50"),
        wall("2026-10-25T02:00"),
        wall("2026-10-25T02:37"),  # and then it is two once more
        wall("2026-10-25T02:37", fold=1),
        wall("2027-03-28T01:59"),
        wall("2027-03-28T03:00"),
        wall("2026-11-27T21:00"),
    ],
)
def test_what_was_closed_stays_closed_until_the_morning(now: datetime) -> None:
    """Also in an hour that comes a second time."""
    hours = every_day(*NIGHT)
    closed = replace(hours, set_days=closed_from(hours, now))

    assert is_open_before_morning(hours, now)
    assert not is_open_before_morning(closed, now)


@given(
    minute=st.integers(0, 3 * DAY),
    begin=st.sampled_from([date(2026, 10, 24), date(2027, 3, 27), date(2026, 11, 26)]),
    start=st.integers(0, DAY - 1),
    length=st.integers(1, DAY),
)
def test_whenever_it_is_closed_nothing_is_open_until_the_day_is_over(
    minute: int, begin: date, start: int, length: int
) -> None:
    """Whatever the hours are, and whatever the clocks do; a day later they are as they were."""
    hours = every_day((start, start + length))
    now = datetime.combine(begin, time(), AMSTERDAM).astimezone(UTC) + MINUTE * minute
    closed = replace(hours, set_days=closed_from(hours, now))
    day = now.astimezone(AMSTERDAM).date()
    over = datetime.combine(day + timedelta(days=1), time(), AMSTERDAM).astimezone(UTC)

    assert not any(is_open(closed, now + MINUTE * number) for number in range(0, (over - now) // MINUTE, 7))
    assert all(closed.of(day + timedelta(days=ahead)) == hours.of(day) for ahead in (1, 2))


@given(
    spans=st.lists(st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)), max_size=4),
    added=st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)),
)
def test_a_span_that_is_added_opens_its_minutes_and_takes_none(
    spans: list[tuple[int, int]], added: tuple[int, int]
) -> None:
    """Counted one by one; what comes of it is in order, and no two of them touch."""
    before = [(start, start + length) for start, length in spans]
    more = (added[0], sum(added))
    after = with_span(before, more)

    assert {minute for span in after for minute in range(*span)} == {
        minute for span in (*before, more) for minute in range(*span)
    }
    assert all(one[1] < other[0] for one, other in itertools.pairwise(after))


def test_an_end_that_is_no_later_lies_in_the_night_after() -> None:
    """As in hours.yaml."""
    assert span_between(time(19), time(22, 30)) == (1140, 1350)
    assert span_between(time(20), time(2)) == (1200, 1560)


@pytest.mark.parametrize(
    ("day", "span", "is_to_come"),
    [
        ("2026-11-27", (540, 720), False),
        ("2026-11-27", (540, 781), True),
        ("2026-11-27", (1200, 1560), True),
        ("2027-03-28", (125, 175), False),  # no wall shows it: at two it is three
        ("2027-03-28", (125, 185), True),
        ("2026-10-25", (125, 175), False),
        ("2027-10-31", (125, 175), True),
    ],
)
def test_hours_that_are_past_or_never_come_are_known(day: str, span: Span, *, is_to_come: bool) -> None:
    """At one o'clock on a Friday in November."""
    now = wall("2026-11-27T13:00")

    assert is_still_to_come(every_day(), date.fromisoformat(day), span, now=now) is is_to_come
