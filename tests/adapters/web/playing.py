"""The practice line beside the real one, and somebody who plays a help-seeker on its page."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from websockets.asyncio.client import connect

from bot.practice import PracticeLine
from tests.adapters.web.front import KEY, Front
from tests.adapters.webchat.rig import Frame, Tab
from tests.fakes import Tasks


class Practice:
    """The practice line, wired as app.py does, on the clock of the open desks."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._tasks = Tasks(front.clock)
        house = front.house
        self.line = PracticeLine(
            lambda: house.shelf, house.phrases, clock=front.clock, journal=house.journal, spawn=self._tasks.spawn
        )
        self.routes = self.line.routes(front.login, csrf_key=KEY)

    @asynccontextmanager
    async def open(self, *more: web.AbstractRouteDef) -> AsyncIterator[None]:
        """Serve both lines as long as the block lasts."""
        async with self._front.open(*self.routes, *more):
            yield
            await self.line.close()
            await self._tasks.end()


class Player:
    """Somebody who plays a help-seeker, by taps alone."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self.screen: list[str] = []

    async def _next(self) -> Frame:
        frame = await self._tab.reads()
        if frame["type"] == "bubble":
            await self._tab.acks(frame)
            self.screen.append(frame["text"])
        return frame

    async def is_told(self, words: str) -> None:
        """Wait until this stands on the screen."""
        while not any(words in text for text in self.screen):
            await self._next()

    async def goes(self, *options: str) -> None:
        """Begin, and tap these one after the other as soon as each is offered."""
        await self._tab.say("start")
        for option in options:
            while True:
                frame = await self._next()
                offered = {one["id"] for one in frame.get("options", ())}
                if option in offered:
                    await self._tab.say("choice", prompt=frame["prompt"], option=option)
                    break

    async def says(self, text: str) -> None:
        """Type something."""
        await self._tab.say("text", text=text)


@asynccontextmanager
async def player(front: Front, path: str) -> AsyncIterator[Player]:
    """Open the page behind a practice link, and close it in the end as a page does."""
    url = f"{front.base.replace('http', 'ws', 1)}{path}/chat"
    async with connect(url, origin=front.base, compression=None, close_timeout=1) as socket:  # type: ignore[arg-type]
        await socket.send(json.dumps({"type": "hello", "language": "nl"}))
        tab = Tab(socket)
        assert (await tab.reads())["type"] == "welcome"
        yield Player(tab)
        await tab.say("bye")
        await tab.closed()
