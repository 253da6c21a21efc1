"""How a counsellor lets a colleague go on with a talk, over the web; decided in `handover.transfers`."""

from collections.abc import Awaitable

from aiohttp import web

from bot.errors import BotError
from bot.handover.own import NotYours
from bot.handover.receiving import NotThere
from bot.handover.transfers import AlreadyOffered, NoSeat, Transfers
from bot.model import Right, StaffId
from bot.web.guard import Guard, read_json, refuse, send_json
from bot.web.login import StaffLogin
from bot.web.sessions import Present
from bot.web.talk import case_of, not_yours
from bot.web.texts import spoken
from bot.web.wire import CASE, Nothing, Offer, Take

_WHY_NOT: dict[type[BotError], str] = {NotThere: "not_there", AlreadyOffered: "offered", NoSeat: "full"}


def transfer_routes(transfers: Transfers, *, staff: StaffLogin, csrf_key: bytes) -> list[web.RouteDef]:
    """Return the addresses of a transfer, below those of the desk.

    Args:
        transfers: What can be done with them.
        staff: The login, on the same store.
        csrf_key: 32 random bytes that stay the same over restarts.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.TALK)
    room = TransferRoom(transfers)
    return [
        web.get(f"{CASE}/colleagues", guard.read(room.colleagues)),
        web.post(f"{CASE}/offer", guard.act(room.offer)),
        web.post(f"{CASE}/recall", guard.act(room.recall)),
        web.post(f"{CASE}/accept", guard.act(room.accept)),
        web.post(f"{CASE}/decline", guard.act(room.decline)),
    ]


class TransferRoom:
    """What the two counsellors of a transfer can do."""

    def __init__(self, transfers: Transfers) -> None:
        """Do everything through the use cases of `transfers`."""
        self._transfers = transfers

    async def colleagues(self, request: web.Request, present: Present) -> web.Response:
        """Tell who takes talks now, how many more, and whom this talk fits."""
        try:
            found = await self._transfers.colleagues(present.id, case_of(request))
        except NotYours:
            return not_yours(request, present)
        return send_json({"colleagues": [{"name": one.name, "free": one.free, "fits": one.fits} for one in found]})

    async def offer(self, request: web.Request, present: Present) -> web.Response:
        """Ask a colleague to go on."""
        asked = await read_json(request, Offer, present)
        if "\x00" in asked.note:
            return refuse(request, 400, "unreadable", language=spoken(present.staff.language))
        offer = self._transfers.offer(present.id, case_of(request), to=StaffId(asked.to), note=asked.note.strip())
        return await self._answer(request, present, offer)

    async def recall(self, request: web.Request, present: Present) -> web.Response:
        """Take an offer back."""
        await read_json(request, Nothing, present)
        return await self._answer(request, present, self._transfers.recall(present.id, case_of(request)))

    async def accept(self, request: web.Request, present: Present) -> web.Response:
        """Be ready to go on."""
        asked = await read_json(request, Take, present)
        accept = self._transfers.accept(present.id, case_of(request), one_more=asked.one_more)
        return await self._answer(request, present, accept)

    async def decline(self, request: web.Request, present: Present) -> web.Response:
        """Leave a talk with its counsellor."""
        await read_json(request, Nothing, present)
        return await self._answer(request, present, self._transfers.decline(present.id, case_of(request)))

    async def _answer(self, request: web.Request, present: Present, done: Awaitable[None]) -> web.Response:
        try:
            await done
        except NotYours:
            return not_yours(request, present)
        except (NotThere, AlreadyOffered, NoSeat) as why:
            return refuse(request, 409, _WHY_NOT[type(why)], language=spoken(present.staff.language))
        return send_json({})
