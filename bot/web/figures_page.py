"""What became of those who asked, week by week, and the sheets by quarter: plots with their tables, and CSV."""

import asyncio
import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from aiohttp import web

from bot.errors import SettingsError
from bot.figures.becoming import PART
from bot.figures.by_week import CHOSEN, Choice, ShownWeek
from bot.figures.marks import Mark
from bot.figures.periods import Period, Quarter
from bot.figures.weeks import quarters_to_look_at, week_of
from bot.looking_back import LookingBack
from bot.model import Language, Right
from bot.ports.published import Published, PublishedQuarters
from bot.web.figures_tables import Weeks, drawn
from bot.web.figures_words import hours_of
from bot.web.guard import Guard, refuse
from bot.web.login import StaffLogin
from bot.web.pages import Pages
from bot.web.sessions import Present
from bot.web.sheets import Sheets
from bot.web.texts import say, spoken

PAGE = "/board/figures"
QUARTERS = "quarters"
"""The other view, by its name in the address."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to see of the weeks.

    Attributes:
        quarter: Of which; None: there is none yet.
        choice: Only those of one channel, language or part of the day. One field is for all, so never two at once.
    """

    quarter: Quarter | None
    choice: Choice | None


def figure_routes(past: LookingBack, published: Published, *, staff: StaffLogin, csrf_key: bytes) -> list[web.RouteDef]:
    """Return the page of the figures and its CSV, for `make_server`.

    Args:
        past: What was counted, and may be seen.
        published: The sheets that were made, and the days that stood out.
        staff: The login.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.FIGURES)
    page = FiguresPage(past, published, Sheets(Pages(), guard))
    return [web.get(PAGE, guard.page(page.show)), web.get(f"{PAGE}.csv", guard.read(page.download))]


class FiguresPage:
    """The page, and what it shows as a file."""

    def __init__(self, past: LookingBack, published: Published, sheets: Sheets) -> None:
        """Show what `past` has counted, as far as it may be seen, and what was published."""
        self._past = past
        self._published = published
        self._sheets = sheets

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show the weeks of a quarter, the last one unless another is asked for; or what was published."""
        if request.query.get("view") == QUARTERS:
            return await self._show_quarters(present)
        language = spoken(present.staff.language)
        today = await self._past.today()
        quarters = quarters_to_look_at(today)
        wanted = _wanted(request, quarters)
        if wanted is None:
            return refuse(request, 400, "unreadable", language=language)
        weeks = [] if wanted.quarter is None else await self._past.weeks(wanted.quarter, today, wanted.choice)
        last = weeks[-1].week if weeks else None
        marks, fault = await self._marks(weeks)
        return self._sheets.show(
            "board/figures",
            present,
            view="",
            fault=fault,
            tables=Weeks(weeks, marks, language).tables(wanted.choice),
            marks=[(one.days, one.named(language)) for one in marks],
            quarters=[str(one) for one in quarters],
            choices={name: _choice_in_words(name, language) for name in _BY_NAME},
            wanted={"quarter": str(wanted.quarter or ""), "only": _name_of(wanted.choice)},
            is_running=last is None or last < week_of(today),
            this_week=str(week_of(today)),
        )

    async def _show_quarters(self, present: Present) -> web.Response:
        fault = ""
        try:
            found = await asyncio.to_thread(self._published.quarters, spoken(present.staff.language))
        except SettingsError as unreadable:
            found, fault = PublishedQuarters(), unreadable.where
        return self._sheets.show(
            "board/figures", present, view=QUARTERS, fault=fault, published=found, drawn=drawn, hidden="*"
        )

    async def download(self, request: web.Request, present: Present) -> web.Response:
        """Hand out exactly what the page shows, one figure in each line."""
        language = spoken(present.staff.language)
        if request.query.get("view") == QUARTERS:
            return await self._download_quarters(request, language)
        today = await self._past.today()
        wanted = _wanted(request, quarters_to_look_at(today))
        if wanted is None:
            return refuse(request, 400, "unreadable", language=language)
        weeks = [] if wanted.quarter is None else await self._past.weeks(wanted.quarter, today, wanted.choice)
        marks, _ = await self._marks(weeks)
        written = StringIO()
        lines = csv.writer(written, lineterminator="\r\n")
        lines.writerow(("week", "only", "figure", "value", "marked"))
        for table in Weeks(weeks, marks, language="en").tables(wanted.choice):
            for row in table.rows:
                lines.writerows(
                    (row.head, _name_of(wanted.choice), head, value, "; ".join(map(_as_text, row.marks)))
                    for head, value in zip(table.heads, row.values, strict=True)
                )
        return _file(f"figures-{wanted.quarter or 'none'}.csv", written.getvalue())

    async def _download_quarters(self, request: web.Request, language: Language) -> web.Response:
        try:
            return _file("figures-quarters.csv", await asyncio.to_thread(self._published.csv, language))
        except SettingsError:
            return refuse(request, 409, "unreadable", language=language)

    async def _marks(self, weeks: Sequence[ShownWeek]) -> tuple[Sequence[Mark], str]:
        """Return the days that stood out in some weeks; and where they stand, if they can't be read."""
        if not weeks:
            return (), ""
        period = Period(weeks[0].week.period.first, weeks[-1].week.period.until)
        try:
            return await asyncio.to_thread(self._published.marks, period), ""
        except SettingsError as fault:
            return (), fault.where


_BY_NAME: Mapping[str, Choice] = {f"{dimension}.{value}": (dimension, value) for dimension, value in CHOSEN}
"""What can be chosen, by its name in the address."""


def _file(name: str, text: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)


def _as_text(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name


def _name_of(choice: Choice | None) -> str:
    return "" if choice is None else f"{choice[0]}.{choice[1]}"


def _choice_in_words(name: str, language: Language) -> str:
    dimension, value = _BY_NAME[name]
    if dimension == PART:
        return say(language, "figures.part", hours="–".join(hours_of(int(value))))
    return f"{say(language, f'figures.{dimension}')}: {say(language, name)}"


def _wanted(request: web.Request, quarters: Sequence[Quarter]) -> Wanted | None:
    """Return what is asked for; None: there is no such thing."""
    quarter, only = request.query.get("quarter", ""), request.query.get("only", "")
    known = {str(one): one for one in quarters}
    is_view = request.query.get("view", "") == ""
    if not is_view or (quarter and quarter not in known) or (only and only not in _BY_NAME):
        return None
    last = quarters[0] if quarters else None
    return Wanted(known.get(quarter, last), _BY_NAME.get(only))
