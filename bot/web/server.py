"""The one web server: puts routes of channels and pages behind the same headers, limits and calm errors."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from weakref import WeakSet

from aiohttp import WSCloseCode, web

from bot.errors import SettingsError
from bot.ports import Journal
from bot.web.faults import calm
from bot.web.headers import ALONE, ON_EVERY_RESPONSE, PUBLIC_PAGE, PublicPage, harden_response

LARGEST_BODY_BYTES = 256 * 1024
BACKLOG = 1024
"""So many connections may wait to be taken: pages that all come back after a restart."""
FIRST_REQUEST_WITHIN_S = 20.0
"""A connection that has asked nothing by then is closed; a login may take some seconds of it."""
SHUTDOWN_TIMEOUT_S = 3.0
"""How long a request that is under way may take once the server stops."""

OPEN_SOCKETS: web.AppKey[WeakSet[web.WebSocketResponse]] = web.AppKey("OPEN_SOCKETS", WeakSet[web.WebSocketResponse])
"""WebSockets that are closed in good order when the server stops; a handler adds its own."""


def make_server(
    routes: Iterable[web.AbstractRouteDef],
    *,
    ready: Callable[[], bool],
    journal: Journal | None = None,
    page: PublicPage = ALONE,
) -> web.Application:
    """Put routes behind the headers and the calm errors, with `/healthz` (alive) and `/readyz` (serving).

    Args:
        routes: What the channels and the pages answer to.
        ready: Tells whether people can be served right now.
        journal: Gets the kind of each unknown fault; None notes nothing.
        page: What is different about the page of help-seekers.
    """
    server = web.Application(
        middlewares=[calm(journal)],
        client_max_size=LARGEST_BODY_BYTES,
        # aiohttp's own log lines hold addresses and broken input; nobody gets to read them.
        handler_args={"access_log": None, "logger": _silent()},
    )
    server[OPEN_SOCKETS] = WeakSet()
    server[PUBLIC_PAGE] = page
    server.on_response_prepare.append(harden_response)
    server.on_response_prepare.append(_note_that_it_asked)
    server.on_shutdown.append(_close_sockets)

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        return web.Response(text="ready\n") if ready() else web.Response(text="not ready\n", status=503)

    server.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), *routes])
    return server


@asynccontextmanager
async def listening(server: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Listen as long as the block lasts; yields the address.

    Raises:
        SettingsError: somebody else has the port, or the host is none of this machine; says what to do.
    """
    try:
        async with serving(server, host, port) as taken:
            yield f"http://{host}:{taken}"
    except OSError as fault:
        raise SettingsError(
            f"{host}:{port} can't be listened on: {os.strerror(fault.errno) if fault.errno else 'unknown'}.",
            where="AJAR_HTTP_PORT",
            fix="Perhaps Ajar runs already. Else stop what uses the port, or choose another.",
        ) from fault


@asynccontextmanager
async def serving(
    server: web.Application, host: str, port: int, *, patience_s: float = FIRST_REQUEST_WITHIN_S
) -> AsyncIterator[int]:
    """Listen as long as the block lasts.

    Args:
        server: As made by `make_server`.
        host: The address to listen on.
        port: 0 to 65535; 0 takes any free one.
        patience_s: Seconds until a connection that asks nothing is closed.

    Yields:
        The port that is listened on.

    Raises:
        OSError: somebody else has the port, or the host is none of this machine.
    """
    runner = web.AppRunner(server, shutdown_timeout=SHUTDOWN_TIMEOUT_S)
    await runner.setup()
    try:
        loop = asyncio.get_running_loop()
        if runner.server is None:
            raise RuntimeError("aiohttp made no server")
        protocol = partial(
            _Protocol, runner.server, patience_s=patience_s, loop=loop, access_log=_silent(), logger=_silent()
        )
        listener = await loop.create_server(protocol, host, port, backlog=BACKLOG)
        try:
            yield listener.sockets[0].getsockname()[1]
        finally:
            listener.close()
    finally:
        await runner.cleanup()


class _Protocol(web.RequestHandler):
    """aiohttp's reader of HTTP, except that what can't be read gets our headers and no word about the reason.

    A connection that asks nothing is closed after a while: aiohttp itself waits for the first request for ever.
    """

    __slots__ = ("_patience_s", "has_asked")

    def __init__(self, *args: Any, patience_s: float, **options: Any) -> None:  # noqa: ANN401 - as aiohttp has them
        super().__init__(*args, **options)
        self._patience_s = patience_s
        self.has_asked = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first request, but not for ever."""
        super().connection_made(transport)
        asyncio.get_running_loop().call_later(self._patience_s, self._give_up, transport)

    def _give_up(self, transport: asyncio.BaseTransport) -> None:
        if not self.has_asked:
            transport.close()

    def handle_error(  # noqa: PLR0917 - as the base class has it
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - may quote the request
    ) -> web.StreamResponse:
        """Answer what never became a request, and break off: aiohttp's own answer would name itself."""
        transport = request.transport
        begun = request.writer.output_size > 0 or isinstance(exc, ConnectionError)
        if transport is not None and not begun:
            lines = [f"HTTP/1.1 {status} {'Bad Request' if status < 500 else 'Error'}"]  # noqa: PLR2004 - classes of HTTP
            lines += [f"{name}: {value}" for name, value in ON_EVERY_RESPONSE.items()]
            lines += ["Content-Length: 0", "Connection: close", "", ""]
            transport.write("\r\n".join(lines).encode("ascii"))
        raise ConnectionResetError


async def _note_that_it_asked(request: web.Request, _: web.StreamResponse) -> None:
    if isinstance(request.protocol, _Protocol):
        request.protocol.has_asked = True


def _silent() -> logging.Logger:
    logger = logging.getLogger("aiohttp.silent")
    logger.disabled = True
    return logger


async def _close_sockets(server: web.Application) -> None:
    sockets = server[OPEN_SOCKETS]
    for socket in tuple(sockets):
        await socket.close(code=WSCloseCode.GOING_AWAY)
