"""What became of those who asked, week by week: charts with their tables, and the same as CSV."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO

from aiohttp import web
from markupsafe import Markup

from bot.figures import charts
from bot.figures.becoming import Became
from bot.figures.by_week import CHOSEN, Choice, ShownWeek, together
from bot.figures.charts import Line, Piece
from bot.figures.periods import Quarter
from bot.figures.weeks import Week, quarters_to_look_at, week_of
from bot.looking_back import LookingBack
from bot.model import Language, Right
from bot.model.event_log import Dimension
from bot.web.figures_words import count, length, percent
from bot.web.guard import Guard, refuse
from bot.web.login import StaffLogin
from bot.web.pages import Pages
from bot.web.sessions import Present
from bot.web.sheets import Sheets
from bot.web.texts import say, spoken

PAGE = "/board/figures"
_DRAWN: Mapping[str, tuple[Became, ...]] = {
    "in_time": (Became.IN_TIME,),
    "later": (Became.LATER,),
    "gone": (Became.GONE_SOON, Became.GONE_LATE),
    "unmet": (Became.UNMET,),
}
"""What stands in a column of the chart, from below."""
_LEVELS = ("service_level",)
_WAITS = ("median", "p90", "longest")
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Table:
    """Some figures through the weeks; `rows` begin with the week."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    chart: Markup


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to see.

    Attributes:
        quarter: Of which; None: there is none yet.
        choice: Only those of one channel, or of one language. There is one field for both, so never two at once.
    """

    quarter: Quarter | None
    choice: Choice | None


def figure_routes(past: LookingBack, *, staff: StaffLogin, csrf_key: bytes) -> list[web.RouteDef]:
    """Return the page of the figures and its CSV, for `make_server`.

    Args:
        past: What was counted, and may be seen.
        staff: The login.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.FIGURES)
    page = FiguresPage(past, Sheets(Pages(), guard))
    return [web.get(PAGE, guard.page(page.show)), web.get(f"{PAGE}.csv", guard.read(page.download))]


class FiguresPage:
    """The page, and what it shows as a file."""

    def __init__(self, past: LookingBack, sheets: Sheets) -> None:
        """Show what `past` has counted, as far as it may be seen."""
        self._past = past
        self._sheets = sheets

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show a quarter, the last one unless another is asked for."""
        language = spoken(present.staff.language)
        today = await self._past.today()
        quarters = quarters_to_look_at(today)
        wanted = _wanted(request, quarters)
        if wanted is None:
            return refuse(request, 400, "unreadable", language=language)
        weeks = [] if wanted.quarter is None else await self._past.weeks(wanted.quarter, today, wanted.choice)
        last = weeks[-1].week if weeks else None
        return self._sheets.show(
            "board/figures",
            present,
            tables=_tables(weeks, wanted.choice, language),
            quarters=[str(one) for one in quarters],
            choices={name: _choice_in_words(name, language) for name in _BY_NAME},
            wanted={"quarter": str(wanted.quarter or ""), "only": _name_of(wanted.choice)},
            is_running=last is None or last < week_of(today),
            this_week=str(week_of(today)),
        )

    async def download(self, request: web.Request, present: Present) -> web.Response:
        """Hand out exactly what the page shows, one count in each line."""
        language = spoken(present.staff.language)
        today = await self._past.today()
        wanted = _wanted(request, quarters_to_look_at(today))
        if wanted is None:
            return refuse(request, 400, "unreadable", language=language)
        weeks = [] if wanted.quarter is None else await self._past.weeks(wanted.quarter, today, wanted.choice)
        written = StringIO()
        lines = csv.writer(written, lineterminator="\r\n")
        lines.writerow(("week", "only", "figure", "value"))
        for table in _tables(weeks, wanted.choice, "en"):
            for week, *values in table.rows:
                lines.writerows(
                    (week, _name_of(wanted.choice), head, value)
                    for head, value in zip(table.heads, values, strict=True)
                )
        name = f"figures-{wanted.quarter or 'none'}.csv"
        return web.Response(
            text=written.getvalue(),
            content_type="text/csv",
            charset="utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


_BY_NAME: Mapping[str, Choice] = {f"{dimension}.{value}": (dimension, value) for dimension, value in CHOSEN}
"""What can be chosen, by its name in the address."""


def _name_of(choice: Choice | None) -> str:
    return "" if choice is None else f"{choice[0]}.{choice[1]}"


def _choice_in_words(name: str, language: Language) -> str:
    dimension, value = _BY_NAME[name]
    kind = "channel" if dimension is Dimension.CHANNEL else "language"
    return f"{say(language, f'figures.{kind}')}: {say(language, f'{kind}.{value}')}"


def _wanted(request: web.Request, quarters: Sequence[Quarter]) -> Wanted | None:
    """Return what is asked for; None: there is no such thing."""
    quarter, only = request.query.get("quarter", ""), request.query.get("only", "")
    known = {str(one): one for one in quarters}
    if (quarter and quarter not in known) or (only and only not in _BY_NAME):
        return None
    last = quarters[0] if quarters else None
    return Wanted(known.get(quarter, last), _BY_NAME.get(only))


def _tables(weeks: Sequence[ShownWeek], choice: Choice | None, language: Language) -> Sequence[Table]:
    if not weeks:
        return ()
    labels = [_label(one.week) for one in weeks]
    asked = Table(
        "asked",
        ("asked", *Became),
        [[str(one.week), count(one.asked), *(count(one.became[kind]) for kind in Became)] for one in weeks],
        _drawn(charts.stacked([_column(one) for one in weeks], labels, say(language, "figures.chart_asked"))),
    )
    levels = [Line("in_time", [_level(one) for one in weeks])]
    answered = Table(
        "level",
        _LEVELS,
        [[str(one.week), percent(one.service_level)] for one in weeks],
        _drawn(charts.lines(levels, labels, say(language, "figures.chart_level"))),
    )
    return (asked, answered) if choice else (asked, answered, _waited(weeks, labels, language))


def _level(week: ShownWeek) -> float | None:
    """Return the middle of what the share can be; None: nothing is told."""
    share = week.service_level
    return None if share is None else (share.at_least + share.at_most) / 2


def _waited(weeks: Sequence[ShownWeek], labels: Sequence[str], language: Language) -> Table:
    waits = [asdict(one.waits) for one in weeks]
    values = {name: [one[name] for one in waits] for name in _WAITS}
    series = [Line(name, seconds) for name, seconds in values.items()]
    rows = [
        [str(one.week), *(length(values[name][number], language) for name in _WAITS)]
        for number, one in enumerate(weeks)
    ]
    title = say(language, "figures.chart_waits")
    return Table("waits", _WAITS, rows, _drawn(charts.lines(series, labels, title, unit=_MINUTE_S)))


def _column(week: ShownWeek) -> Sequence[Piece]:
    found = []
    for name, kinds in _DRAWN.items():
        seen = together(week.became[kind] for kind in kinds)
        most = seen.at_least if seen.at_most is None else seen.at_most
        found.append(Piece(name, seen.at_least, most))
    return found


def _label(week: Week) -> str:
    return str(week).partition("-")[2]


def _drawn(chart: str) -> Markup:
    return Markup(chart)  # noqa: S704 - made of numbers and of our own words, which are escaped there
