"""The weeks as charts with their tables: what the page shows, and what goes into its CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from markupsafe import Markup

from bot.figures import drawing
from bot.figures.becoming import PART, Became
from bot.figures.by_week import Choice, ShownWeek, together
from bot.figures.drawing import Label, Line, Piece
from bot.figures.marks import Mark
from bot.model import Language
from bot.web.figures_words import count, length, number, percent
from bot.web.texts import say

_DRAWN: Mapping[str, tuple[Became, ...]] = {
    "in_time": (Became.IN_TIME,),
    "later": (Became.LATER,),
    "gone": (Became.GONE_SOON, Became.GONE_LATE),
    "unmet": (Became.UNMET,),
}
"""What stands in a column of the chart, from below."""
_WAITS = ("median", "p90", "longest")
_MINUTE_S = 60
_WIDEST_DOT = 10
"""So many percents from what to what a share can be, and it is still drawn: a middle of more would mislead."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is told of one week.

    Attributes:
        head: The week, as it is written.
        values: One for each head of the table.
        marks: How the days are called that stood out in it.
    """

    head: str
    values: Sequence[str]
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Some figures through the weeks, with their chart."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Row]
    chart: Markup
    legend: Sequence[str] = ()


class Weeks:
    """Some weeks in the words of a reader."""

    def __init__(self, weeks: Sequence[ShownWeek], marks: Sequence[Mark], language: Language) -> None:
        """Take the weeks, and the days that stood out in them."""
        self._weeks = weeks
        self._language = language
        self._marked = [[one.named(language) for one in marks if one.is_in(week.week.period)] for week in weeks]
        self._labels = [
            Label(str(week.week).partition("-")[2], is_marked=bool(marked))
            for week, marked in zip(weeks, self._marked, strict=True)
        ]

    def tables(self, choice: Choice | None) -> Sequence[Table]:
        """Return all that is told of them: waits where all are looked at, seats where a part of the day is."""
        if not self._weeks:
            return ()
        if choice is None:
            return self._asked(), self._level(), self._waits()
        return (self._asked(), self._seats(), self._level()) if choice[0] == PART else (self._asked(), self._level())

    def _seats(self) -> Table:
        seats = Line("in_time", [one.seats for one in self._weeks])
        rows = [[number(one.seats, self._language)] for one in self._weeks]
        return self._table(
            "seats", ("seats",), rows, chart=drawing.lines([seats], self._labels, self._say("chart_seats"))
        )

    def _asked(self) -> Table:
        rows = [[count(one.asked), *(count(one.became[kind]) for kind in Became)] for one in self._weeks]
        chart = drawing.stacked([_column(one) for one in self._weeks], self._labels, self._say("chart_asked"))
        return self._table("asked", ("asked", *Became), rows, chart=chart, legend=(*_DRAWN, "maybe"))

    def _level(self) -> Table:
        rows = [[percent(one.service_level)] for one in self._weeks]
        level = Line("in_time", [_middle(one) for one in self._weeks])
        chart = drawing.lines([level], self._labels, self._say("chart_level"))
        return self._table("level", ("service_level",), rows, chart=chart)

    def _waits(self) -> Table:
        waits = [asdict(one.waits) for one in self._weeks]
        series = [Line(name, [one[name] for one in waits]) for name in _WAITS]
        rows = [[length(one[name], self._language) for name in _WAITS] for one in waits]
        chart = drawing.lines(series, self._labels, self._say("chart_waits"), unit=_MINUTE_S)
        return self._table("waits", _WAITS, rows, chart=chart, legend=_WAITS)

    def _table(
        self, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, chart: str, legend: Sequence[str] = ()
    ) -> Table:
        told = zip(self._weeks, rows, self._marked, strict=True)
        return Table(name, heads, [Row(str(one.week), row, marked) for one, row, marked in told], drawn(chart), legend)

    def _say(self, key: str) -> str:
        return say(self._language, f"figures.{key}")


def drawn(chart: str) -> Markup:
    """Return a drawing of ours as a part of a page."""
    return Markup(chart)  # noqa: S704 - made of numbers and of words, which are escaped there


def _middle(week: ShownWeek) -> float | None:
    """Return the middle of what the share can be; None: what is told is too wide for a dot, or nothing."""
    share = week.service_level
    if share is None or share.at_most - share.at_least > _WIDEST_DOT:
        return None
    return (share.at_least + share.at_most) / 2


def _column(week: ShownWeek) -> Sequence[Piece]:
    found = []
    for name, kinds in _DRAWN.items():
        seen = together(week.became[kind] for kind in kinds)
        most = seen.at_least if seen.at_most is None else seen.at_most
        found.append(Piece(name, seen.at_least, most))
    return found
