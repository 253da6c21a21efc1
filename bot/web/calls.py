"""The agreed calls on a page: the list without whom to call, the call sheet for the one who calls, and its outcome."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from aiohttp import web

from bot.errors import Stale
from bot.flows.slots import slot_in_words, times_in_words
from bot.flows.values.phones import in_groups
from bot.handover.callbacks import Callbacks, NoCallNow, NotYourCall
from bot.handover.due_calls import OPENS_BEFORE, is_left, may_open
from bot.handover.floor import Floor
from bot.handover.slots import told_of
from bot.model import Callback, CallbackId, CallbackOutcome, CallbackState, Language, Right
from bot.ports import Clock
from bot.web.calls_live import PATH, digest_of_list, live_calls
from bot.web.guard import Guard, read_form
from bot.web.login import StaffLogin
from bot.web.pages import Pages
from bot.web.room import Room
from bot.web.sessions import Present
from bot.web.sheets import Sheets
from bot.web.texts import say, spoken, texts

CALL = f"{PATH}/{{call:[0-9a-f]{{32}}}}"
SHEET = f"{CALL}/sheet"
OUTCOME = f"{CALL}/outcome"
DONE = frozenset({"claimed", "given_back", "allowed", "declined", "said", "once_more"})
"""What the page can say that was done."""
GONE = "gone"
"""What it says when an open sheet was closed: by a withdrawal, or because its time is over."""
OUTCOMES = (
    CallbackOutcome.REACHED,
    CallbackOutcome.NO_ANSWER,
    CallbackOutcome.WRONG_PERSON,
    CallbackOutcome.UNSAFE,
    CallbackOutcome.MOVED,
    CallbackOutcome.WITHDRAWN,
)
"""What a caller can say, as the buttons stand."""


def call_routes(
    callbacks: Callbacks, floor: Floor, *, staff: StaffLogin, clock: Clock, csrf_key: bytes, zone: tzinfo
) -> list[web.RouteDef]:
    """Return everything below `/calls`, for `make_server`.

    Args:
        callbacks: What can be seen and done.
        floor: Tells open pages of changes.
        staff: The login.
        clock: Tells what may be opened now.
        csrf_key: As for the desk.
        zone: On whose clock moments are told.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.CALLS)
    page = CallPages(callbacks, Sheets(Pages(), guard), clock=clock, zone=zone)
    return [
        web.get(PATH, guard.page(page.show)),
        web.get(f"{PATH}/session", guard.read(Room(staff, guard).session)),
        web.get(f"{PATH}/live", guard.live(live_calls(callbacks, floor, guard=guard, clock=clock))),
        web.post(CALL, guard.act(page.decide)),
        web.post(SHEET, guard.act(page.open)),
        web.post(OUTCOME, guard.act(page.say)),
    ]


