"""How a counsellor takes talks over the web: a row by hand, the next one, and how many at once."""

from aiohttp import web

from bot.handover.taking import Claim, Taking
from bot.web.guard import Guard, read_json, refuse, send_json
from bot.web.sessions import Present
from bot.web.texts import spoken
from bot.web.wire import CASE, Seats, Take, as_id


class TakingRoom:
    """The actions that lead to a claim."""

    def __init__(self, taking: Taking) -> None:
        """Do everything through the use cases of `taking`."""
        self._taking = taking

    def routes(self, guard: Guard) -> list[web.RouteDef]:
        """Return their addresses, for those whom `guard` lets in."""
        return [
            web.post("/desk/next", guard.act(self.next)),
            web.post("/desk/seats", guard.act(self.seats)),
            web.post(f"{CASE}/claim", guard.act(self.claim)),
        ]

    async def claim(self, request: web.Request, present: Present) -> web.Response:
        """Take a case; the loser reads who has it. Asking again for one's own case is no loss."""
        asked = await read_json(request, Take, present)
        case_id = as_id(request.match_info["case"])
        claim = await self._taking.claim(present.id, case_id, one_more=asked.one_more)
        language = spoken(present.staff.language)
        if claim.is_full:
            return refuse(request, 409, "full", language=language)
        if claim.won or claim.by == present.id:
            return send_json({"won": True, "by": present.id})
        if claim.by is None:
            return refuse(request, 409, "case_over", language=language)
        return refuse(request, 409, "taken", language=language, values={"by": claim.by})

    async def next(self, request: web.Request, present: Present) -> web.Response:
        """Take whatever is next for this counsellor, and tell which row it was."""
        asked = await read_json(request, Take, present)
        claim = await self._taking.take_next(present.id, one_more=asked.one_more)
        if claim.case is None:
            return refuse(request, 409, _why_not(claim), language=spoken(present.staff.language))
        case = claim.case
        row = {"channel": case.channel, "language": case.language, "urgency": case.urgency.value}
        return send_json({"id": case.id.hex(), **row})

    async def seats(self, request: web.Request, present: Present) -> web.Response:
        """Take so many talks at once from now on."""
        asked = await read_json(request, Seats, present)
        await self._taking.set_seats(present.id, asked.seats)
        return send_json({"seats": asked.seats})


def _why_not(claim: Claim) -> str:
    if claim.is_paused:
        return "paused"
    if claim.is_full:
        return "full"
    return "none_fits" if claim.waiting else "none_waits"
