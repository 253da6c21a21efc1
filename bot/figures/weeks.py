"""Weeks from Monday to Sunday, and the quarter each of them belongs to: the only spans of the board over time.

Spans that overlap could be subtracted from each other, so there are no others. A week belongs to the quarter in which
it begins: so its days can be read as long as the quarter's own can.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.figures.periods import Period, Quarter, quarter_of
from bot.model.event_log import LOG_DAYS

A_WEEK = timedelta(days=7)
SETTLED_AFTER = timedelta(days=2)
"""So long after its end a week still changes: who asked in its last hours has to be answered, or to leave."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week, by the Monday on which it begins."""

    monday: date

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.monday, self.monday + A_WEEK)

    @property
    def settled_on(self) -> date:
        """The first day on which nothing of it changes any more."""
        return self.period.until + SETTLED_AFTER

    @property
    def quarter(self) -> Quarter:
        """The quarter it belongs to."""
        return quarter_of(self.monday)

    def __str__(self) -> str:
        """Return it as ISO 8601 writes it: `2026-W48`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"


def week_of(day: date) -> Week:
    """Return the week in which a day lies."""
    return Week(day - timedelta(days=day.weekday()))


def weeks_of(quarter: Quarter) -> Sequence[Week]:
    """Return the weeks that begin in a quarter."""
    first = week_of(quarter.first + timedelta(days=6))
    found = []
    while first.quarter == quarter:
        found.append(first)
        first = Week(first.monday + A_WEEK)
    return found


def settled_weeks(quarter: Quarter, today: date) -> Sequence[Week]:
    """Return the weeks of a quarter of which nothing changes any more."""
    return [week for week in weeks_of(quarter) if week.settled_on <= today]


def quarters_to_look_at(today: date) -> Sequence[Quarter]:
    """Return the quarters of which a week can be shown, the last first."""
    found, last = [], quarter_of(today)
    one = quarter_of(today - timedelta(days=LOG_DAYS))
    while one <= last:
        if settled_weeks(one, today):
            found.append(one)
        one = one.next()
    return found[::-1]
