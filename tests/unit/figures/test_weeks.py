"""The weeks of the board: each day is in one, each week in one quarter, and none is shown before it is settled."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.figures.periods import Quarter, quarter_of
from bot.figures.weeks import Week, quarters_to_look_at, settled_weeks, week_of, weeks_of

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_a_week_belongs_to_the_quarter_in_which_it_begins() -> None:
    """The week over the end of the year is the last one of the old year, and has the number that calendars give it."""
    last = weeks_of(Quarter(2026, 4))[-1]

    assert (str(last), last.monday, last.period.until) == ("2026-W53", date(2026, 12, 28), date(2027, 1, 4))
    assert weeks_of(Quarter(2027, 1))[0].monday == date(2027, 1, 4)


@given(DAYS)
def test_each_day_is_in_one_week_and_each_week_in_one_quarter(day: date) -> None:
    """So no two spans overlap, and none can be subtracted from another."""
    week = week_of(day)
    around = [quarter_of(week.monday), quarter_of(week.monday).next()]

    assert day.toordinal() in week.period
    assert [week in weeks_of(quarter) for quarter in around] == [True, False]


def test_the_running_week_and_the_one_that_just_ended_are_not_shown() -> None:
    """Who asked on Sunday evening may be answered on Monday; from Wednesday on nothing changes."""
    quarter, sunday = Quarter(2026, 4), date(2026, 11, 22)

    shown = [settled_weeks(quarter, sunday + timedelta(days=days))[-1] for days in (0, 1, 2, 3)]

    assert [str(one) for one in shown] == ["2026-W46", "2026-W46", "2026-W46", "2026-W47"]


@given(DAYS)
def test_no_week_is_shown_whose_days_cannot_all_be_read(today: date) -> None:
    """Else it would change as its days go, and what went would be the difference."""
    readable_from = quarter_of(today - timedelta(days=90)).first
    weeks: list[Week] = [week for one in quarters_to_look_at(today) for week in settled_weeks(one, today)]

    assert all(week.monday >= readable_from for week in weeks)
