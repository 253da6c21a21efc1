"""The page behind an invitation: somebody sets their own password, and is logged in. A link opens once."""

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from aiohttp import web

from bot.errors import BotError
from bot.model import Invitation, Language, Staff
from bot.ports import Job, Store, Transaction
from bot.web.factor import digest as digest_of_code
from bot.web.guard import HOME, read_form
from bot.web.login import COST, SHORTEST_PASSWORD, Cost, StaffLogin, check_password, hash_password
from bot.web.origin import is_same_origin
from bot.web.pages import Pages
from bot.web.sessions import Sessions, digest_of, set_cookie
from bot.web.texts import preferred, say, spoken

PATH = "/invitation/{token:[A-Za-z0-9_-]{43}}"


def invitation_routes(store: Store, *, staff: StaffLogin, cost: Cost = COST) -> list[web.RouteDef]:
    """Return the page behind an invitation, for `make_server`. The link itself is what it asks for.

    Args:
        store: Holds the staff book.
        staff: The login.
        cost: Of one guess of a password.
    """
    page = InvitationPage(store, staff.sessions, cost=cost)
    return [web.get(PATH, page.show), web.post(PATH, page.take)]


class _Asked(NamedTuple):
    """Who comes by a link, and the digest of the code that they have to know besides; empty for none."""

    staff: Staff
    code: bytes


class InvitationPage:
    """Shows the form for a password, and takes it in."""

    def __init__(self, store: Store, sessions: Sessions, *, cost: Cost) -> None:
        """Keep the password in the staff book of `store`."""
        self._store = store
        self._sessions = sessions
        self._cost = cost
        self._turn = asyncio.Lock()  # one password at a time: each takes 64 MiB
        self._pages = Pages()

    async def show(self, request: web.Request) -> web.Response:
        """Show the form, or that the link opens nothing."""
        asked = await self._store.run(Job(lambda tx: _invited(tx, digest_of(request.match_info["token"]))))
        return _nothing(self._pages, request) if asked is None else self._form(asked, status=200)

    async def take(self, request: web.Request) -> web.Response:
        """Take the password; from then on the link opens nothing, and its owner goes on to the second step."""
        digest = digest_of(request.match_info["token"])
        asked = await self._store.run(Job(lambda tx: _invited(tx, digest)))
        if asked is None:
            return _nothing(self._pages, request)
        form = await read_form(request)
        password = form.get("password", "")
        refused = _refusal(asked.code, form) if is_same_origin(request) else "invitation.foreign"
        if refused:
            return self._form(asked, status=400, refused=refused)
        async with self._turn:
            verifier = await asyncio.to_thread(hash_password, password, self._cost)
        changed = await self._store.run(Job(lambda tx: _accept(tx, digest, verifier)))
        token = None if changed is None else await self._sessions.open(changed)
        if changed is None or token is None:
            return _nothing(self._pages, request)
        answer = web.Response(status=303, headers={"Location": HOME[changed.role]})
        set_cookie(request, answer, token)
        return answer

    def _form(self, asked: _Asked, *, status: int, refused: str = "") -> web.Response:
        language = spoken(asked.staff.language)
        return self._pages.show(
            "invitation",
            language,
            status=status,
            who=asked.staff.id,
            needs_code=bool(asked.code),
            refused=say(language, refused, least=SHORTEST_PASSWORD) if refused else "",
            least=SHORTEST_PASSWORD,
        )


def _refusal(code: bytes, form: Mapping[str, str]) -> str:
    password = form.get("password", "")
    try:
        check_password(password)
    except BotError:
        return "invitation.short"
    if password != form.get("again", ""):
        return "invitation.differ"
    is_right = not code or hmac.compare_digest(code, digest_of_code(form.get("code", "")))
    return "" if is_right else "invitation.code_wrong"


def _invited(tx: Transaction, digest: bytes) -> _Asked | None:
    invitation: Invitation | None = tx.staff.invitation(digest)
    staff = None if invitation is None else tx.staff.get(invitation.staff_id)
    return None if invitation is None or staff is None or staff.disabled else _Asked(staff, invitation.code)


def _accept(tx: Transaction, digest: bytes, verifier: str) -> Staff | None:
    """Let the password hold, unless somebody used the link meanwhile."""
    asked = _invited(tx, digest)
    if asked is None:
        return None
    staff = asked.staff
    changed = replace(staff, verifier=verifier)
    tx.staff.change(changed)
    tx.staff.drop_factor(staff.id)
    tx.staff.end_invitation(staff.id)
    tx.staff.audit(staff.id, "invitation_used")
    return changed


def _nothing(pages: Pages, request: web.Request) -> web.Response:
    """Say the same of a link that was used, is over, or never was."""
    language: Language = preferred(request.headers.get("Accept-Language", ""))
    return pages.show("no_invitation", language, status=404)
