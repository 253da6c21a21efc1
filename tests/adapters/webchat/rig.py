"""A web chat on loopback behind the real server, a listener that can be read, and a page made by docs/web-chat.md."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web
from websockets.asyncio.client import ClientConnection, connect

from bot.channels.webchat import Face, Limits, WebchatChannel, routes
from bot.channels.webchat.sessions import sender_of
from bot.model import Bubble, ConversationId, Inbound, Option, Outbound, OutboundId, Purpose, Sender
from bot.ports import Listener
from bot.web.headers import ALONE, PublicPage
from bot.web.server import make_server, serving
from tests.fakes import FakeClock, FakeJournal

Frame = dict[str, Any]
PATIENCE_S = 5
A_CONVERSATION = ConversationId(bytes(16))
ANSWERS = (Option("yes", "Ja"), Option("no", "Nee"))


class FakeListener:
    """A `Listener` that keeps each event once, as a store does; faults can be laid in its way."""

    def __init__(self) -> None:
        self.heard: list[Inbound] = []
        self.faults: list[Exception] = []
        self._seen: set[str] = set()
        self._fresh: asyncio.Queue[Inbound] = asyncio.Queue()

    async def hear(self, inbound: Inbound) -> None:
        """Keep an event, or run into the next fault."""
        if self.faults:
            raise self.faults.pop(0)
        if inbound.external_id not in self._seen:
            self._seen.add(inbound.external_id)
            self.heard.append(inbound)
            self._fresh.put_nowait(inbound)

    async def next(self) -> Inbound:
        """Wait for the next event that was not heard before."""
        async with asyncio.timeout(PATIENCE_S):
            return await self._fresh.get()


def row(
    text: str,
    *,
    number: int = 1,
    options: Sequence[Option] = (),
    purpose: Purpose = Purpose.REPLY,
    prompt: str = "p1",
) -> Outbound:
    """Make a row of the outbox; the same number is the same row."""
    bubble = Bubble(text, tuple(options), prompt if options else "")
    return Outbound(OutboundId(number.to_bytes(16)), A_CONVERSATION, number, purpose, bubble)


def row_id(number: int = 1) -> str:
    """Return what the page reads as the id of that row."""
    return str(UUID(int=number))


async def _elsewhere(_: web.Request) -> web.Response:
    """A harmless page."""
    icon = '<link rel="icon" href="/static/chat/icon.svg">'
    return web.Response(text=f"<!doctype html>{icon}<title>Elsewhere</title>", content_type="text/html")


class Tab:
    """A page of somebody else's making."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.token = ""

    @property
    def sender(self) -> Sender:
        """Who the bot takes this page for."""
        return sender_of(self.token)

    async def say(self, kind: str, **fields: object) -> str:
        """Send a frame; returns its id."""
        frame_id = fields.setdefault("id", str(uuid4()))
        await self.socket.send(json.dumps({"type": kind, **fields}, ensure_ascii=False))
        return str(frame_id)

    async def raw(self, message: str | bytes) -> None:
        """Send anything."""
        await self.socket.send(message)

    async def reads(self) -> Frame:
        """Wait for the next frame."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.reads_whenever()

    async def reads_whenever(self) -> Frame:
        """Wait for the next frame, however long it takes."""
        frame: Frame = json.loads(await self.socket.recv())
        return frame

    async def hello(self, token: str = "", language: str = "nl") -> Frame:
        """Begin, or come back with a token."""
        frame = {"type": "hello", "language": language} | ({"token": token} if token else {})
        await self.raw(json.dumps(frame))
        welcome = await self.reads()
        self.token = welcome["token"]
        return welcome

    async def acks(self, frame: Frame) -> None:
        """Say that a frame was carried out."""
        await self.raw(json.dumps({"type": "ack", "id": frame["id"]}))

    async def is_answered(self) -> bool:
        """Tell whether the server still listens; everything sent before has been dealt with then."""
        await self.raw('{"type":"ping"}')
        return await self.reads() == {"type": "pong"}

    async def closed(self) -> int | None:
        """Wait for the end; returns its code."""
        async with asyncio.timeout(PATIENCE_S):
            await self.socket.wait_closed()
        return self.socket.close_code


class Rig:
    """One server of the web chat."""

    def __init__(self, limits: Limits | None = None, face: Face | None = None, page: PublicPage = ALONE) -> None:
        self.face = face or Face("/elsewhere")
        self.page = page
        self.clock = FakeClock()
        self.journal = FakeJournal()
        self.listener = FakeListener()
        self.channel = WebchatChannel(self.clock, limits)
        self.port = 0

    @property
    def origin(self) -> str:
        """The origin of our own page."""
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def serve(self, port: int = 0, *, listener: Listener | None = None) -> AsyncIterator["Rig"]:
        """Listen as long as the block lasts; what is heard goes to a listener of one's own, or to ours."""
        chat = routes(self.channel, listener or self.listener, journal=self.journal, face=self.face)
        server = make_server([*chat, web.get("/elsewhere", _elsewhere)], ready=lambda: True, page=self.page)

        async def close(_: object) -> None:
            await self.channel.close()

        server.on_shutdown.append(close)
        async with serving(server, "127.0.0.1", port) as self.port:
            yield self

    @asynccontextmanager
    async def connected(self, *, origin: str | None = None, address: str = "", **options: Any) -> AsyncIterator[Tab]:  # noqa: ANN401 - for websockets
        """Connect a page that has not said hello.

        Args:
            origin: Of the page; our own unless given.
            address: What our proxy says about the person.
            options: More for `websockets.connect`.
        """
        headers = {"X-Forwarded-For": address} if address else {}
        url = f"ws://127.0.0.1:{self.port}/chat"
        own = self.origin if origin is None else origin
        options = {"compression": None, "close_timeout": 1, **options}
        async with connect(url, origin=own or None, additional_headers=headers, **options) as socket:  # type: ignore[arg-type]
            yield Tab(socket)

    @asynccontextmanager
    async def tab(self, token: str = "", language: str = "nl") -> AsyncIterator[Tab]:
        """Connect a page and say hello."""
        async with self.connected() as tab:
            await tab.hello(token, language)
            yield tab


HASTY = Limits(hello_within=timedelta(milliseconds=50), patience=timedelta(milliseconds=50))
