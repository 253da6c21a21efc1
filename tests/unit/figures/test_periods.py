"""Of which spans figures are published: whole quarters, once nothing of them changes any more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.periods import NotPublishable, Period, Quarter, last_settled, quarter_of, whole_quarters

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DAYS)
def test_each_day_is_in_one_quarter(day: date) -> None:
    """Quarters follow each other without a gap and without an overlap."""
    here = quarter_of(day)

    assert day.toordinal() in here.period
    assert here.next().period.first == here.period.until
    assert here.next().previous() == here
    assert day.toordinal() not in here.next().period


def test_a_year_is_four_quarters() -> None:
    """A span of several whole quarters is published as these quarters."""
    assert [str(one) for one in whole_quarters(date(2026, 1, 1), date(2027, 1, 1))] == [
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
    ]


@given(DAYS, st.integers(1, 400))
def test_no_other_span_is_published_and_the_message_names_one_that_is(first: date, days: int) -> None:
    """Else two spans that differ by a day could be subtracted from each other."""
    until = first + timedelta(days=days)
    try:
        found = whole_quarters(first, until)
    except NotPublishable as fault:
        typed = fault.fix.replace("Use --from ", "").split(" ")
        found = whole_quarters(date.fromisoformat(typed[0]), date.fromisoformat(typed[2]))
        assert (found[0].period.first, found[-1].period.until) != (first, until)
    assert found[0].period.first <= first
    assert found[-1].period.until >= until


def test_the_last_day_is_not_counted_and_the_message_says_so() -> None:
    """Who types the last day of a quarter is told what to type."""
    with pytest.raises(NotPublishable, match="--to 2026-04-01"):
        whole_quarters(date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize("until", [date(2026, 1, 1), date(2025, 12, 1)])
def test_a_span_without_a_day_is_refused(until: date) -> None:
    """From and to the same day, or the wrong way round."""
    with pytest.raises(NotPublishable, match="no day"):
        whole_quarters(date(2026, 1, 1), until)


def test_a_quarter_is_settled_a_week_after_its_end() -> None:
    """Until then, talks of its last days come to their ends."""
    assert Quarter(2026, 4).settled_on == date(2027, 1, 8)
    assert last_settled(date(2027, 1, 7)) == Quarter(2026, 3)
    assert last_settled(date(2027, 1, 8)) == Quarter(2026, 4)


def test_a_period_is_half_open() -> None:
    """The first day is in it, the last one named is not."""
    march = Period(date(2026, 3, 1), date(2026, 4, 1))

    assert date(2026, 3, 1).toordinal() in march
    assert date(2026, 4, 1).toordinal() not in march
