"""Who may do what over the web: every handler of the staff goes through one of these doors; none decides for itself."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from bot.model import Right, Role, may
from bot.web.faults import Handler
from bot.web.origin import has_own_origin, is_same_origin
from bot.web.pages import Pages
from bot.web.sessions import Present, Sessions, is_stamp, read_cookie, stamp
from bot.web.texts import preferred, say, spoken
from bot.web.wanted import leads_on, login_for

StaffHandler = Callable[[web.Request, Present], Awaitable[web.StreamResponse]]
T = TypeVar("T")

CSRF_HEADER = "X-Ajar-Csrf"
CSRF_FIELD = "csrf"
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 100
"""A form has a box for each answer that a case may need."""
FACTOR_PAGE = "/account/factor"
"""Where somebody is led who has no second step yet."""


PAGES: Mapping[Right, str] = MappingProxyType({
    Right.TALK: "/desk",
    Right.CALLS: "/calls",
    Right.BOARD: "/board",
    Right.FIGURES: "/board/figures",
    Right.HOURS: "/hours",
    Right.ROTA: "/rota",
    Right.BLOCK: "/blocks",
    Right.EMERGENCY: "/emergencies",
    Right.PREVIEW: "/preview",
    Right.AUDIT: "/audit",
    Right.STAFF: "/staff",
    Right.OWN: "/account",
})  # fmt: skip
"""The page of each right that has one of its own."""


def pages_of(role: Role) -> tuple[str, ...]:
    """Return the pages that this role may open."""
    return tuple(page for right, page in PAGES.items() if may(role, right))


HOME: Mapping[Role, str] = MappingProxyType({role: pages_of(role)[0] for role in Role})
"""Where a login leads to."""


class Guard:
    """Makes handlers that only staff with one right can reach, and that no foreign page can make them call."""

    def __init__(self, sessions: Sessions, *, key: bytes, right: Right, without_factor: bool = False) -> None:
        """Recognise staff by their session.

        Args:
            sessions: The logins.
            key: Vouches for the tokens against forged requests.
            right: What those must be allowed who come in.
            without_factor: Let in also whoever has no second step yet.
        """
        self._sessions = sessions
        self._key = key
        self._right = right
        self._without_factor = without_factor
        self._pages = Pages()

    async def present(self, token: str, *, use: bool) -> Present | None:
        """Return whose login this is, if it lives and they may be here."""
        present = await self._sessions.who(token, use=use)
        return present if present is not None and self._may_enter(present) else None

    def _may_enter(self, present: Present) -> bool:
        return may(present.staff.role, self._right) and (self._without_factor or not present.needs_factor)

    def page(self, handler: StaffHandler) -> Handler:
        """A page: without a login it leads to the form and from there back; who has another task reads where it is."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            present = await self._sessions.who(read_cookie(request), use=True)
            if present is None:
                raise web.HTTPSeeOther(login_for(request))
            if present.needs_factor and not self._without_factor:
                raise web.HTTPSeeOther(leads_on(FACTOR_PAGE, request, home=HOME[present.staff.role]))
            if not may(present.staff.role, self._right):
                language, home = spoken(present.staff.language), HOME[present.staff.role]
                return self._pages.show("elsewhere", language, status=403, home=home)
            return await handler(request, present)

        return guarded

    def read(self, handler: StaffHandler) -> Handler:
        """Something that the page fetches by itself: it does not keep the login alive."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            present = await self.present(read_cookie(request), use=False)
            if present is None:
                return await self._refuse_entry(request)
            return await handler(request, present)

        return guarded

    def act(self, handler: StaffHandler) -> Handler:
        """Something that changes anything: it has to come from our own page, with the token of this very login."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if not is_same_origin(request):
                return refuse(request, 403, "foreign")
            present = await self.present(read_cookie(request), use=True)
            if present is None:
                return await self._refuse_entry(request)
            code = request.headers.get(CSRF_HEADER) or (await read_form(request)).get(CSRF_FIELD, "")
            if not is_stamp(self._key, "session", what=present.digest, code=code):
                return refuse(request, 403, "forged")
            return await handler(request, present)

        return guarded

    def live(self, handler: StaffHandler) -> Handler:
        """A WebSocket: browsers let every page open one, so the Origin decides."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if not has_own_origin(request):
                return refuse(request, 403, "foreign")
            present = await self.present(read_cookie(request), use=False)
            if present is None:
                return await self._refuse_entry(request)
            return await handler(request, present)

        return guarded

    async def _refuse_entry(self, request: web.Request) -> web.Response:
        """Refuse because nobody is logged in, or not for good yet, or because this is not for their role."""
        present = await self._sessions.who(read_cookie(request), use=False)
        if present is None:
            return refuse(request, 401, "no_session")
        if present.needs_factor and not self._without_factor:
            return refuse(request, 403, "no_factor", language=present.staff.language)
        return refuse(request, 403, "not_for_you", language=present.staff.language)

    def token(self, present: Present) -> str:
        """Return the token that proves that a request was made by a page of this login."""
        return stamp(self._key, "session", present.digest)


def refuse(
    request: web.Request, status: int, code: str, *, language: str = "", values: dict[str, str] | None = None
) -> web.Response:
    """Answer with a code for the page and a sentence for its reader.

    Args:
        request: What is refused.
        status: The status of HTTP.
        code: Names the text `refused.<code>`.
        language: The reader's; else the browser decides.
        values: What the sentence has places for; the page gets them too.
    """
    reader = language or preferred(request.headers.get("Accept-Language", ""))
    return send_json(
        {"error": code, "message": say(reader, f"refused.{code}", **(values or {})), **(values or {})}, status
    )


def send_json(what: object, status: int = 200) -> web.Response:
    """Answer in JSON."""
    return web.Response(status=status, body=msgspec.json.encode(what), content_type="application/json")


async def read_json(request: web.Request, kind: type[T], present: Present) -> T:
    """Return the body as this type.

    Raises:
        web.HTTPException: it is no JSON, or not of this type; says nothing of what was in it.
    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text=_spoken(present, "not_json"), content_type="application/json")
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise web.HTTPBadRequest(text=_spoken(present, "unreadable"), content_type="application/json") from None


async def read_form(request: web.Request) -> dict[str, str]:
    """Return the fields of a form; nothing for another kind of body, or for one that can't be read."""
    if request.content_type != FORM:
        return {}
    try:
        body = (await request.read()).decode("ascii")
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError:
        return {}


def _spoken(present: Present, code: str) -> str:
    body = {"error": code, "message": say(present.staff.language, f"refused.{code}")}
    return msgspec.json.encode(body).decode()
