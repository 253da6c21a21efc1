"""The rota on a page: who works when, the own address for a calendar, and what can be changed. Needs no script."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from aiohttp import web

from bot.flows.days import day_in_words
from bot.flows.slots import slot_in_words
from bot.handover.feeds import ShiftFeeds
from bot.handover.rota import Rota, RotaDay, RotaView, ShownShift
from bot.handover.shift_rules import WEEK, RotaRefused, SeenShift, Wanted, monday_of
from bot.handover.slots import Uncovered, told_of
from bot.model import MOST_CALLS, Language, Right, ShiftId, StaffId
from bot.ports import Clock
from bot.web.fields import Fields, day_in, time_in, version_in
from bot.web.guard import Guard, read_form
from bot.web.hours import in_words
from bot.web.login import StaffLogin
from bot.web.origin import own_origin
from bot.web.pages import Pages
from bot.web.sessions import Present, digest_of
from bot.web.sheets import Sheets
from bot.web.shift_feed import PATH as FEED_PATH
from bot.web.shift_feed import ShiftFeedPage
from bot.web.texts import say, spoken

PATH = "/rota"
SHIFT = f"{PATH}/shift/{{shift:[0-9a-f]{{32}}}}"
DONE = frozenset({"added", "changed", "removed", "copied", "feed_ended"})
"""What the page can say that was done."""
_CALLS = tuple(range(MOST_CALLS + 1))
_CONFLICTS = frozenset({"moved", "booked"})


def rota_routes(
    rota: Rota, feeds: ShiftFeeds, *, staff: StaffLogin, clock: Clock, csrf_key: bytes
) -> list[web.RouteDef]:
    """Return everything below `/rota`, for `make_server`.

    Args:
        rota: What can be seen and done.
        feeds: The addresses for calendars.
        staff: The login.
        clock: What requests of calendars are counted on.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.ROTA)
    page = RotaPage(rota, feeds, Sheets(Pages(), guard))
    return [
        web.get(PATH, guard.page(page.show)),
        web.post(PATH, guard.act(page.add)),
        web.post(f"{PATH}/copy", guard.act(page.copy)),
        web.get(SHIFT, guard.page(page.show_one)),
        web.post(SHIFT, guard.act(page.change)),
        web.post(f"{PATH}/feed", guard.act(page.feed)),
        web.get(FEED_PATH, ShiftFeedPage(feeds, clock).show),
    ]


