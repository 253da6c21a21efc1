"""One's own passkeys: added, and removed, but never the last second step. An open page alone adds none."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from aiohttp import web

from bot.model import Factor
from bot.ports import Clock, Job, Store, Transaction
from bot.web.factor import with_paper
from bot.web.guard import HOME, Guard, read_form, send_json
from bot.web.limits import Limit
from bot.web.login import TRIES, WITHIN, StaffLogin, is_plain
from bot.web.pages import Pages
from bot.web.passkeys import LONGEST_NAME, Question, add, ask_to_add, ask_to_show, name_of, question
from bot.web.second_step import prove
from bot.web.sessions import Present, Sessions, digest_of, set_cookie
from bot.web.sheets import Sheets
from bot.web.texts import say, spoken
from bot.web.wanted import WANTED_FIELD, own_page

_A_TICK = timedelta(microseconds=1)


class PasskeyPage:
    """Shows the form for a passkey, and takes it in."""

    def __init__(self, store: Store, guard: Guard, *, staff: StaffLogin, clock: Clock, key: bytes) -> None:
        """Keep it in the staff book; `key` vouches for what browsers are asked."""
        self._store = store
        self._sessions = staff.sessions
        self._sheets = Sheets(Pages(), guard)
        self._clock = clock
        self._key = key
        self._limit = Limit(TRIES, WITHIN)

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show the form."""
        return await self._form(present, to=own_page(request.query.get(WANTED_FIELD, "")))

    async def ask(self, request: web.Request, present: Present) -> web.Response:
        """Return what the browser is asked, and whether a passkey of before has to be shown first."""
        asked, factor, now = self._asked(request, present), await self._factor(present), self._clock.now()
        return send_json({
            # Answered before the other one, which would else be as old as one that was used already.
            "show": ask_to_show(asked, now - _A_TICK),
            "add": ask_to_add(asked, present.id, factor=factor, now=now),
            "prove": factor is not None and bool(factor.passkeys),
        })  # fmt: skip

    async def add(self, request: web.Request, present: Present) -> web.Response:
        """Take a new passkey in; with the first second step of all come the codes on paper."""
        form, now = await read_form(request), self._clock.now()
        name, key = form.get("name", "").strip(), (present.id, present.digest)
        to = own_page(form.get(WANTED_FIELD, ""))
        again = partial(self._form, present, to=to, name=name)
        if not is_plain(name, LONGEST_NAME):
            return await again(refused="passkey.name_wrong")
        if self._limit.wait(key, now):
            return await again(refused="factor.too_many", status=429)
        self._limit.count(key, now)
        before, asked = await self._factor(present), self._asked(request, present)
        proven = Factor() if before is None else prove(before, form.get("old", ""), asked=asked, now=now)
        if proven is None:
            return await again(refused="passkey.old_wrong")
        made = add(asked, form.get("answer", ""), name, factor=proven, now=now)
        if made is None:
            return await again(refused="passkey.refused")
        made, codes = (made, ()) if before is not None else with_paper(made)
        if not await self._store.run(Job(lambda tx: _keep(tx, present, made, is_first=before is None))):
            return await again(refused="passkey.old_wrong")
        self._limit.forget(key)
        if not codes:
            raise web.HTTPSeeOther("/account")
        return await show_paper(request, present, codes, sheets=self._sheets, sessions=self._sessions, to=to)

    async def remove(self, request: web.Request, present: Present) -> web.Response:
        """Take a passkey away, and end every other login: it may be in other hands."""
        which = (await read_form(request)).get("which", "")
        if not await self._store.run(Job(lambda tx: self._remove(tx, present, which))):
            return await self._form(present, to="", refused="passkey.last", status=409)
        await self._sessions.end_elsewhere(present)
        raise web.HTTPSeeOther("/account")

    def _remove(self, tx: Transaction, present: Present, which: str) -> bool:
        """Take it away, unless nothing but paper would be left; one that is gone already is no fault."""
        factor = tx.staff.factor(present.id)
        if factor is None:
            return False
        left = tuple(one for one in factor.passkeys if name_of(one) != which)
        if left == factor.passkeys:
            return True
        if not left and not factor.secret:
            return False
        tx.staff.audit(present.id, "passkey_removed")
        return tx.staff.keep_factor(present.id, replace(factor, passkeys=left))

    def _asked(self, request: web.Request, present: Present) -> Question:
        return question(request, self._key, present.digest)

    async def _factor(self, present: Present) -> Factor | None:
        return await self._store.run(Job(lambda tx: tx.staff.factor(present.id)))

    async def _form(
        self, present: Present, *, to: str, refused: str = "", name: str = "", status: int = 400
    ) -> web.Response:
        factor = await self._factor(present)
        language = spoken(present.staff.language)
        return self._sheets.show(
            "passkey",
            present,
            status=status if refused else 200,
            to=to,
            has_one=factor is not None,
            has_passkeys=factor is not None and bool(factor.passkeys),
            typed=name,
            longest=LONGEST_NAME,
            refused=say(language, refused) if refused else "",
        )


def _keep(tx: Transaction, present: Present, made: Factor, *, is_first: bool) -> bool:
    """Keep it, unless the second step changed meanwhile; with the first one every other login ends."""
    if not tx.staff.keep_factor(present.id, made):
        return False
    if is_first:
        tx.staff.end_sessions(present.id)
        tx.staff.audit(present.id, "factor_set")
    tx.staff.audit(present.id, "passkey_added")
    return True


async def show_paper(
    request: web.Request, present: Present, codes: tuple[str, ...], *, sheets: Sheets, sessions: Sessions, to: str
) -> web.Response:
    """Show codes on paper, this once, under a login of its own; from there it goes on to `to`, or home."""
    token = await sessions.go_on(present)
    here = Present(present.staff, digest_of(token))
    answer = sheets.show("recovery", here, codes=codes, to=to or HOME[present.staff.role])
    set_cookie(request, answer, token)
    return answer
