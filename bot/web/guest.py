"""A guest of one talk over the web: the link, the page, what is read and said; decided in `handover.guests`.

A guest is no member of staff: their session opens this talk and nothing else, and ends with it.
"""

import math
from datetime import timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from bot.errors import BotError
from bot.handover.guests import MOST_CHARACTERS, TOLD_BEFORE, Guests, NotAgreed, NotHere, Visit, digest_of
from bot.handover.own import NotYours
from bot.model import Language, Line, Right
from bot.ports import Clock
from bot.web.guard import CSRF_HEADER, Guard, refuse, send_json
from bot.web.guard import read_json as read_staff_json
from bot.web.limits import Limit
from bot.web.login import StaffLogin
from bot.web.origin import is_same_origin
from bot.web.pages import Pages, file_handler
from bot.web.sessions import Present, drop_cookie, is_stamp, read_cookie, set_cookie, stamp
from bot.web.talk import FURTHEST_LINE, case_of, not_yours
from bot.web.texts import card_in_words, preferred, spoken, texts
from bot.web.wire import CASE, ClientId, Nothing

LINK = "/guest/{token:[A-Za-z0-9_-]{43}}"
COOKIE = "ajar_guest"
PAGE = "/guest"
MESSAGES_A_MINUTE = 100
"""What a guest may send, as a help-seeker may: each reaches a telephone, and a row and a line are kept of it."""
LONG_TEXT = 1_000
"""So many characters count as one message more."""


class LetIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Make a link for whom the help-seeker agreed to let in."""

    number: Annotated[int, msgspec.Meta(ge=1, le=2**31)]


class GuestSays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a guest; the same `client_id` sends once."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_CHARACTERS)]
    client_id: ClientId


class GuestLine(msgspec.Struct, frozen=True):
    """One line as a guest reads it."""

    number: int
    author: str
    text: str
    state: str
    lost: bool


def guest_routes(guests: Guests, *, staff: StaffLogin, clock: Clock, csrf_key: bytes) -> list[web.RouteDef]:
    """Return the addresses of guests, and the two of the counsellor who lets them in, for `make_server`.

    Args:
        guests: What can be done.
        staff: The login of counsellors.
        clock: Tells how much a guest has sent within a minute.
        csrf_key: As for the desk.
    """
    guard, host = Guard(staff.sessions, key=csrf_key, right=Right.TALK), Host(guests)
    page = GuestPage(guests, clock=clock, key=csrf_key)
    return [
        web.post(f"{CASE}/guest", guard.act(host.let_in)),
        web.post(f"{CASE}/guest-end", guard.act(host.send_away)),
        web.get(LINK, page.link),
        web.post(LINK, page.enter),
        web.get(PAGE, page.show),
        web.get("/guest/lines", page.lines),
        web.post("/guest/say", page.say),
        web.post("/guest/leave", page.leave),
        web.get("/guest/static/{path:.+}", file_handler("guest")),
    ]


class Host:
    """What a counsellor does about a guest in a talk of their own."""

    def __init__(self, guests: Guests) -> None:
        """Do everything through these use cases."""
        self._guests = guests

    async def let_in(self, request: web.Request, present: Present) -> web.Response:
        """Make the link; it is in this answer and nowhere else."""
        wanted = await read_staff_json(request, LetIn, present)
        try:
            token = await self._guests.invite(present.id, case_of(request), wanted.number)
        except NotYours:
            return not_yours(request, present)
        except NotAgreed:
            return refuse(request, 409, "guest_not_agreed", language=spoken(present.staff.language))
        return send_json({"path": f"{PAGE}/{token}"})

    async def send_away(self, request: web.Request, present: Present) -> web.Response:
        """End the link, or the stay, at once."""
        await read_staff_json(request, Nothing, present)
        try:
            await self._guests.send_away(present.id, case_of(request))
        except NotYours:
            return not_yours(request, present)
        return send_json({})


class GuestPage:
    """What a guest opens. The session is in a cookie of its own; whoever holds none is told that nothing is open."""

    def __init__(self, guests: Guests, *, clock: Clock, key: bytes) -> None:
        """Do everything through these use cases; `key` vouches for the tokens against forged requests."""
        self._guests = guests
        self._clock = clock
        self._sent = Limit(MESSAGES_A_MINUTE, timedelta(minutes=1))
        self._key = key
        self._pages = Pages()

    async def link(self, request: web.Request) -> web.Response:
        """Show who is invited, and a button: chats open links by themselves, and that uses nothing up."""
        guest = await self._guests.is_open(request.match_info["token"])
        if guest is None:
            return self._closed(request)
        return self._pages.show("guest_link", _language(request), guest=guest)

    async def enter(self, request: web.Request) -> web.Response:
        """Come in; from then on the link opens nothing."""
        if not is_same_origin(request):
            return self._closed(request, status=403)
        session = await self._guests.enter(request.match_info["token"])
        if session is None:
            return self._closed(request)
        answer = web.Response(status=303, headers={"Location": PAGE})
        set_cookie(request, answer, session, name=COOKIE)
        return answer

    async def show(self, request: web.Request) -> web.Response:
        """Show the page; what is said on it comes from `lines`."""
        session = read_cookie(request, COOKIE)
        try:
            visit = await self._guests.visit(session, after=FURTHEST_LINE)
        except NotHere:
            return self._closed(request)
        language = _language(request)
        known = {key: text for key, text in texts(language).items() if key.startswith("guest.")}
        start = {
            "csrf": stamp(self._key, "guest", digest_of(session)),
            "name": visit.guest.name,
            "organisation": visit.guest.organisation,
            "language": visit.language,
            "card": card_in_words(visit.card, language),
            "texts": known,
        }
        return self._pages.show("guest", language, start=start)

    async def lines(self, request: web.Request) -> web.Response:
        """Return what was said since they came, after a number."""
        after = request.query.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) <= len(str(FURTHEST_LINE))):
            return refuse(request, 400, "unreadable")
        try:
            visit = await self._guests.visit(read_cookie(request, COOKIE), after=int(after))
        except NotHere:
            return refuse(request, 401, "guest_over")
        return send_json({"lines": [_line(line) for line in visit.lines], "minutes": self._minutes_left(visit)})

    async def say(self, request: web.Request) -> web.Response:
        """Send words to the help-seeker under the guest's name."""
        if (refused := self._forged(request)) is not None:
            return refused
        said = await _read(request, GuestSays)
        if said is None or not said.text.strip() or "\x00" in said.text:
            return refuse(request, 400, "unreadable")
        session = read_cookie(request, COOKIE)
        if (wait := self._wait(session, said.text)) > timedelta():
            answer = refuse(request, 429, "too_fast")
            answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
            return answer
        try:
            line = await self._guests.say(session, said.text, client_id=said.client_id)
        except NotHere:
            return refuse(request, 401, "guest_over")
        except BotError:
            return refuse(request, 400, "unreadable")
        return send_json(_line(line))

    async def leave(self, request: web.Request) -> web.Response:
        """Leave the talk."""
        if (refused := self._forged(request)) is not None:
            return refused
        try:
            await self._guests.leave(read_cookie(request, COOKIE))
        except NotHere:
            return refuse(request, 401, "guest_over")
        answer = send_json({})
        drop_cookie(request, answer, COOKIE)
        return answer

    def _minutes_left(self, visit: Visit) -> int:
        """Return within how many minutes it is over by itself; 0 while there is time enough.

        It changes seldom, because a screen reader says it each time.
        """
        left = visit.guest.ends_at - self._clock.now()
        return next((one for one in TOLD_BEFORE if left <= timedelta(minutes=one)), 0)

    def _wait(self, session: str, text: str) -> timedelta:
        """Count words that are about to be sent, unless this guest has sent too much; returns how long to wait then.

        Whoever comes this far showed a token that we made, so nobody fills the memory with sessions that never were.
        """
        key, now = digest_of(session), self._clock.now()
        wait = self._sent.wait(key, now)
        if not wait:
            for _ in range(1 + len(text) // LONG_TEXT):
                self._sent.count(key, now)
        return wait

    def _forged(self, request: web.Request) -> web.Response | None:
        """Return the refusal of what does not come from our own page, with the token of this very session."""
        session = read_cookie(request, COOKIE)
        if not is_same_origin(request):
            return refuse(request, 403, "foreign")
        if not session:
            return refuse(request, 401, "guest_over")
        code = request.headers.get(CSRF_HEADER, "")
        if not is_stamp(self._key, "guest", what=digest_of(session), code=code):
            return refuse(request, 403, "forged")
        return None

    def _closed(self, request: web.Request, *, status: int = 404) -> web.Response:
        """Say the same of what was used, is over, or never was."""
        return self._pages.show("guest_closed", _language(request), status=status)


async def _read(request: web.Request, kind: type[GuestSays]) -> GuestSays | None:
    if request.content_type != "application/json":
        return None
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _line(line: Line) -> GuestLine:
    return GuestLine(line.number, line.author.value, line.text, line.state.value, line.is_lost)


def _language(request: web.Request) -> Language:
    return preferred(request.headers.get("Accept-Language", ""))
