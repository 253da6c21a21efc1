"""A small HTTP/1.1 server: requests in, answers or cut connections out; knows nothing of Telegram.

It parses by hand because benchmarks measure the other side of the wire: a whole call costs it 45 microseconds.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import NoReturn, cast

MAX_HEAD_BYTES = 64 * 1024
MAX_BODY_BYTES = 50 * 1024 * 1024
PHRASES = {status.value: status.phrase for status in HTTPStatus}


class BadHttp(Exception):
    """What came is not HTTP/1.1 as this server reads it."""


class Exchange:
    """One request, and the way to answer it once, now or later."""

    __slots__ = ("_wire", "body", "headers", "method", "on_gone", "target")

    def __init__(self, wire: "Wire", method: str, target: str, headers: dict[str, str]) -> None:
        """Keep what was asked; the body is filled in when it is complete."""
        self._wire = wire
        self.method = method
        self.target = target
        self.headers = headers
        self.body = b""
        self.on_gone: Callable[[], None] | None = None

    @property
    def is_gone(self) -> bool:
        """Tell whether nobody waits for the answer any more."""
        return self._wire.exchange is not self

    def answer(self, status: int, body: bytes, headers: str = "", content_type: str = "application/json") -> None:
        """Answer, unless the asker is gone. `headers` are whole lines, each with its line end."""
        if self.is_gone:
            return
        head = (
            f"HTTP/1.1 {status} {PHRASES.get(status, 'Unknown')}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\n{headers}\r\n"
        )
        self._wire.finish(head.encode("latin-1") + body)

    def cut(self) -> None:
        """Break the connection off, without a word."""
        if not self.is_gone:
            self._wire.abort()


Handler = Callable[[Exchange], None]


class Wire(asyncio.Protocol):
    """One connection: one request at a time, kept alive."""

    def __init__(self, handler: Handler, connections: set["Wire"]) -> None:
        """Hand each complete request to `handler`; be a member of `connections` while open."""
        self.exchange: Exchange | None = None
        self._handler = handler
        self._connections = connections
        self._buffer = bytearray()
        self._reading: Exchange | None = None
        self._missing = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell a waiting handler that nobody listens any more."""
        self._connections.discard(self)
        gone, self.exchange = self.exchange, None
        if gone is not None and gone.on_gone is not None:
            gone.on_gone()

    def data_received(self, data: bytes) -> None:
        """Take bytes in."""
        self._buffer += data
        if self.exchange is None:
            self._next()

    def finish(self, answer: bytes) -> None:
        """Write an answer, and go on with what waits."""
        assert self._transport is not None
        self._transport.write(answer)
        self.exchange = None
        if self._buffer:
            self._next()

    def abort(self) -> None:
        """Break the connection off."""
        assert self._transport is not None
        self.exchange = None
        self._transport.abort()

    def _next(self) -> None:
        try:
            exchange = self._read()
        except BadHttp:
            self.abort()
            return
        if exchange is not None:
            self.exchange = exchange
            self._handler(exchange)

    def _read(self) -> Exchange | None:
        """Return the next complete request, or None while bytes are missing."""
        if self._reading is None and not self._read_head():
            return None
        exchange = self._reading
        assert exchange is not None
        if self._missing < 0:
            whole = self._unchunked()
            if whole is None:
                return None
            exchange.body = whole
        elif len(self._buffer) < self._missing:
            return None
        else:
            exchange.body = bytes(self._buffer[: self._missing])
            del self._buffer[: self._missing]
        self._reading = None
        return exchange

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > MAX_HEAD_BYTES:
                raise BadHttp
            return False
        lines = self._buffer[:end].decode("latin-1").split("\r\n")
        del self._buffer[: end + 4]
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        words = lines[0].split(" ")
        if len(words) != 3:
            raise BadHttp
        self._missing = self._body_bytes(headers)
        self._reading = Exchange(self, words[0], words[1], headers)
        if headers.get("expect", "").lower() == "100-continue" and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return True

    @staticmethod
    def _body_bytes(headers: dict[str, str]) -> int:
        """Return the length of the body, or -1 for one in chunks."""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return -1
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            raise BadHttp
        return int(length)

    def _unchunked(self) -> bytes | None:
        """Take a whole body in chunks out of the buffer, or None while it is not whole."""
        parts: list[bytes] = []
        at = 0
        while True:
            line_end = self._buffer.find(b"\r\n", at)
            if line_end < 0:
                return None
            size = _chunk_size(bytes(self._buffer[at:line_end]))
            begin = line_end + 2
            if len(self._buffer) < begin + size + 2:
                return None
            if size == 0:
                del self._buffer[: begin + 2]
                return b"".join(parts)
            parts.append(bytes(self._buffer[begin : begin + size]))
            at = begin + size + 2


def _chunk_size(line: bytes) -> int:
    try:
        return int(line.partition(b";")[0], 16)
    except ValueError:
        _refuse()


def _refuse() -> NoReturn:
    raise BadHttp from None


class WireServer:
    """Listens on a port until it is closed; then every connection is cut."""

    def __init__(self, handler: Handler) -> None:
        """Hand all requests to `handler`."""
        self._handler = handler
        self._connections: set[Wire] = set()
        self._server: asyncio.Server | None = None

    async def listen(self, host: str, port: int) -> int:
        """Begin to listen; returns the port, which the system chose if 0 was given."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Wire(self._handler, self._connections), host, port, backlog=1024
        )
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    def cut_all(self) -> None:
        """Break off every connection; new ones are welcome."""
        for connection in tuple(self._connections):
            connection.abort()

    async def close(self) -> None:
        """Stop listening and cut every connection."""
        if self._server is not None:
            self._server.close()
            self.cut_all()
            await self._server.wait_closed()
            self._server = None
