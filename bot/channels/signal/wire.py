"""One connection to signal-cli: calls go out as lines, answers are matched by their id, the rest is handed on."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import msgspec
from msgspec import UNSET, Raw, UnsetType

from bot.channels.signal.faults import translate
from bot.channels.signal.lines import Lines
from bot.errors import DeliveryError, PerhapsSent, Refused, TryLater

CONNECT_WITHIN_S = 10.0
TICK = timedelta(seconds=1)
"""Time on a connection is counted in these and not read from the clock, which may be set."""
MOST_UNREAD_BYTES = 1024 * 1024
"""So much may wait for signal-cli to read it; what is more is not even written."""
_READ_BYTES = 64 * 1024
_ENCODE = msgspec.json.Encoder().encode
_IDS = count(1)
"""One row for all connections: an answer to an earlier one is nobody's."""

Params = Mapping[str, object]
Handle = Callable[[Raw], None]


class Broken(Exception):
    """The connection is of no use any more."""


class _Error(msgspec.Struct):
    code: int
    message: str = ""
    data: Raw | UnsetType = UNSET


class _Frame(msgspec.Struct):
    id: int | str | float | None = None
    method: str = ""
    params: Raw | UnsetType = UNSET
    result: Raw | UnsetType = UNSET
    error: _Error | None = None


_FRAME = msgspec.json.Decoder(_Frame)


@dataclass(slots=True)
class _Call:
    """A call that waits for its answer."""

    answer: asyncio.Future[Raw]
    ticks_left: int


class Link:
    """An open connection: `read` has to run for it, and somebody has to count its seconds by `tick`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handle: Handle) -> None:
        """Hand what signal-cli tells of its own accord to `handle`."""
        self._reader = reader
        self._writer = writer
        self._handle = handle
        self._calls: dict[int, _Call] = {}
        self._lines = Lines()
        self._unreadable = 0
        self._is_open = True

    @property
    def unreadable(self) -> int:
        """How many lines could not be read, or were too long."""
        return self._unreadable + self._lines.too_long

    async def call(self, method: str, params: Params, within: timedelta) -> Raw:
        """Call, and return the result.

        Raises:
            TryLater: certainly not done.
            PerhapsSent: no answer came.
            DeliveryError: what the error of the answer means.
        """
        if not self._is_open:
            raise TryLater("signal-cli can't be reached.")
        if self._writer.transport.get_write_buffer_size() > MOST_UNREAD_BYTES:
            raise TryLater("signal-cli does not read what we write.")
        number = next(_IDS)
        try:
            line = _ENCODE({"jsonrpc": "2.0", "method": method, "params": params, "id": number})
        except UnicodeError:
            line = b""
        if not line:
            raise Refused("The text is not Unicode.")
        waits = _Call(asyncio.get_running_loop().create_future(), max(1, -(-within // TICK)))
        self._calls[number] = waits
        self._writer.write(line + b"\n")
        try:
            return await waits.answer
        finally:
            self._calls.pop(number, None)

    async def read(self) -> None:
        """Read until the connection breaks.

        Raises:
            Broken: it did.
        """
        while True:
            try:
                came = await self._reader.read(_READ_BYTES)
            except OSError:
                came = b""
            if not came:
                raise Broken
            for line in self._lines.feed(came):
                self._take(line)

    def tick(self) -> None:
        """Let a second pass: what was not answered in time leaves it open whether it was done."""
        for call in tuple(self._calls.values()):
            call.ticks_left -= 1
            if call.ticks_left <= 0 and not call.answer.done():
                call.answer.set_exception(PerhapsSent("signal-cli did not answer in time."))

    def close(self) -> None:
        """Break it off. Nobody knows what becomes of the calls that were under way."""
        self._is_open = False
        self._writer.transport.abort()
        for call in tuple(self._calls.values()):
            if not call.answer.done():
                call.answer.set_exception(PerhapsSent("The connection to signal-cli broke off."))

    def _take(self, line: bytes) -> None:
        try:
            frame = _FRAME.decode(line)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            self._unreadable += 1
            return
        if frame.method and not isinstance(frame.params, UnsetType):
            if frame.method == "receive":
                self._handle(frame.params)
            return
        call = self._calls.get(frame.id) if isinstance(frame.id, int) else None
        if call is not None and not call.answer.done():
            self._settle(call, frame)

    def _settle(self, call: _Call, frame: _Frame) -> None:
        if frame.error is not None:
            call.answer.set_exception(_translated(frame.error))
        elif isinstance(frame.result, UnsetType):
            call.answer.set_exception(PerhapsSent("signal-cli's answer can't be read."))
        else:
            call.answer.set_result(frame.result)


def _translated(error: _Error) -> DeliveryError:
    return translate(error.code, error.message, b"null" if isinstance(error.data, UnsetType) else error.data)


async def connect(rpc: str, handle: Handle) -> Link:
    """Open a connection.

    Args:
        rpc: AJAR_SIGNAL_RPC: `unix:/path` or `tcp://host:port`.
        handle: Takes the parameters of what signal-cli hands over.

    Raises:
        TryLater: nobody listens there.
    """
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            if rpc.startswith("unix:"):
                streams = await asyncio.open_unix_connection(rpc.removeprefix("unix:"))
            else:
                host, _, port = rpc.removeprefix("tcp://").rpartition(":")
                streams = await asyncio.open_connection(host.strip("[]"), int(port))
    except (OSError, TimeoutError):
        streams = None
    if streams is None:
        raise TryLater("signal-cli can't be reached.")
    return Link(*streams, handle)
