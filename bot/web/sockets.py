"""The WebSocket between the server and one page of the staff: it lives as long as its login, and knows no contents."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Generic, TypeVar

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from bot.errors import Fenced, StoreDown
from bot.ports import Clock
from bot.web.guard import Guard
from bot.web.limits import Limit
from bot.web.server import OPEN_SOCKETS
from bot.web.sessions import read_cookie

PULSE_EVERY = timedelta(seconds=20)
"""A browser that hears nothing for much longer than this knows that its connection is dead, and makes a new one."""
LARGEST_FRAME_BYTES = 16 * 1024
HEARTBEAT_S = 20.0
SEND_TIMEOUT_S = 10.0
GOODBYE_TIMEOUT_S = 2.0
"""How long a browser may take to say goodbye too; until then its counsellor counts as being there."""
FRAMES_A_MINUTE = 100
SESSION_OVER = 4401
"""The close code that tells the page to ask for the password."""


class ToBrowser(msgspec.Struct, frozen=True, tag_field="kind"):
    """A frame for the browser."""


class PulseFrame(ToBrowser, frozen=True, tag="pulse"):
    """Nothing is new, and the connection lives."""


class FromBrowser(msgspec.Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    """A frame from the browser."""


class Here(FromBrowser, frozen=True, tag="here"):
    """Somebody touched the keyboard: keep the login alive."""


H = TypeVar("H", bound=FromBrowser)


async def open_socket(request: web.Request, *, largest_frame_bytes: int = LARGEST_FRAME_BYTES) -> web.WebSocketResponse:
    """Answer with a WebSocket, which the server closes in good order when it stops."""
    socket = web.WebSocketResponse(
        timeout=GOODBYE_TIMEOUT_S, heartbeat=HEARTBEAT_S, max_msg_size=largest_frame_bytes, compress=False
    )
    await socket.prepare(request)
    request.app[OPEN_SOCKETS].add(socket)
    return socket


class PageSocket(Generic[H]):
    """One connection. Frames leave in the order in which they are sent, so only one task of its owner sends."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        request: web.Request,
        *,
        guard: Guard,
        clock: Clock,
        frames: msgspec.json.Decoder[H],
        is_use: Callable[[H], bool],
    ) -> None:
        """Serve the browser behind `socket`.

        Args:
            socket: As opened by `open_socket`.
            request: Brought the login; looked at again and again.
            guard: Tells whose login it is, and whether they may be here.
            clock: Counts frames and silence.
            frames: Reads what the browser sends.
            is_use: Tells whether a frame shows that somebody is at the keyboard.
        """
        self._socket = socket
        self._token = read_cookie(request)
        self._guard = guard
        self._clock = clock
        self._frames = frames
        self._is_use = is_use
        self._sent_at = clock.now()
        self._counted = Limit(FRAMES_A_MINUTE, timedelta(minutes=1))

    async def run(self, hear: Callable[[H], None], *helpers: Coroutine[Any, Any, None]) -> None:
        """Serve until the browser leaves, the login ends or the database is away; then close.

        Args:
            hear: Takes each frame of the browser.
            helpers: Run beside it, and end with it.
        """
        try:
            async with asyncio.TaskGroup() as group:
                running = [group.create_task(helper) for helper in helpers]
                try:
                    await self._listen(hear)
                finally:
                    for helper in running:
                        helper.cancel()
        except* (StoreDown, Fenced):
            await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        except* (ConnectionError, TimeoutError):
            await self._socket.close()

    async def is_logged_in(self, *, use: bool) -> bool:
        """Tell whether the login still lives; else the connection is closed.

        Args:
            use: Count this as use, so that the login stays alive.
        """
        present = await self._guard.present(self._token, use=use)
        if present is None:
            await self._socket.close(code=SESSION_OVER)
        return present is not None

    async def send(self, frame: ToBrowser) -> None:
        """Send a frame.

        Raises:
            TimeoutError: the browser takes nothing; the connection ends.
        """
        await self.send_written(msgspec.json.encode(frame))

    async def send_written(self, frame: bytes) -> None:
        """Send a frame that is written already.

        Raises:
            TimeoutError: the browser takes nothing; the connection ends.
        """
        self._sent_at = self._clock.now()
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await self._socket.send_frame(frame, WSMsgType.TEXT)

    async def pulse(self) -> None:
        """Show that the connection lives, where nothing has shown it for a while."""
        if self._clock.now() - self._sent_at >= PULSE_EVERY:
            await self.send(PulseFrame())

    async def _listen(self, hear: Callable[[H], None]) -> None:
        """Take the browser's frames; one that is no frame of ours ends the connection."""
        async for message in self._socket:
            now = self._clock.now()
            if message.type is not WSMsgType.TEXT or self._counted.wait("frame", now):
                await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)
                return
            self._counted.count("frame", now)
            try:
                heard = self._frames.decode(message.data)
            except (msgspec.MsgspecError, UnicodeError, RecursionError):
                await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)
                return
            if not await self.is_logged_in(use=self._is_use(heard)):
                return
            hear(heard)
