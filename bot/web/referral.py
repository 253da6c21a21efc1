"""A hand-over to a partner over the web: who there is, what is proposed; decided in `handover.referring`."""

from typing import Annotated

import msgspec
from aiohttp import web

from bot.errors import BotError
from bot.handover.own import NotYours
from bot.handover.referring import NotNow, Referring
from bot.model import LONGEST_GUEST_NAME, MOST_REFERRAL_CHARACTERS, Right
from bot.web.guard import Guard, read_json, refuse, send_json
from bot.web.login import StaffLogin
from bot.web.sessions import Present
from bot.web.talk import case_of, not_yours
from bot.web.texts import spoken
from bot.web.wire import CASE, ClientId, Nothing, PartnerId


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


class Propose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would be given to a partner, or who of it would join; asked once a `client_id`."""

    partner: PartnerId
    client_id: ClientId
    words: Annotated[str, msgspec.Meta(max_length=MOST_REFERRAL_CHARACTERS)] = ""
    person: Annotated[str, msgspec.Meta(max_length=LONGEST_GUEST_NAME)] = ""


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
        if "\x00" in wanted.words or "\x00" in wanted.person:
            return refuse(request, 400, "unreadable", language=language)
        try:
            await self._referring.propose(
                present.id,
                case_of(request),
                wanted.words,
                to=wanted.partner,
                client_id=wanted.client_id,
                person=wanted.person,
            )
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
