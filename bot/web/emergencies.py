"""The pages on which one person asks to read a case in an emergency, another one confirms it, and the first reads."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta, tzinfo

from aiohttp import web

from bot.handover.glass import Asked, BreakingGlass, GlassRefused
from bot.handover.own import NotYours
from bot.model import MOST_EMERGENCY_CHARACTERS, Case, CaseId, EmergencyReason, Language, Line, LineFrom, Right
from bot.ports import Clock
from bot.web.guard import Guard, read_form
from bot.web.login import StaffLogin
from bot.web.pages import Pages
from bot.web.queue_frame import waited
from bot.web.sessions import Present
from bot.web.sheets import Sheets
from bot.web.texts import card_in_words, say, spoken, texts
from bot.web.wire import as_id, as_typed_id

PATH = "/emergencies"
CASE = rf"{PATH}/cases/{{case:[0-9a-f]{{32}}}}"
MOTION = f"{PATH}/motions/{{motion:[0-9a-f]{{32}}}}"
DONE = frozenset({"asked", "confirmed", "refused", "ended"})
"""What the page can say that was done."""


def emergency_routes(
    glass: BreakingGlass, *, staff: StaffLogin, clock: Clock, csrf_key: bytes, zone: tzinfo
) -> list[web.RouteDef]:
    """Return everything below `/emergencies`, for `make_server`.

    Args:
        glass: What can be seen and done.
        staff: The login.
        clock: Tells how long somebody waits, and when a page has to leave the screen.
        csrf_key: As for the desk.
        zone: On whose clock it is told until when something may be read.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.EMERGENCY)
    page = EmergencyPages(glass, Sheets(Pages(), guard), clock=clock, zone=zone)
    return [
        web.get(PATH, guard.page(page.show)),
        web.post(PATH, guard.act(page.ask)),
        web.post(MOTION, guard.act(page.decide)),
        web.get(CASE, guard.page(page.read)),
        web.post(f"{CASE}/end", guard.act(page.end)),
    ]


