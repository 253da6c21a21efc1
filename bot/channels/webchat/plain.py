"""The conversation without a script: each press is a form, each answer a page that goes on for as long as it is open.

The page is a `Socket` like any other, only that it writes what it is told as HTML. So order, withdrawal and wipe are
those of the sessions; what is told on a page that is open counts as shown, and stands on the next one again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final, assert_never
from uuid import UUID, uuid4

from aiohttp import hdrs, web

from bot.channels.webchat import frames, page
from bot.channels.webchat.connection import House, hand_over, say_goodbye, weight
from bot.channels.webchat.forms import Form
from bot.channels.webchat.frames import Answer, Bubble, Clear, Kept
from bot.channels.webchat.limits import Limits
from bot.channels.webchat.sessions import Session, Turn, new_token, sender_of
from bot.model import Language
from bot.model.beside import is_beside_a_talk

CLEAR_SITE_DATA: Final = '"cache", "storage"'
"""We leave nothing; this is for what a browser may keep all the same. Cookies would be those of a whole domain."""
_HEADERS: Final = {
    hdrs.CACHE_CONTROL: "no-store",
    "X-Accel-Buffering": "no",  # a proxy that collects the page would show nothing until it ends
}


class PlainPage:
    """A page that is open: a `Socket` that writes what it is told to the end of the page.

    Attributes:
        went_away: It was closed, or the line was lost; not that the next one came, or that the server stops.
    """

    def __init__(self, request: web.Request, session: Session, *, pieces: Any, token: str, limits: Limits) -> None:  # noqa: ANN401
        self.response = web.StreamResponse(headers=_HEADERS)
        self.response.content_type, self.response.charset = "text/html", "utf-8"
        self.went_away = False
        self._request = request
        self._session = session
        self._pieces = pieces
        self._token = token
        self._limits = limits
        self._id = uuid4()
        self._problem = self._draft = ""
        self._shown: set[UUID] = set()
        self._wipes = 0
        self._over = asyncio.Event()
        self._writing = asyncio.Lock()

    def excuse(self, problem: str, form: Form) -> None:
        """Begin with a sentence about what went wrong, and with what was typed; it may be sent again as it is."""
        self._problem, self._draft, self._id = problem, form.text, form.id

    async def say(self, answer: Answer) -> None:
        async with self._writing:
            match answer:
                case Bubble():
                    await self._show(answer)
                case Clear():
                    self._wipes += 1
                    if await self._write(self._pieces.anew(self._wipes)):
                        self._session.acknowledge(answer.id)
                case frames.Welcome():
                    await self._begin()
                case frames.Kept() | frames.Again() | frames.Pong() | frames.Error():
                    pass  # only a script asks for it
                case _:
                    assert_never(answer)

    def drop(self) -> None:
        self._over.set()
        if self._writing.locked():  # its browser takes nothing any more
            self._break_off()

    async def close(self) -> None:
        self._over.set()

    async def lasts(self) -> None:
        """Return when the page went away, was replaced, or was open for as long as it may be."""
        for _ in range(self._limits.stays // self._limits.heartbeat):
            try:
                async with asyncio.timeout(self._limits.heartbeat.total_seconds()):
                    await self._over.wait()
            except TimeoutError:
                async with self._writing:
                    await self._write(" ")  # is it still there? And proxies see that it is no dead connection
            else:
                return
        self.went_away = True  # it was read for as long as it may be
        with suppress(ConnectionError):
            await self.response.write_eof()

    async def _begin(self) -> None:
        turns = tuple(self._session.turns.values())
        asked = _still_asked(turns)
        html = [self._pieces.opening(self._token, self._id, self._draft)]
        html += [self._turn(turn, with_options=turn.id in asked) for turn in turns]
        if self._problem:
            html.append(self._pieces.problem(self._problem))
        self._shown.update(self._session.turns)
        try:
            await self.response.prepare(self._request)
        except ConnectionError:
            self._lose()
        await self._write("".join(html))

    async def _show(self, bubble: Bubble) -> None:
        if bubble.id not in self._shown:
            turn = Turn(bubble.id, bubble.author, bubble.text, bubble.prompt, bubble.options)
            if not await self._write(self._turn(turn, with_options=True)):
                return  # it stays on its way, for the next page
            self._shown.add(turn.id)
            self._session.remember(turn)
        self._session.acknowledge(bubble.id)

    def _turn(self, turn: Turn, *, with_options: bool) -> str:
        options = turn.options if with_options else ()
        return str(self._pieces.turn(turn, options, self._token, self._id))

    async def _write(self, html: str) -> bool:
        if not self._over.is_set():
            try:
                async with asyncio.timeout(self._limits.form_within.total_seconds()):
                    await self.response.write(frames.filled(html.encode()))
            except (ConnectionError, TimeoutError):
                self._lose()
                self._break_off()
        return not self._over.is_set()

    def _lose(self) -> None:
        self.went_away = True
        self._over.set()

    def _break_off(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()


class PlainChat:
    """Takes forms, and answers each with a page."""

    def __init__(self, house: House, pages: page.Pages, face: page.Face) -> None:
        self._house = house
        self._pages = pages
        self._face = face

    async def talk(self, request: web.Request, form: Form) -> tuple[web.StreamResponse, Callable[[], Awaitable[None]]]:
        """Answer with a page, for as long as it is open; returns what is to be done when it is gone."""
        token = form.token or new_token()
        sender = sender_of(token)
        sessions = self._house.sessions
        session = sessions.of(sender)
        session.language = language = self._language(request, session, form)
        pieces = self._pieces(request, language)
        shown = PlainPage(request, session, pieces=pieces, token=token, limits=self._house.limits)
        try:
            problem = await self._take(session, form)
            if problem:
                shown.excuse(problem, form)
            await session.attach(shown, token)
            await shown.lasts()
        finally:
            if session.detach(shown):
                session.is_expected = shown.went_away
            sessions.tidy(session)

        async def afterwards() -> None:
            if session.is_expected:
                await self._say_goodbye_unless_back(session)

        return shown.response, afterwards

    async def leave(self, request: web.Request, form: Form) -> web.Response:
        """Let a harmless page take the place of this one first; then forget."""
        language = page.choose_language(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))
        headers = {**_HEADERS, "Refresh": f"0; url={self._face.leave_to}", **traces_taken_away(self._face)}
        goodbye = web.Response(
            body=frames.filled(str(self._pieces(request, language).goodbye()).encode()),
            content_type="text/html",
            charset="utf-8",
            headers=headers,
        )
        self._house.sessions.end_page(sender_of(form.token))
        await goodbye.prepare(request)
        await goodbye.write_eof()
        await say_goodbye(self._house, sender_of(form.token), uuid4())  # never the id of the page: it may be used up
        return goodbye

    async def _take(self, session: Session, form: Form) -> str:
        """Let the bot hear what was said; returns the name of the sentence about what went wrong."""
        if form.is_too_long:
            return "too_long"
        event = form.event
        if event is None:
            return ""
        if not session.budget.spend(weight(event)) or not session.may_write(self._house.limits.unread_events):
            return "away"
        own = _own_words(session, form)
        is_new = own is not None and own.id not in session.turns
        if own is not None and is_new:
            session.remember(own)
        if isinstance(await hand_over(self._house, session, event), Kept):
            return ""
        if is_new:
            session.turns.pop(event.id, None)
        return "away"

    async def _say_goodbye_unless_back(self, session: Session) -> None:
        """Nobody tells that a page without a script was closed; who does not come back for a while has left."""
        async with asyncio.TaskGroup() as group:
            sleep = self._house.clock.sleep(self._house.limits.returns_within)
            session.awaited = waiting = group.create_task(sleep)
        if not waiting.cancelled() and self._house.sessions.holds(session):
            session.awaited = None
            await say_goodbye(self._house, session.sender, uuid4())

    def _pieces(self, request: web.Request, language: Language) -> Any:  # noqa: ANN401 - macros
        return self._pages.plain[language, _hides_passwords(request)]

    def _language(self, request: web.Request, session: Session, form: Form) -> Language:
        return form.language or session.language or page.choose_language(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))


def traces_taken_away(face: page.Face) -> dict[str, str]:
    """Return the header that lets a browser forget; in practice that would be a counsellor's, with a desk in it."""
    return {} if face.is_practice else {"Clear-Site-Data": CLEAR_SITE_DATA}


def _still_asked(turns: Sequence[Turn]) -> frozenset[UUID]:
    """Return what can be answered: what was asked last, and what is asked beside a talk as long as that lasts."""
    asked: set[UUID] = set()
    is_newest = True
    for turn in reversed(turns):
        stays = is_beside_a_talk(turn.prompt)
        if turn.options and (stays or is_newest):
            asked.add(turn.id)
        if turn.options and not stays:
            break
        is_newest = is_newest and not turn.options and turn.author != "human"
    return frozenset(asked)


def _own_words(session: Session, form: Form) -> Turn | None:
    """Return what the person reads as said by themselves."""
    if form.press == "text":
        return Turn(form.id, "you", form.text)
    labels = [
        option.label
        for turn in session.turns.values()
        if turn.prompt == form.prompt
        for option in turn.options
        if option.id == form.option
    ]
    return Turn(form.id, "you", labels[-1]) if form.press == "choice" and labels else None


def _hides_passwords(request: web.Request) -> bool:
    """Tell whether this is a Chromium: it keeps forms on its disk, to open tabs again, except those with a password."""
    return "Chrome/" in request.headers.get(hdrs.USER_AGENT, "")  # its own hint is not sent where scripts are off
