"""The hours on a page for coordinators: what holds, what people read at a closed door, and what can be set."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.flows.days import day_in_words
from bot.flows.opens import opens
from bot.handover.calendar import Span
from bot.handover.opening_hours import HoursRefused, OpeningHours, ShownDay
from bot.model import Language, Right, StaffId
from bot.web.fields import Fields, day_in, time_in, version_in
from bot.web.guard import Guard, read_form
from bot.web.login import StaffLogin
from bot.web.pages import Pages
from bot.web.sessions import Present
from bot.web.sheets import Sheets
from bot.web.texts import say, spoken

DONE = frozenset({"closed", "opened", "ruled"})
"""What the page can say that was done."""
_MOVED = "moved"


def hours_routes(hours: OpeningHours, *, staff: StaffLogin, csrf_key: bytes) -> list[web.RouteDef]:
    """Return everything below `/hours`, for `make_server`.

    Args:
        hours: What can be seen and done.
        staff: The login.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.HOURS)
    page = HoursPage(hours, Sheets(Pages(), guard))
    return [
        web.get("/hours", guard.page(page.show)),
        web.post("/hours/close-now", guard.act(page.close_now)),
        web.post("/hours/close", guard.act(page.close)),
        web.post("/hours/open", guard.act(page.open)),
        web.post("/hours/rule", guard.act(page.rule)),
    ]


class HoursPage:
    """The page, and what its forms do."""

    def __init__(self, hours: OpeningHours, sheets: Sheets) -> None:
        """Do everything through the use cases of `hours`."""
        self._hours = hours
        self._sheets = sheets

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show what holds; after something was done, also that it was."""
        done = request.query.get("done", "")
        return await self._page(present, done=done if done in DONE else "")

    async def close_now(self, _: web.Request, present: Present) -> web.Response:
        """Close the line for the rest of the day."""
        return await self._try(present, self._hours.close_now, done="closed")

    async def close(self, request: web.Request, present: Present) -> web.Response:
        """Close the line on some days."""
        fields = await read_form(request)

        async def close(by: StaffId) -> None:
            first = day_in(fields, "first", HoursRefused)
            await self._hours.close_days(
                by, first, day_in(fields, "last", HoursRefused) if fields.get("last") else first
            )

        return await self._try(present, close, done="closed", fields=fields)

    async def open(self, request: web.Request, present: Present) -> web.Response:
        """Open the line for longer on one day."""
        fields = await read_form(request)

        async def open_extra(by: StaffId) -> None:
            day = day_in(fields, "day", HoursRefused)
            start, end = (time_in(fields, name, HoursRefused) for name in ("start", "end"))
            await self._hours.open_extra(by, day, start=start, end=end)

        return await self._try(present, open_extra, done="opened", fields=fields)

    async def rule(self, request: web.Request, present: Present) -> web.Response:
        """Let the rule hold again for one day."""
        fields = await read_form(request)

        async def rule(by: StaffId) -> None:
            await self._hours.let_the_rule_hold(
                by, day_in(fields, "day", HoursRefused), version_in(fields, HoursRefused)
            )

        return await self._try(present, rule, done="ruled")

    async def _try(
        self,
        present: Present,
        do: Callable[[StaffId], Awaitable[None]],
        *,
        done: str,
        fields: Fields | None = None,
    ) -> web.Response:
        """Do something and lead back to the page, or show it with the reason and with what was typed."""
        try:
            await do(present.id)
        except HoursRefused as refused:
            status = 409 if refused.code == _MOVED else 400
            return await self._page(present, refused=refused.code, status=status, fields=fields)
        raise web.HTTPSeeOther(f"/hours?done={done}")

    async def _page(
        self, present: Present, *, done: str = "", refused: str = "", status: int = 200, fields: Fields | None = None
    ) -> web.Response:
        language = spoken(present.staff.language)
        view = await self._hours.view()
        today = view.days[0].day
        return self._sheets.show(
            "hours",
            present,
            status=status,
            done=say(language, f"hours.done_{done}") if done else "",
            refused=say(language, f"hours.refused_{refused}") if refused else "",
            told=opens(view.hours, view.now, language),
            days=[_as_row(one, language) for one in view.days],
            is_ruled=view.is_ruled,
            can_close=view.can_close,
            today=today.isoformat(),
            fields={"first": "", "last": "", "day": today.isoformat(), "start": "", "end": "", **(fields or {})},
        )


def _as_row(shown: ShownDay, language: Language) -> Mapping[str, object]:
    day = shown.day
    closed = say(language, "hours.closed")
    by_rule = closed if shown.is_ruled else say(language, "hours.none")
    return {
        "day": day.isoformat(),
        "name": day_in_words(day, language),
        "hours": in_words(shown.spans) or (closed if shown.version else by_rule),
        "ruled": in_words(shown.ruled) or by_rule,
        "version": shown.version,
    }


def in_words(spans: tuple[Span, ...]) -> str:
    """Return spans as a page shows them: "9:00–12:30, 19:00–2:00"."""
    return ", ".join(f"{_on_the_wall(start)}–{_on_the_wall(end)}" for start, end in spans)


def _on_the_wall(minute: int) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02}"