class CallPages:
    """The list, what its forms do, and the sheet, which is answered to the opening itself: no address shows it."""

    def __init__(self, callbacks: Callbacks, sheets: Sheets, *, clock: Clock, zone: tzinfo) -> None:
        """Do everything through these use cases."""
        self._callbacks = callbacks
        self._sheets = sheets
        self._clock = clock
        self._zone = zone

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show what is agreed and may be known to whoever looks; after something was done, also that it was."""
        done = request.query.get("done", "")
        return await self._list(present, done=done if done in DONE else "", refused=GONE if done == GONE else "")

    async def decide(self, request: web.Request, present: Present) -> web.Response:
        """Be the one who calls, or no longer; or say whether somebody under 16 is called."""
        what, call = (await read_form(request)).get("do", ""), _call(request)
        try:
            if not await self._decided(present, call, what=what):
                return await self._list(present, refused="taken", status=409)
        except (NotYourCall, Stale):
            return await self._list(present, refused="taken", status=409)
        raise web.HTTPSeeOther(f"{PATH}?done={what}")

    async def open(self, request: web.Request, present: Present) -> web.Response:
        """Show whom to call and how; it leaves the screen when the window is over."""
        try:
            callback = await self._callbacks.open_sheet(present.id, _call(request))
        except NotYourCall:
            return await self._list(present, refused=GONE, status=409)
        except NoCallNow:
            return await self._list(present, refused="not_now", status=409)
        language, details = spoken(present.staff.language), callback.details
        answer = self._sheets.show(
            "call_sheet",
            present,
            call=self._as_row(callback, present),
            details=details,
            number="" if details is None else in_groups(details.number),
            spoken=callback.language,
            tongue=texts(language).get(f"language.{callback.language}", callback.language),
            says={one: say(callback.language, f"calls.says_{one}") for one in ("opening", "wrong", "word")},
            may_try_again=details is not None and details.once_more and not callback.attempts,
            outcomes=_outcomes(language),
        )
        left = int((callback.slot.end_at - self._clock.now()).total_seconds())
        answer.headers["Refresh"] = f"{max(left, 0)}; url={PATH}?done={GONE}"
        return answer

    async def say(self, request: web.Request, present: Present) -> web.Response:
        """Take in what came of a call."""
        said = (await read_form(request)).get("outcome", "")
        if said not in {one.value for one in OUTCOMES}:
            return await self._list(present, refused="unreadable", status=400)
        try:
            is_over = await self._callbacks.say(present.id, _call(request), CallbackOutcome(said))
        except (NotYourCall, Stale):
            return await self._list(present, refused=GONE, status=409)
        raise web.HTTPSeeOther(f"{PATH}?done={'said' if is_over else 'once_more'}")

    async def _decided(self, present: Present, call: CallbackId, *, what: str) -> bool:
        match what:
            case "claimed":
                return (await self._callbacks.claim(present.id, call)).won
            case "given_back":
                await self._callbacks.give_back(present.id, call)
                return True
            case "allowed" | "declined":
                return await self._callbacks.decide(present.id, call, is_allowed=what == "allowed")
            case _:
                return False

    async def _list(self, present: Present, *, done: str = "", refused: str = "", status: int = 200) -> web.Response:
        language, found = spoken(present.staff.language), await self._callbacks.listed(present.id)
        return self._sheets.show(
            "calls",
            present,
            status=status,
            done=say(language, f"calls.done_{done}") if done else "",
            refused=say(language, f"calls.refused_{refused}") if refused else "",
            rows=[self._as_row(one, present) for one in found],
            seen=digest_of_list(found, self._clock.now()),
            outcomes=_outcomes(language),
        )

    def _as_row(self, one: Callback, present: Present) -> Mapping[str, object]:
        """Return a call as lists show it: when, how it stands, and what this one may do; nothing of whom."""
        language, now = spoken(present.staff.language), self._clock.now()
        is_mine = one.claimed_by == present.id
        known = texts(language)
        return {
            "id": one.id.hex(),
            "when": slot_in_words(told_of(one.slot, self._zone, zone_name=""), language),
            "told": self._told(one, language),
            "where": " · ".join(
                known.get(name, own)
                for name, own in ((f"channel.{one.channel}", one.channel), (f"language.{one.language}", one.language))
            ),
            "state": say(language, f"calls.state_{one.state.value}"),
            "by": one.claimed_by or "",
            "is_mine": is_mine,
            "is_asked": one.state is CallbackState.ASKED,
            "is_calling": one.state is CallbackState.CALLING,
            "is_free": one.claimed_by is None and one.state is not CallbackState.ASKED,
            "is_left": is_left(one, now),
            "may_open": is_mine and may_open(one, now),
            "opens": self._clock_time(one.slot.start_at - OPENS_BEFORE),
        }

    def _told(self, one: Callback, language: Language) -> str:
        """Return what was told to whoever is called, where their clock shows another time than ours."""
        if one.slot.start_at.astimezone(self._zone).replace(tzinfo=None, fold=0) == one.told.wall:
            return ""
        return say(language, "calls.told", times=times_in_words(one.told, language), zone=one.told.zone)

    def _clock_time(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%H:%M")


def _call(request: web.Request) -> CallbackId:
    return CallbackId(bytes.fromhex(request.match_info["call"]))


def _outcomes(language: Language) -> list[tuple[str, str, str]]:
    return [
        (one.value, say(language, f"calls.outcome_{one.value}"), say(language, f"calls.means_{one.value}"))
        for one in OUTCOMES
    ]