class RotaPage:
    """The week, one shift of it, and what their forms do."""

    def __init__(self, rota: Rota, feeds: ShiftFeeds, sheets: Sheets) -> None:
        """Do everything through these use cases."""
        self._rota = rota
        self._feeds = feeds
        self._sheets = sheets

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show a week; after something was done, also that it was."""
        done = request.query.get("done", "")
        return await self._week(present, _week_in(request.query), done=done if done in DONE else "")

    async def add(self, request: web.Request, present: Present) -> web.Response:
        """Enter a shift."""
        fields = await read_form(request)
        try:
            wanted = _wanted(fields)
            await self._rota.add(present.id, StaffId(fields.get("whose", "")), wanted)
        except RotaRefused as refused:
            return await self._week(present, _week_in(fields), refused=refused, fields=fields)
        raise web.HTTPSeeOther(_back(wanted.day, "added"))

    async def copy(self, request: web.Request, present: Present) -> web.Response:
        """Enter the shifts of the week before once more."""
        week = _week_in(await read_form(request))
        try:
            await self._rota.copy_week(present.id, week)
        except RotaRefused as refused:
            return await self._week(present, week, refused=refused)
        raise web.HTTPSeeOther(_back(week, "copied"))

    async def show_one(self, request: web.Request, present: Present) -> web.Response:
        """Show one shift, to be changed or taken away."""
        return await self._one(request, present)

    async def change(self, request: web.Request, present: Present) -> web.Response:
        """Change a shift, or take it away; calls that would be left without anybody are told first."""
        fields = await read_form(request)
        day, done = None, "removed" if fields.get("do") == "remove" else "changed"
        try:
            seen, anyway = _seen(request, fields), fields.get("anyway") == "yes"
            if done == "removed":
                await self._rota.remove(present.id, seen, anyway=anyway)
            else:
                wanted = _wanted(fields)
                day = wanted.day
                await self._rota.change(present.id, seen, wanted, anyway=anyway)
        except RotaRefused as refused:
            return await self._one(request, present, refused=refused, fields=fields)
        raise web.HTTPSeeOther(_back(day or _week_in(fields), done))

    async def feed(self, request: web.Request, present: Present) -> web.Response:
        """Make an address for the own calendar and show it this once, or let it open nothing any more."""
        if (await read_form(request)).get("do") == "end":
            await self._feeds.end(present.id)
            raise web.HTTPSeeOther(_back(None, "feed_ended"))
        token = secrets.token_urlsafe(32)
        await self._feeds.renew(present.id, digest_of(token))
        link = f"{own_origin(request)}{PATH}/feed/{token}.ics"
        return self._sheets.show("rota_feed", present, link=link)

    async def _week(
        self,
        present: Present,
        week: date | None,
        *,
        done: str = "",
        refused: RotaRefused | None = None,
        fields: Fields | None = None,
    ) -> web.Response:
        language = spoken(present.staff.language)
        view = await self._rota.view(present.id, week)
        monday = view.days[0].day
        usual = max(view.today, monday).isoformat()
        return self._sheets.show(
            "rota",
            present,
            status=_status(refused),
            done=say(language, f"rota.done_{done}") if done else "",
            refused=_reason(refused, language),
            uncovered=[_uncovered(one, view, language) for one in view.uncovered],
            days=[_as_day(one, view.today, language) for one in view.days],
            title=f"{day_in_words(monday, language)} – {day_in_words(view.days[-1].day, language)}",
            week=monday.isoformat(),
            before=(monday - WEEK).isoformat() if monday >= monday_of(view.today) else "",
            after=(monday + WEEK).isoformat(),
            is_this_week=monday == monday_of(view.today),
            can_copy=monday >= monday_of(view.today) and bool(view.staff),
            staff=view.staff,
            calls=_CALLS,
            today=view.today.isoformat(),
            feed_since=view.feed_since,
            has_feed=present.id in view.staff,
            fields={"whose": present.id, "day": usual, "start": "", "end": "", "calls": "1", **(fields or {})},
        )

    async def _one(
        self,
        request: web.Request,
        present: Present,
        *,
        refused: RotaRefused | None = None,
        fields: Fields | None = None,
    ) -> web.Response:
        language = spoken(present.staff.language)
        shown = await self._rota.one(present.id, ShiftId(bytes.fromhex(request.match_info["shift"])))
        if shown is None and refused is None:
            raise web.HTTPNotFound
        if shown is None:
            return await self._week(present, _week_in(fields or {}), refused=refused)
        shift = shown.shift
        typed = fields or {}
        return self._sheets.show(
            "rota_shift",
            present,
            status=_status(refused),
            refused=_reason(refused, language),
            asks=typed.get("do", "") if refused is not None and refused.code == "booked" else "",
            shift=_as_shift(shown, language),
            day_name=day_in_words(shift.day, language),
            may_change=shown.may_change,
            week=monday_of(shift.day).isoformat(),
            calls=_CALLS,
            fields={
                "day": shift.day.isoformat(),
                "start": _clock(shift.span[0]),
                "end": _clock(shift.span[1]),
                "calls": str(shift.calls),
                **{name: typed[name] for name in ("day", "start", "end", "calls") if name in typed},
            },
        )


def _as_day(one: RotaDay, today: date, language: Language) -> Mapping[str, object]:
    return {
        "name": day_in_words(one.day, language),
        "hours": in_words(one.spans),
        "is_today": one.day == today,
        "shifts": [_as_shift(shift, language) for shift in one.shifts],
    }


def _as_shift(one: ShownShift, language: Language) -> Mapping[str, object]:
    shift = one.shift
    return {
        "id": shift.id.hex(),
        "version": shift.version,
        "who": shift.staff_id,
        "times": in_words((shift.span,)),
        "calls": say(language, "rota.takes", calls=shift.calls) if shift.calls else say(language, "rota.takes_none"),
        "is_outside": one.is_outside,
        "is_idle": one.is_idle,
        "may_change": one.may_change,
    }


def _uncovered(one: Uncovered, view: RotaView, language: Language) -> str:
    told = told_of(one.slot, view.hours.zone, zone_name=str(view.hours.zone))
    where = slot_in_words(told, language)
    return say(language, "rota.uncovered_one", slot=where, calls=one.calls, able=one.capacity)


def _status(refused: RotaRefused | None) -> int:
    if refused is None:
        return 200
    return 409 if refused.code in _CONFLICTS else 400


def _reason(refused: RotaRefused | None, language: Language) -> str:
    return "" if refused is None else say(language, f"rota.refused_{refused.code}", calls=refused.calls)


def _back(week: date | None, done: str) -> str:
    return f"{PATH}?week={monday_of(week)}&done={done}" if week else f"{PATH}?done={done}"


def _week_in(fields: Fields) -> date | None:
    """Return the day that a week is named by; None for no such day, and for one that no calendar reaches."""
    try:
        day = date.fromisoformat(fields.get("week", ""))
    except ValueError:
        return None
    return day if date.min + timedelta(days=14) < day < date.max - timedelta(days=14) else None


def _wanted(fields: Fields) -> Wanted:
    """Return the shift of a form.

    Raises:
        RotaRefused: the day, a time or the number of calls is missing.
    """
    day = day_in(fields, "day", RotaRefused)
    start, end = (time_in(fields, name, RotaRefused) for name in ("start", "end"))
    calls = fields.get("calls", "")
    if calls not in {str(one) for one in _CALLS}:
        raise RotaRefused("calls")
    return Wanted(day, start, end, int(calls))


def _seen(request: web.Request, fields: Fields) -> SeenShift:
    """Return which shift is meant, as it was seen.

    Raises:
        RotaRefused: the form does not say.
    """
    version = version_in(fields, RotaRefused)
    return SeenShift(ShiftId(bytes.fromhex(request.match_info["shift"])), version)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
