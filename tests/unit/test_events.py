"""What an event tells of when and how long: by the wall of the desk, and never more finely than it is to be."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.event_log import PARTS_OF_DAY, PLACES, TAKEN_BY_LOT, coarse, first_of_quarter, people_of, wall_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("moment", "day", "part"),
    [
        ("2026-12-31T22:59:59", "2026-12-31", 7),
        ("2026-12-31T23:00:00", "2027-01-01", 0),  # the year begins an hour before it does in Greenwich
        ("2026-10-25T00:59:00", "2026-10-25", 0),
        ("2026-10-25T01:30:00", "2026-10-25", 0),  # half past two for the second time
        ("2026-10-25T01:59:59", "2026-10-25", 0),
        ("2026-10-25T02:00:00", "2026-10-25", 1),
        ("2027-03-28T00:59:59", "2027-03-28", 0),
        ("2027-03-28T01:00:00", "2027-03-28", 1),  # there is no half past two
        ("2028-02-29T12:00:00", "2028-02-29", 4),
    ],
)
def test_a_moment_is_that_of_the_wall(moment: str, day: str, part: int) -> None:
    """At year ends, on leap days, and where clocks are put."""
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert wall_of(at, AMSTERDAM) == (date.fromisoformat(day).toordinal(), part)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - they become aware
def test_later_is_never_earlier_on_the_wall(moment: datetime) -> None:
    """A part never comes before the one before it, also where an hour comes twice."""
    here, later = (wall_of(one, AMSTERDAM) for one in (moment, moment + timedelta(hours=1)))

    assert here <= later
    assert 0 <= here[1] < PARTS_OF_DAY


@given(st.floats(0, 10**6))
def test_a_length_is_rounded_down_to_a_step(seconds: float) -> None:
    """So whoever was under a threshold on a step is under it still, and who was not is not."""
    told = coarse(seconds)

    assert told <= seconds < told + 1_800
    assert coarse(told) == told
    assert all((seconds < threshold) == (told < threshold) for threshold in (30, 120, 300, 600, 1_800, 3_600, 7_200))


def test_a_length_below_nothing_is_none() -> None:
    """Where a clock was put back in between."""
    assert coarse(-3) == 0


@pytest.mark.parametrize(
    ("day", "first"), [("2026-01-01", "2026-01-01"), ("2026-03-31", "2026-01-01"), ("2026-12-31", "2026-10-01")]
)
def test_a_quarter_begins_with_its_first_day(day: str, first: str) -> None:
    """Of the calendar."""
    assert first_of_quarter(date.fromisoformat(day).toordinal()) == date.fromisoformat(first).toordinal()


@given(st.integers(0, 2_500))
def test_the_number_of_people_is_estimated_from_those_who_met_a_free_place(people: int) -> None:
    """As many as are to be expected lead back to how many they were; and never to fewer than were counted."""
    free = PLACES - TAKEN_BY_LOT
    first = round(free * (1 - (1 - 1 / PLACES) ** people))
    estimate = people_of(first)

    assert estimate is not None
    assert estimate >= first
    assert abs(estimate - people) <= max(3, people * 0.06)


def test_where_nearly_all_places_are_taken_nothing_is_estimated() -> None:
    """It would be a guess."""
    assert people_of(PLACES - TAKEN_BY_LOT) is None
