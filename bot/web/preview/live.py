"""One preview that stands open in a browser: plays what its editor does, again whenever the files were saved."""

import asyncio
from datetime import timedelta

from bot.flows.bundle import Bundle
from bot.flows.rehearse.keeping import Broken
from bot.flows.rehearse.side_by_side import Opening, play
from bot.ports import Clock
from bot.web.preview.wire import BrokenFrame, Heard, Play, PlayedFrame, as_doing, as_played, as_served
from bot.web.preview.workshop import Equipment, Reading, Workshop
from bot.web.sockets import PageSocket

LOOK_AT_FILES = timedelta(milliseconds=500)
"""How often the files are looked at while a preview is open; nobody looks while none is."""
LOOK_AT_LOGIN = timedelta(seconds=4)
"""How often the login is looked at: one that was ended closes its preview within 5 seconds."""


class LivePreview:
    """One connection. What is played stands in the browser's frame and nowhere else."""

    def __init__(self, browser: PageSocket[Heard], workshop: Workshop, equipment: Equipment, *, clock: Clock) -> None:
        """Serve the browser at the other end."""
        self._browser = browser
        self._workshop = workshop
        self._equipment = equipment
        self._clock = clock
        self._wanted: Play | None = None
        self._is_played = True
        self._shown = 0
        self._news = asyncio.Event()
        self._news.set()

    async def run(self) -> None:
        """Serve until the browser leaves, the login ends or the database is away; then close."""
        await self._browser.run(self._do, self._push(), self._look_at_files(), self._look_at_login())

    def _do(self, heard: Heard) -> None:
        if isinstance(heard, Play):
            self._wanted, self._is_played = heard, False
            self._news.set()

    async def _look_at_files(self) -> None:
        while True:
            await self._clock.sleep(LOOK_AT_FILES)
            self._news.set()

    async def _look_at_login(self) -> None:
        while await self._browser.is_logged_in(use=False):
            await self._clock.sleep(LOOK_AT_LOGIN)

    async def _push(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            reading = await self._workshop.look()
            if reading.number != self._shown:
                await self._show(reading)
            if self._wanted is not None and not self._is_played and reading.bundle is not None:
                self._is_played = True
                await self._browser.send(await asyncio.to_thread(self._played, reading.bundle, self._wanted))
            await self._browser.pulse()

    async def _show(self, reading: Reading) -> None:
        """Show what is on disk now; what was played is to be played again, unless it plays on as it was."""
        self._shown = reading.number
        await self._browser.send(as_served(reading, await self._equipment.ways_on()))
        if reading.is_sound:
            self._is_played = False

    def _played(self, bundle: Bundle, wanted: Play) -> PlayedFrame | BrokenFrame:
        opening = Opening(wanted.language, self._clock.now(), node=wanted.node, is_staffed=wanted.staffed)
        doings = [as_doing(sent) for sent in wanted.doings]
        try:
            played = play(bundle, opening, doings, keep=self._equipment.keep)
        except Broken:
            return BrokenFrame(wanted.number)
        hint = bundle.say("numbered_hint", played.language)
        return as_played(wanted.number, played, looks=self._equipment.looks, hint=hint)
