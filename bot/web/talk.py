"""A talk over the web: its lines, its ready-made words, what is said and what is noted; decided in `handover.talks`."""

from collections.abc import Callable

from aiohttp import web

from bot.content.catalogue import Catalogue
from bot.errors import BotError
from bot.handover.own import NotYours
from bot.handover.ready_words import ready_words
from bot.handover.talks import Talks, Unsent
from bot.model import CaseId
from bot.ports import Clock
from bot.web.guard import Guard, read_json, refuse, send_json
from bot.web.live import as_talk
from bot.web.sessions import Present
from bot.web.texts import spoken
from bot.web.wire import CASE, Left, Say, Write, as_draft, as_id, as_shown

FURTHEST_LINE = 2**31


class TalkRoom:
    """What can be done inside a talk of one's own."""

    def __init__(self, talks: Talks, *, catalogue: Callable[[], Catalogue], clock: Clock) -> None:
        """Do everything through the use cases of `talks`; ready-made words come from what is served now."""
        self._talks = talks
        self._catalogue = catalogue
        self._clock = clock

    def routes(self, guard: Guard) -> list[web.RouteDef]:
        """Return its addresses, for those whom `guard` lets in."""
        return [
            web.get(f"{CASE}/lines", guard.read(self.lines)),
            web.get(f"{CASE}/words", guard.read(self.ready)),
            web.post(f"{CASE}/say", guard.act(self.say)),
            web.post(f"{CASE}/note", guard.act(self.note)),
            web.post(f"{CASE}/draft", guard.act(self.draft)),
        ]

    async def lines(self, request: web.Request, present: Present) -> web.Response:
        """Open a talk: its card and its lines; from the first line on, the opening is audited."""
        after = request.query.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) <= len(str(FURTHEST_LINE))):
            return refuse(request, 400, "unreadable", language=spoken(present.staff.language))
        try:
            talk = await self._talks.read(present.id, case_of(request), after=int(after), audit=int(after) == 0)
        except NotYours:
            return not_yours(request, present)
        return send_json(as_talk(talk, talk.lines, card=True, draft=True))

    async def ready(self, request: web.Request, present: Present) -> web.Response:
        """Return the ready-made words for a talk of this counsellor; nothing of the talk is in the answer."""
        try:
            talk = await self._talks.read(present.id, case_of(request), after=FURTHEST_LINE)
        except NotYours:
            return not_yours(request, present)
        reader, today = spoken(present.staff.language), self._clock.now().date()
        return send_json({"words": ready_words(self._catalogue(), talk.case, reader=reader, today=today)})

    async def say(self, request: web.Request, present: Present) -> web.Response:
        """Send words to the help-seeker; the same words with the same id are sent once."""
        said = await read_json(request, Say, present)
        if _is_nothing(said.text):
            return refuse(request, 400, "unreadable", language=spoken(present.staff.language))
        try:
            left = _unsent(said.left)
            line = await self._talks.say(present.id, case_of(request), said.text, client_id=said.client_id, left=left)
        except NotYours:
            return not_yours(request, present)
        except BotError:
            return refuse(request, 400, "unreadable", language=spoken(present.staff.language))
        return send_json(as_shown(line))

    async def note(self, request: web.Request, present: Present) -> web.Response:
        """Write a note beside the talk; it is never sent."""
        written = await read_json(request, Write, present)
        if _is_nothing(written.note):
            return refuse(request, 400, "unreadable", language=spoken(present.staff.language))
        try:
            left, name = _unsent(written.left), written.client_id
            line = await self._talks.note(present.id, case_of(request), written.note, client_id=name, left=left)
        except NotYours:
            return not_yours(request, present)
        except BotError:
            return refuse(request, 400, "unreadable", language=spoken(present.staff.language))
        return send_json(as_shown(line))

    async def draft(self, request: web.Request, present: Present) -> web.Response:
        """Keep what was typed and not sent; returns what is kept, which may be newer than what came."""
        left = await read_json(request, Left, present)
        try:
            kept = await self._talks.draft(present.id, case_of(request), left.unsent())
        except NotYours:
            return not_yours(request, present)
        except BotError:
            return refuse(request, 400, "unreadable", language=spoken(present.staff.language))
        return send_json(as_draft(kept))


def case_of(request: web.Request) -> CaseId:
    """Return the case in the address."""
    return as_id(request.match_info["case"])


def not_yours(request: web.Request, present: Present) -> web.Response:
    """Answer the same whether the case exists, is a colleague's, or is over."""
    return refuse(request, 404, "not_yours", language=spoken(present.staff.language))


def _unsent(left: Left | None) -> Unsent | None:
    return None if left is None else left.unsent()


def _is_nothing(text: str) -> bool:
    return not text.strip() or "\x00" in text
