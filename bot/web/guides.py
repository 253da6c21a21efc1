"""Steps for counsellors over the web: what `handover.guides` shows; nothing of any talk goes in or out."""

from collections.abc import Callable

from aiohttp import web

from bot.content.catalogue import Catalogue
from bot.handover.guides import guides
from bot.ports import Clock
from bot.web.guard import Guard, send_json
from bot.web.sessions import Present
from bot.web.texts import spoken


class GuidesRoom:
    """Hands out the steps; which of them were done is known to nobody but the page."""

    def __init__(self, *, catalogue: Callable[[], Catalogue], clock: Clock) -> None:
        """Read the steps from what is served now."""
        self._catalogue = catalogue
        self._clock = clock

    def routes(self, guard: Guard) -> list[web.RouteDef]:
        """Return their address, for those whom `guard` lets in."""
        return [web.get("/desk/guides", guard.read(self.show))]

    async def show(self, _: web.Request, present: Present) -> web.Response:
        """Return all steps in the language of the reader."""
        today = self._clock.now().date()
        return send_json({"guides": guides(self._catalogue(), reader=spoken(present.staff.language), today=today)})
