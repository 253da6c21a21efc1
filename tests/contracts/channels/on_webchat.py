"""The web chat as the suite sees it: its real server, and a page made by docs/web-chat.md."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from typing import Self
from uuid import uuid4

from websockets import ConnectionClosed

from bot.channels.text import label
from bot.channels.webchat.sessions import new_token, sender_of
from bot.ports import Listener
from tests.adapters.webchat.rig import Frame, Rig, Tab
from tests.contracts.channels.lines import Can, Mortal, Phone
from tests.fakes import PATIENCE_S


class Page:
    """A `Phone` with the page open: it keeps what was not kept, shows everything once, and comes back by itself."""

    chat: list[str] = []  # noqa: RUF012 - what they wrote goes with the page, and has no id
    timers: list[int] = []  # noqa: RUF012 - nobody adds to it: a page has none

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._token = new_token()
        self.sender = sender_of(self._token)
        self._unsent: dict[str, Frame] = {}
        self._shown: dict[str, Frame] = {}
        self._tab: Tab | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()

    @property
    def screen(self) -> list[str]:
        return [
            "\n".join((one["text"], *(label(place, it["label"]) for place, it in enumerate(one.get("options", ()), 1))))
            for one in self._shown.values()
        ]

    def opens(self) -> None:
        self._event("start")

    def says(self, text: str, *, twice: bool = False) -> None:
        event = self._event("text", text=text)
        if twice:
            self._send(event)

    def edits(self, text: str) -> None:
        self._send({"type": "edit", "id": str(uuid4()), "text": text})

    def sends_a_photo(self) -> None:
        self._send({"type": "photo", "id": str(uuid4()), "body": "AA=="})

    def chooses(self, number: int) -> None:
        asked = next(one for one in reversed(self._shown.values()) if one.get("options"))
        self._event("choice", prompt=asked["prompt"], option=asked["options"][number - 1]["id"])

    def leaves(self) -> None:
        self._send({"type": "bye", "id": str(uuid4())})

    async def reads(self, *words: str) -> None:
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: all(word in "\n".join(self.screen) for word in words))

    def breaks(self) -> None:
        """Lose the connection."""
        if self._tab is not None:
            self._tab.socket.transport.abort()

    @asynccontextmanager
    async def is_open(self) -> AsyncIterator[None]:
        """Stay connected as long as the block lasts."""
        connected = asyncio.get_running_loop().create_future()
        page = asyncio.get_running_loop().create_task(self._stays(connected))
        await connected
        try:
            yield
        finally:
            page.cancel()
            await asyncio.gather(page, *self._running, return_exceptions=True)

    async def _stays(self, connected: asyncio.Future[None]) -> None:
        while True:
            async with self._rig.tab(self._token) as self._tab:
                if not connected.done():
                    connected.set_result(None)
                for frame in self._unsent.values():
                    self._send(frame)
                with suppress(ConnectionClosed):
                    while True:
                        await self._takes(await self._tab.reads_whenever())

    async def _takes(self, frame: Frame) -> None:
        match frame["type"]:
            case "bubble":
                self._shown.setdefault(frame["id"], frame)
                self._send({"type": "ack", "id": frame["id"]})
            case "clear":
                self._shown.clear()
                self._send({"type": "ack", "id": frame["id"]})
            case "kept":
                self._unsent.pop(frame["id"], None)
            case "again":
                self._send(self._unsent[frame["id"]])
        async with self._changed:
            self._changed.notify_all()

    def _event(self, kind: str, **fields: str) -> Frame:
        frame = {"type": kind, "id": str(uuid4()), **fields}
        self._unsent[frame["id"]] = frame
        self._send(frame)
        return frame

    def _send(self, frame: Frame) -> None:
        """Send it after what was sent before; it is lost if the connection is, and kept by whoever wants it kept."""
        if self._tab is not None:
            task = asyncio.get_running_loop().create_task(self._write(self._tab, frame))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _write(self, tab: Tab, frame: Frame) -> None:
        with suppress(ConnectionClosed):
            kind = frame["type"]
            await tab.say(kind, **{name: value for name, value in frame.items() if name != "type"})


class WebchatLine:
    """A `Line` over WebSockets to the real server."""

    can = Can(
        buttons=True,
        edits=False,
        files=False,
        repeats=True,
        keeps=True,
        acknowledges=True,
        gaps=False,
        tells_goodbye=True,
        knows_gone=True,
        refs=False,
        unsends=timedelta.max,
        unsends_theirs=False,
        sets_timer=False,
        shows_once=True,
        language=True,
        longest=0,
    )
    gaps = 0

    def __init__(self) -> None:
        self.rig = Rig()
        self.clock = self.rig.clock
        self.channel = self.rig.channel
        self._pages: dict[int, Page] = {}

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Self]:
        """Yield one; its server begins when somebody hears."""
        yield cls()

    def phone(self, number: int = 0) -> Page:
        return self._pages.setdefault(number, Page(self.rig))

    @asynccontextmanager
    async def hears(self, listener: Listener) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            heart = Mortal(listener)
            await stack.enter_async_context(self.rig.serve(self.rig.port, listener=heart))
            for page in self._pages.values():
                await stack.enter_async_context(page.is_open())
            yield
            await heart.dies()

    async def breaks(self) -> None:
        for page in self._pages.values():
            page.breaks()

    async def spoils_the_next(self, phone: Phone) -> None:
        raise NotImplementedError("A bubble is one frame.")

    def time_passes(self, time: timedelta) -> None:
        self.clock.advance(time)
