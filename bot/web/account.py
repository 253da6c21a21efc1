"""One's own account over the web: where one is logged in, and the second step. Without one nothing else opens."""

import re
from dataclasses import replace
from typing import NamedTuple

from aiohttp import web

from bot.model import Factor, Right
from bot.ports import Clock, Job, Store, Transaction
from bot.web.factor import as_typed, begin, new_secret, picture, read_secret
from bot.web.guard import Guard, read_form
from bot.web.limits import Limit
from bot.web.login import TRIES, WITHIN, StaffLogin
from bot.web.own_passkeys import PasskeyPage, show_paper
from bot.web.pages import Pages
from bot.web.passkeys import Question, name_of, question
from bot.web.second_step import prove
from bot.web.sessions import ABSOLUTE, Present, is_stamp, stamp
from bot.web.sheets import Sheets
from bot.web.texts import say, spoken
from bot.web.wanted import WANTED_FIELD, own_page


class _New(NamedTuple):
    """A second step that was begun: as it is to be kept, its codes on paper, and what is shown of the one before."""

    factor: Factor
    codes: tuple[str, ...]
    old: str
    asked: Question


def account_routes(store: Store, *, staff: StaffLogin, clock: Clock, csrf_key: bytes) -> list[web.RouteDef]:
    """Return everything below `/account`, for `make_server`.

    Args:
        store: Holds the staff book.
        staff: The login.
        clock: What the codes of apps are held against.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.OWN, without_factor=True)
    page = FactorPage(store, guard, staff=staff, clock=clock, key=csrf_key)
    own = Guard(staff.sessions, key=csrf_key, right=Right.OWN)
    logins = LoginsPage(store, own, staff=staff)
    passkeys = PasskeyPage(store, guard, staff=staff, clock=clock, key=csrf_key)
    return [
        web.get("/account", own.page(logins.show)),
        web.post("/account/end", own.act(logins.end)),
        web.get("/account/factor", guard.page(page.show)),
        web.post("/account/factor", guard.act(page.take)),
        web.get("/account/passkey", guard.page(passkeys.show)),
        web.get("/account/passkey/ask", guard.read(passkeys.ask)),
        web.post("/account/passkey", guard.act(passkeys.add)),
        web.post("/account/passkey/remove", own.act(passkeys.remove)),
    ]


class LoginsPage:
    """Where somebody is logged in, and ends it elsewhere."""

    def __init__(self, store: Store, guard: Guard, *, staff: StaffLogin) -> None:
        """Show the logins of whoever `guard` lets in."""
        self._store = store
        self._sessions = staff.sessions
        self._sheets = Sheets(Pages(), guard)

    async def show(self, _: web.Request, present: Present) -> web.Response:
        """Show each login with its beginning and its last use; of a device nothing is known, so nothing is said."""
        factor = await self._store.run(Job(lambda tx: tx.staff.factor(present.id)))
        logins = [
            (one.digest.hex(), one.ends_at - ABSOLUTE, one.digest == present.digest)
            for one in await self._sessions.own(present)
        ]
        keys = [(name_of(one), one.name) for one in factor.passkeys] if factor else []
        return self._sheets.show("account", present, logins=logins, factor=factor, passkeys=keys)

    async def end(self, request: web.Request, present: Present) -> web.Response:
        """End one other login, or all others."""
        which = (await read_form(request)).get("which", "")
        if which == "others":
            await self._sessions.end_elsewhere(present)
        elif re.fullmatch(r"[0-9a-f]{64}", which):
            await self._sessions.end_elsewhere(present, bytes.fromhex(which))
        raise web.HTTPSeeOther("/account")


class FactorPage:
    """Begins the second step of a login, the first one or another one."""

    def __init__(self, store: Store, guard: Guard, *, staff: StaffLogin, clock: Clock, key: bytes) -> None:
        """Keep it in the staff book; `key` vouches for the secret that stands in the form."""
        self._store = store
        self._sessions = staff.sessions
        self._sheets = Sheets(Pages(), guard)
        self._clock = clock
        self._key = key
        self._limit = Limit(TRIES, WITHIN)

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show the picture for an app."""
        return await self._form(present, new_secret(), to=own_page(request.query.get(WANTED_FIELD, "")))

    async def take(self, request: web.Request, present: Present) -> web.Response:
        """Take the first code of the app; then the second step holds, and every other login of this account ends."""
        form = await read_form(request)
        to, secret = own_page(form.get(WANTED_FIELD, "")), read_secret(form.get("secret", ""))
        if secret is None or not is_stamp(
            self._key, "factor", what=present.digest + secret, code=form.get("proof", "")
        ):
            return await self._form(present, new_secret(), refused="factor.expired", to=to)
        now, key = self._clock.now(), (present.id, present.digest)
        if self._limit.wait(key, now):
            return await self._form(present, secret, refused="factor.too_many", status=429, to=to)
        self._limit.count(key, now)
        begun = begin(secret, form.get("code", ""), now)
        if begun is None:
            return await self._form(present, secret, refused="factor.wrong", to=to)
        new = _New(*begun, form.get("old", ""), question(request, self._key, present.digest))
        if not await self._store.run(Job(lambda tx: self._keep(tx, present, new))):
            return await self._form(present, secret, refused="factor.old_wrong", to=to)
        return await show_paper(request, present, new.codes, sheets=self._sheets, sessions=self._sessions, to=to)

    def _keep(self, tx: Transaction, present: Present, new: _New) -> bool:
        """Keep it, where the one before agrees."""
        before = tx.staff.factor(present.id)
        proven = Factor() if before is None else prove(before, new.old, asked=new.asked, now=self._clock.now())
        if proven is None:
            return False
        app = new.factor
        fresh = replace(proven, secret=app.secret, used_step=app.used_step, recovery=app.recovery)
        if not tx.staff.keep_factor(present.id, fresh):
            return False
        tx.staff.end_sessions(present.id)
        tx.staff.audit(present.id, "factor_set")
        return True

    async def _form(
        self, present: Present, secret: bytes, *, to: str, refused: str = "", status: int = 400
    ) -> web.Response:
        language = spoken(present.staff.language)
        factor = await self._store.run(Job(lambda tx: tx.staff.factor(present.id)))
        return self._sheets.show(
            "factor",
            present,
            status=status if refused else 200,
            to=to,
            has_one=factor is not None,
            has_app=factor is not None and bool(factor.secret),
            has_passkeys=factor is not None and bool(factor.passkeys),
            picture=picture(secret, present.id),
            secret=as_typed(secret),
            proof=stamp(self._key, "factor", present.digest + secret),
            refused=say(language, refused) if refused else "",
        )
