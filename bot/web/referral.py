"""A hand-over to a partner over the web: who there is, what is proposed; decided in `handover.referring`."""

from aiohttp import web

from bot.errors import BotError
from bot.handover.own import NotYours
from bot.handover.referring import NotNow, Referring
from bot.model import Right
from bot.web.guard import Guard, read_json, refuse, send_json
from bot.web.login import StaffLogin
from bot.web.sessions import Present
from bot.web.talk import case_of, not_yours
from bot.web.texts import spoken
from bot.web.wire import CASE, Nothing, Propose


def referral_routes(referring: Referring, *, staff: StaffLogin, csrf_key: bytes) -> list[web.RouteDef]:
    """Return the actions of a hand-over to a partner, for `make_server`.

    Args:
        referring: What can be done.
        staff: The login.
        csrf_key: As for the desk.
    """
    guard, room = Guard(staff.sessions, key=csrf_key, right=Right.TALK), ReferralRoom(referring)
    return [
        web.get(f"{CASE}/partners", guard.read(room.partners)),
        web.post(f"{CASE}/propose", guard.act(room.propose)),
        web.post(f"{CASE}/withdraw", guard.act(room.withdraw)),
    ]


class ReferralRoom:
    """What can be done about partners inside a talk of one's own."""

    def __init__(self, referring: Referring) -> None:
        """Do everything through these use cases."""
        self._referring = referring

    async def partners(self, request: web.Request, present: Present) -> web.Response:
        """Return to whom the help-seeker of this talk may be handed over; nothing of the talk is in the answer."""
        reader = spoken(present.staff.language)
        try:
            found = await self._referring.partners(present.id, case_of(request), reader)
        except NotYours:
            return not_yours(request, present)
        return send_json({"partners": found})

    async def propose(self, request: web.Request, present: Present) -> web.Response:
        """Show the help-seeker what would be given to whom, and ask; the same with the same id is asked once."""
        wanted = await read_json(request, Propose, present)
        language = spoken(present.staff.language)
        if not wanted.words.strip() or "\x00" in wanted.words:
            return refuse(request, 400, "unreadable", language=language)
        case_id, to, name = case_of(request), wanted.partner, wanted.client_id
        try:
            await self._referring.propose(present.id, case_id, wanted.words, to=to, client_id=name)
        except NotYours:
            return not_yours(request, present)
        except NotNow as refused:
            return refuse(request, 409, f"referral_{refused.why}", language=language)
        except BotError:
            return refuse(request, 400, "unreadable", language=language)
        return send_json({})

    async def withdraw(self, request: web.Request, present: Present) -> web.Response:
        """Take back what waits for an answer."""
        await read_json(request, Nothing, present)
        try:
            await self._referring.withdraw(present.id, case_of(request))
        except NotYours:
            return not_yours(request, present)
        return send_json({})
