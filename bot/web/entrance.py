"""The way in and out of the staff's pages: login form, login, logout; the check itself is `bot.web.login`."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.model import Language
from bot.ports import Clock
from bot.web.guard import CSRF_FIELD, FORM, HOME, read_form, send_json
from bot.web.login import KNOWN_DEVICE_FOR, Attempt, LoginRefused, StaffLogin, TooBusy, TooManyTries
from bot.web.origin import client_address, is_same_origin
from bot.web.pages import Pages
from bot.web.passkeys import ask_to_show, question
from bot.web.sessions import Present, drop_cookie, is_stamp, read_cookie, set_cookie, stamp
from bot.web.texts import preferred, say, spoken
from bot.web.wanted import LOGIN, WANTED_FIELD, own_page

FORM_COOKIE = "ajar-form"
"""Ties a login form to the browser that asked for it, so that nobody can be logged in under another's name."""
DEVICE_COOKIE = "ajar-device"
_SEED = re.compile(r"[0-9a-f]{32}")
BUSY_FOR_S = 5


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whoever reads the form: in which language, and where they wanted to go; empty for their own page."""

    language: Language
    to: str


class Entrance:
    """Shows the login form and takes it in; a page that is open already asks the same as JSON."""

    def __init__(self, login: StaffLogin, pages: Pages, *, clock: Clock, key: bytes) -> None:
        """Log in through `login`; `key` vouches for the forms and for what browsers are asked."""
        self._login = login
        self._clock = clock
        self._pages = pages
        self._key = key

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses of the way in, which ask for no login."""
        return [
            web.get(LOGIN, self.show),
            web.post(LOGIN, self.take),
            web.get("/desk/passkey", self.ask),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """Show the form, or lead somebody who is logged in to where they wanted to go."""
        reader = _reader(request, request.query)
        if not _wants_json(request):
            present = await self._login.sessions.who(read_cookie(request), use=False)
            if present is not None:
                raise web.HTTPSeeOther(reader.to or HOME[present.staff.role])
        return self._form(request, reader, status=200)

    async def take(self, request: web.Request) -> web.Response:
        """Take the filled-in form; a login that succeeds begins a new session."""
        form = await read_form(request)
        reader = _reader(request, form)
        if request.content_type != FORM or not (is_same_origin(request) and self._is_our_form(request, form)):
            return self._refused(request, reader, status=403, text=say(reader.language, "login.expired"))
        attempt = Attempt(
            form.get("login", "").strip(),
            form.get("password", ""),
            address=client_address(request),
            code=form.get("code", ""),
            asked=question(request, self._key, read_cookie(request, FORM_COOKIE).encode("utf-8", "replace")),
            device=read_cookie(request, DEVICE_COOKIE),
            earlier_token=read_cookie(request),
        )
        try:
            logged_in = await self._login.log_in(attempt)
        except TooManyTries as refusal:
            return self._wait(request, reader, refusal)
        except TooBusy:
            busy = self._refused(request, reader, status=503, text=say(reader.language, "login.busy"))
            busy.headers["Retry-After"] = str(BUSY_FOR_S)
            return busy
        except LoginRefused:
            text = say(reader.language, "login.wrong")
            return self._refused(request, reader, status=401, text=text, login=attempt.login)
        to = reader.to or HOME[logged_in.staff.role]
        done = send_json({}) if _wants_json(request) else web.Response(status=303, headers={"Location": to})
        set_cookie(request, done, logged_in.token)
        set_cookie(request, done, logged_in.device, name=DEVICE_COOKIE, lasts=KNOWN_DEVICE_FOR)
        drop_cookie(request, done, FORM_COOKIE)
        return done

    async def ask(self, request: web.Request) -> web.Response:
        """Return what a browser is asked that shows a passkey; who wants to come in is no part of it."""
        seed = _seed(request)
        asked = question(request, self._key, seed.encode())
        answer = send_json({"show": ask_to_show(asked, self._clock.now())})
        set_cookie(request, answer, seed, name=FORM_COOKIE)
        return answer

    async def leave(self, request: web.Request, present: Present) -> web.Response:
        """End the login, on every page that it has open."""
        await self._login.sessions.end(present)
        gone = send_json({}) if _wants_json(request) else web.Response(status=303, headers={"Location": LOGIN})
        drop_cookie(request, gone)
        return gone

    def _wait(self, request: web.Request, reader: _Reader, refusal: TooManyTries) -> web.Response:
        wait_s = int(refusal.retry_after.total_seconds()) + 1
        text = say(reader.language, "login.too_many", minutes=-(-wait_s // 60))
        answer = self._refused(request, reader, status=429, text=text)
        answer.headers["Retry-After"] = str(wait_s)
        return answer

    def _refused(
        self, request: web.Request, reader: _Reader, *, status: int, text: str, login: str = ""
    ) -> web.Response:
        if _wants_json(request):
            return send_json({"message": text}, status)
        return self._form(request, reader, status=status, text=text, login=login)

    def _form(
        self, request: web.Request, reader: _Reader, *, status: int, text: str = "", login: str = ""
    ) -> web.Response:
        seed = _seed(request)
        code = stamp(self._key, "login", seed.encode())
        if _wants_json(request):
            answer = send_json({"csrf": code})
        else:
            answer = self._pages.show(
                "login",
                reader.language,
                status=status,
                text=text,
                login=login,
                to=reader.to,
                csrf=code,
                demo=self._login.is_demo,
            )
        set_cookie(request, answer, seed, name=FORM_COOKIE)
        return answer

    def _is_our_form(self, request: web.Request, form: Mapping[str, str]) -> bool:
        seed = read_cookie(request, FORM_COOKIE)
        matches = is_stamp(self._key, "login", what=seed.encode("utf-8", "replace"), code=form.get(CSRF_FIELD, ""))
        return bool(_SEED.fullmatch(seed)) and matches


def _seed(request: web.Request) -> str:
    """Return what ties forms and questions to this browser, a new one where it has none."""
    seed = read_cookie(request, FORM_COOKIE)
    return seed if _SEED.fullmatch(seed) else secrets.token_hex(16)


def _reader(request: web.Request, asked: Mapping[str, str]) -> _Reader:
    """Return who reads the form: in the language asked for, else the browser's."""
    wish = asked.get("language", "")
    language = spoken(wish) if wish else preferred(request.headers.get("Accept-Language", ""))
    return _Reader(language, own_page(asked.get(WANTED_FIELD, "")))


def _wants_json(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
