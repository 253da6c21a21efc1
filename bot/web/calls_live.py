"""The live connection of the pages of agreed calls: it says that something changed, and never what."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

import msgspec
from aiohttp import web

from bot.handover.callbacks import Callbacks
from bot.handover.due_calls import is_left, may_open
from bot.handover.floor import Floor, OpenDesk
from bot.model import Callback, CallbackId, StaffId
from bot.ports import Clock
from bot.web.guard import Guard, StaffHandler
from bot.web.live import LOOK_AGAIN
from bot.web.sessions import Present
from bot.web.sockets import Here, PageSocket, ToBrowser, open_socket

PATH = "/calls"
_HEX_ID = re.compile(r"[0-9a-f]{32}")


class ChangedFrame(ToBrowser, frozen=True, tag="changed"):
    """The list is another one than the page shows."""


class ShutFrame(ToBrowser, frozen=True, tag="shut"):
    """The sheet has to leave the screen: it was taken back, or its time is over."""


def digest_of_list(found: Iterable[Callback], now: datetime) -> str:
    """Return what is the same for two lists that look the same, and tells nothing of what is in them."""
    rows = [(one.id, one.state, one.claimed_by, is_left(one, now), may_open(one, now)) for one in found]
    return hashlib.sha256(msgspec.json.encode(rows)).hexdigest()[:32]


def live_calls(callbacks: Callbacks, floor: Floor, *, guard: Guard, clock: Clock) -> StaffHandler:
    """Return the handler of `/calls/live`: `?sheet=` names an open sheet, else `?seen=` the list as it is shown."""
    frames = msgspec.json.Decoder(Here)

    async def serve(request: web.Request, present: Present) -> web.StreamResponse:
        named, seen = request.query.get("sheet", ""), request.query.get("seen", "")
        sheet = CallbackId(bytes.fromhex(named)) if _HEX_ID.fullmatch(named) else None
        socket = await open_socket(request)
        browser = PageSocket(socket, request, guard=guard, clock=clock, frames=frames, is_use=lambda _: True)
        with floor.watcher() as watcher:
            live = LiveCalls(browser, watcher, me=present.id, callbacks=callbacks, clock=clock)
            await live.run(sheet, seen)
        return socket

    return serve


class LiveCalls:
    """One connection, of one page."""

    def __init__(
        self, browser: PageSocket[Here], watcher: OpenDesk, *, me: StaffId, callbacks: Callbacks, clock: Clock
    ) -> None:
        """Serve the browser at the other end, as long as its login lives."""
        self._browser = browser
        self._watcher = watcher
        self._me = me
        self._callbacks = callbacks
        self._clock = clock

    async def run(self, sheet: CallbackId | None, seen: str) -> None:
        """Serve until the browser leaves, the login ends or the database is away; then close."""
        await self._browser.run(lambda _: None, self._push(sheet, seen), self._look_again())

    async def _look_again(self) -> None:
        while True:
            await self._clock.sleep(LOOK_AGAIN)
            self._watcher.mark(None)

    async def _push(self, sheet: CallbackId | None, seen: str) -> None:
        while True:
            await self._watcher.changes()
            if not await self._browser.is_logged_in(use=False):
                return
            if sheet is None:
                now = digest_of_list(await self._callbacks.listed(self._me), self._clock.now())
                if now != seen:
                    seen = now
                    await self._browser.send(ChangedFrame())
            elif not await self._callbacks.is_open(self._me, sheet):
                await self._browser.send(ShutFrame())
            await self._browser.pulse()
