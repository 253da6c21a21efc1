"""Half-open spans of whole days by the wall clock of the desk, and the quarters of which figures are published."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import BotError

QUARTERS_A_YEAR = 4
_MONTHS = 3
SETTLED_AFTER = timedelta(days=7)
"""So long after its end a quarter still changes: a case that was asked for on its last day comes to its outcome."""


class NotPublishable(BotError):
    """No figures can be published of this span."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first day up to, and without, the day `until`."""

    first: date
    until: date

    def __contains__(self, day: int) -> bool:
        """Tell whether a day, as `date.toordinal()`, lies in it."""
        return self.first.toordinal() <= day < self.until.toordinal()


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year; `number` counts from 1."""

    year: int
    number: int

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.first, self.next().first)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, _MONTHS * (self.number - 1) + 1, 1)

    def next(self) -> "Quarter":
        """Return the one after it."""
        years, before = divmod(self.number, QUARTERS_A_YEAR)
        return Quarter(self.year + years, before + 1)

    def previous(self) -> "Quarter":
        """Return the one before it."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, QUARTERS_A_YEAR)

    @property
    def settled_on(self) -> date:
        """The first day on which nothing of it changes any more."""
        return self.period.until + SETTLED_AFTER

    def __str__(self) -> str:
        """Return it as `2026-Q1`, which sorts as time goes."""
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which a day lies."""
    return Quarter(day.year, (day.month - 1) // _MONTHS + 1)


def quarter_named(name: str) -> Quarter:
    """Return the quarter that is written so, as `2026-Q1`."""
    year, _, number = name.partition("-Q")
    return Quarter(int(year), int(number))


def last_settled(today: date) -> Quarter:
    """Return the last quarter of which nothing changes any more."""
    return quarter_of(today - SETTLED_AFTER).previous()


def whole_quarters(first: date, until: date) -> tuple[Quarter, ...]:
    """Return the quarters of which a span consists.

    Only whole ones are published: spans that overlap could be subtracted from each other, down to a single person.

    Raises:
        NotPublishable: it does not begin and end with a quarter, or holds none.
    """
    if until <= first:
        raise NotPublishable(
            f"From {first} to {until} there is no day: --to is the first day that is no longer counted.",
            where="--from, --to",
            fix=f"A whole quarter is --from {quarter_of(first).first} --to {quarter_of(first).period.until}.",
        )
    around = Period(quarter_of(first).first, quarter_of(until - timedelta(days=1)).period.until)
    if (first, until) != (around.first, around.until):
        raise NotPublishable(
            "Only whole quarters are published: other spans could be subtracted from each other until one person is "
            "left.",
            where="--from, --to",
            fix=f"Use --from {around.first} --to {around.until} (--to is the first day that is no longer counted).",
        )
    found = [quarter_of(first)]
    while found[-1].period.until < until:
        found.append(found[-1].next())
    return tuple(found)
