"""The desk for practice, and the short-lived links by which somebody plays a help-seeker; decided nowhere else."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from aiohttp import web

from bot.model import Right
from bot.ports import Clock
from bot.web.guard import Guard, read_json, send_json
from bot.web.login import StaffLogin
from bot.web.sessions import Present
from bot.web.wire import Nothing

PRACTICE = "/practice"
TALK = PRACTICE + r"/talk/{link:[A-Za-z0-9_-]{43}}"
"""Where somebody plays a help-seeker, as aiohttp reads it."""
LINK_LIVES = timedelta(hours=2)
MOST_LINKS = 50
"""So many are open at once; a new one takes the place of the oldest."""
_ONLY_AT_THE_DESK = ("/desk/login", "/desk/logout", "/desk/static/")


class PracticeLinks:
    """The links that open now, in memory: a restart ends them all."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none."""
        self._clock = clock
        self._ends: dict[str, datetime] = {}

    def make(self) -> str:
        """Return the path of a new link."""
        self._forget()
        while len(self._ends) >= MOST_LINKS:
            del self._ends[next(iter(self._ends))]
        token = secrets.token_urlsafe(32)
        self._ends[token] = self._clock.now() + LINK_LIVES
        return f"{PRACTICE}/talk/{token}"

    def opens(self, request: web.Request) -> bool:
        """Tell whether the link in this address is one of ours, and not over."""
        self._forget()
        return request.match_info.get("link", "") in self._ends

    def any(self) -> bool:
        """Tell whether there is one that opens."""
        self._forget()
        return bool(self._ends)

    def _forget(self) -> None:
        now = self._clock.now()
        self._ends = {token: until for token, until in self._ends.items() if now < until}


def practice_desk(
    desk: Iterable[web.RouteDef], links: PracticeLinks, *, staff: StaffLogin, csrf_key: bytes
) -> list[web.RouteDef]:
    """Return the routes of a desk at the address of practice, and the one that makes a link.

    Args:
        desk: As `desk_routes` makes them, over the use cases of practice.
        links: Where a new link is noted.
        staff: The login, which is the real one.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.TALK)

    async def make(request: web.Request, present: Present) -> web.Response:
        await read_json(request, Nothing, present)
        return send_json({"path": links.make(), "minutes": int(LINK_LIVES.total_seconds() // 60)})

    moved = [
        web.RouteDef(one.method, one.path.replace("/desk", PRACTICE, 1), one.handler, one.kwargs)
        for one in desk
        if not one.path.startswith(_ONLY_AT_THE_DESK)
    ]
    return [*moved, web.post(f"{PRACTICE}/link", guard.act(make))]