class EmergencyPages:
    """The list, what its forms do, and the one page that shows a talk to somebody who does not have it."""

    def __init__(self, glass: BreakingGlass, sheets: Sheets, *, clock: Clock, zone: tzinfo) -> None:
        """Do everything through the use cases of `glass`."""
        self._glass = glass
        self._sheets = sheets
        self._clock = clock
        self._zone = zone

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show what is asked for and what is read; with the number of a case, the form to ask for it."""
        done, typed = request.query.get("done", ""), request.query.get("case", "")
        if not typed:
            return await self._list(present, done=done if done in DONE else "")
        try:
            return await self._list(present, asks_for=await self._glass.case(present.id, _case_in(typed)))
        except GlassRefused as refused:
            return await self._list(present, refused=refused.code)

    async def ask(self, request: web.Request, present: Present) -> web.Response:
        """Ask somebody else to confirm that a case may be read."""
        fields = await read_form(request)
        words, case = fields.get("words", ""), fields.get("case", "")
        try:
            reason = _reason_in(fields.get("reason", ""))
            await self._glass.ask(present.id, _case_in(case), reason=reason, words=words)
        except GlassRefused as refused:
            return await self._again(present, fields, refused.code)
        raise web.HTTPSeeOther(f"{PATH}?done=asked")

    async def decide(self, request: web.Request, present: Present) -> web.Response:
        """Confirm what somebody else asked, or take it off the list."""
        what, motion = (await read_form(request)).get("do", ""), bytes.fromhex(request.match_info["motion"])

        async def confirm() -> None:
            await self._glass.confirm(present.id, motion)

        async def refuse() -> None:
            await self._glass.withdraw(present.id, motion)

        do = {"confirmed": confirm, "refused": refuse}.get(what)
        if do is None:
            return await self._list(present, refused="unreadable")
        return await self._try(present, do, done=what)

    async def read(self, request: web.Request, present: Present) -> web.Response:
        """Show the case that this one may read; the page leaves the screen when the time is over."""
        try:
            reading = await self._glass.read(present.id, as_id(request.match_info["case"]))
        except NotYours:
            return await self._list(present, refused="over", status=404)
        language = spoken(present.staff.language)
        answer = self._sheets.show(
            "emergency",
            present,
            case=reading.case.id.hex(),
            until=self._told(reading.emergency.ends_at),
            confirmed_by=reading.emergency.confirmed_by,
            card=card_in_words(reading.card, language),
            lines=[_line(line, language) for line in reading.lines],
            spoken=reading.case.language,
        )
        left = max(reading.emergency.ends_at - self._clock.now(), timedelta())
        answer.headers["Refresh"] = f"{int(left.total_seconds())}; url={PATH}"
        return answer

    async def end(self, request: web.Request, present: Present) -> web.Response:
        """Let a reading end before its time."""

        async def end() -> None:
            await self._glass.end(present.id, as_id(request.match_info["case"]))

        return await self._try(present, end, done="ended")

    async def _try(self, present: Present, do: Callable[[], Awaitable[None]], *, done: str) -> web.Response:
        """Decide something and lead back to the list, or show it with the reason why it could not be done."""
        try:
            await do()
        except GlassRefused as refused:
            return await self._list(present, refused=refused.code)
        raise web.HTTPSeeOther(f"{PATH}?done={done}")

    async def _again(self, present: Present, fields: Mapping[str, str], code: str) -> web.Response:
        """Show the form once more with what was typed, where it can still be asked for."""
        try:
            case = await self._glass.case(present.id, _case_in(fields.get("case", "")))
        except GlassRefused as gone:
            return await self._list(present, refused=gone.code)
        typed = {"words": fields.get("words", ""), "reason": fields.get("reason", "")}
        return await self._list(present, refused=code, asks_for=case, typed=typed)

    async def _list(
        self,
        present: Present,
        *,
        done: str = "",
        refused: str = "",
        status: int = 409,
        asks_for: Case | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> web.Response:
        language, found = spoken(present.staff.language), await self._glass.list(present.id)
        return self._sheets.show(
            "emergencies",
            present,
            status=status if refused else 200,
            done=say(language, f"emergencies.done_{done}") if done else "",
            refused=say(language, f"emergencies.refused_{refused}") if refused else "",
            asked=[self._as_row(one, present) for one in found if not one.emergency.is_confirmed],
            read=[self._as_row(one, present) for one in found if one.emergency.is_confirmed],
            asks_for=None if asks_for is None else self._named(asks_for, language),
            typed=typed or {"words": "", "reason": ""},
            reasons=[(one.value, say(language, f"emergency.{one.value}")) for one in EmergencyReason],
            longest=MOST_EMERGENCY_CHARACTERS,
        )

    def _as_row(self, one: Asked, present: Present) -> Mapping[str, object]:
        language, emergency = spoken(present.staff.language), one.emergency
        return {
            **self._named(one.case, language),
            "motion": emergency.id.hex(),
            "by": emergency.by,
            "own": emergency.by == present.id,
            "confirmed_by": emergency.confirmed_by or "",
            "reason": say(language, f"emergency.{emergency.reason.value}"),
            "words": emergency.words,
            "until": self._told(emergency.ends_at),
        }

    def _named(self, case: Case, language: Language) -> Mapping[str, object]:
        """Return how a case is called: as on the board, without a card or a word."""
        known = texts(language)
        channel = known.get(f"channel.{case.channel}", case.channel)
        tongue = known.get(f"language.{case.language}", case.language)
        wait = say(language, f"waited.{waited(case, self._clock.now())}")
        where = f"{say(language, f'urgency.{case.urgency.value}')} · {channel} · {tongue}"
        return {"case": case.id.hex(), "has": case.claimed_by or "", "where": where, "waited": wait}

    def _told(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%H:%M")


def _case_in(typed: str) -> CaseId:
    """Return the case that a form or an address names.

    Raises:
        GlassRefused: it names none.
    """
    case_id = as_typed_id(typed)
    if case_id is None:
        raise GlassRefused("gone")
    return case_id


def _reason_in(typed: str) -> EmergencyReason:
    """Return the reason in a form.

    Raises:
        GlassRefused: there is none.
    """
    try:
        return EmergencyReason(typed)
    except ValueError:
        raise GlassRefused("reason") from None


def _line(line: Line, language: Language) -> Mapping[str, object]:
    """Return a line as it is read; of what happened in the talk its sentence, of what was damaged that it was."""
    known, author = texts(language), line.author.value
    text = line.text
    if line.is_lost:
        text = known.get(f"lost.{author}", known["lost.system"])
    elif line.author is LineFrom.SYSTEM:
        text = known.get(f"event.{line.text}", line.text).format(name=line.by or "")
    return {"author": author, "who": known.get(f"emergency.author_{author}", ""), "by": line.by or "", "text": text}
