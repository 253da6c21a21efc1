"""A signal-cli daemon with one account, over TCP or a Unix socket: an independent reading of its JSON-RPC, for tests.

Every request runs for itself, so answers may come in any order. What people send waits while nobody has subscribed,
as Signal's own servers let it wait; with another receive mode it is lost, as it is in life.
"""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.ops.clock import SystemClock
from tests.peers.signal.methods import Methods
from tests.peers.signal.people import Person
from tests.peers.signal.protocol import USER, RpcError, answer

ACCOUNT = "+31600000001"
_CLOCK = SystemClock()


class Fault(StrEnum):
    """What happens to a call instead of what should."""

    ERROR = "error"
    """It is answered with an error, and nothing is done."""
    SILENCE = "silence"
    """It is done, and never answered."""
    CUT = "cut"
    """It is done, and the connection breaks before the answer."""
    RAW = "raw"
    """It is done, and answered with these bytes."""
    HELD = "held"
    """It is done, and answered when `release` is called."""


@dataclass(slots=True)
class Planned:
    """A fault that lies in the way of a method's next calls."""

    fault: Fault
    times: int = 1
    error: RpcError = field(default_factory=lambda: RpcError(USER, "Failed"))
    raw: bytes = b""
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class _Connection:
    """One client."""

    writer: asyncio.StreamWriter
    subscriptions: set[int] = field(default_factory=set)
    backlog: list[bytes] = field(default_factory=list)
    pen: asyncio.Lock = field(default_factory=asyncio.Lock)


class SignalCli:
    """The daemon.

    Attributes:
        account: Its number.
        calls: How often each method was called.
        asked: Every call, with its parameters.
        lost: How many envelopes arrived while nobody listened, and went.
        chunk: It writes so many bytes at a time; 0: whole lines.
    """

    def __init__(self, *, path: Path | None = None, receive_mode: str = "manual") -> None:
        """Listen on a socket file if one is given, else on a port of this machine."""
        self.account = ACCOUNT
        self.calls: Counter[str] = Counter()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.lost = 0
        self.chunk = 0
        self.clock_offset_ms = 0
        self._path = path
        self._port = 0
        self._mode = receive_mode
        self._people: dict[str, Person] = {}
        self.methods = Methods(self._people, self.now_ms)
        self._last_ms = 0
        self._next_subscription = 7  # the counter is the daemon's
        self._waiting: deque[dict[str, Any]] = deque()
        self._newest: dict[str, Any] = {}
        self._planned: dict[str, deque[Planned]] = {}
        self._connections: set[_Connection] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._is_hanging = False
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """Where it listens, as AJAR_SIGNAL_RPC names it."""
        return f"unix:{self._path}" if self._path else f"tcp://127.0.0.1:{self._port}"

    @property
    def clients(self) -> int:
        """How many are connected."""
        return len(self._connections)

    @property
    def waiting(self) -> int:
        """How many envelopes wait at Signal."""
        return len(self._waiting)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen, at the same address as before."""
        if self._path:
            self._server = await asyncio.start_unix_server(self._serve, self._path, limit=1 << 24)
        else:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, limit=1 << 24)
            self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Be gone, with all connections; what people send waits at Signal."""
        if self._server is not None:
            self._server.close()
        self._is_hanging = False
        self.cut()
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._path:
            self._path.unlink(missing_ok=True)

    def cut(self) -> None:
        """Break off all connections."""
        for connection in tuple(self._connections):
            connection.writer.transport.abort()
        self._connections.clear()

    def hang(self) -> None:
        """Answer nothing more and hand nothing over, with all connections standing."""
        self._is_hanging = True

    def wake(self) -> None:
        """Go on where it hung."""
        self._is_hanging = False
        for connection in self._connections:
            for line in connection.backlog:
                self._write(connection, line)
            connection.backlog.clear()
        self._hand_over()

    def person(self, uuid: str, number: str | None = None) -> Person:
        """Return the person with this id, new if need be."""
        if uuid not in self._people:
            self._people[uuid] = Person(uuid, self._arrives, self.now_ms, number)
        return self._people[uuid]

    def plan(self, method: str, fault: Fault, **details: Any) -> Planned:  # noqa: ANN401 - of Planned
        """Lay a fault in the way of the next calls of a method."""
        planned = Planned(fault, **details)
        self._planned.setdefault(method, deque()).append(planned)
        return planned

    def says(self, line: bytes) -> None:
        """Write bytes to every client, whatever they are."""
        for connection in self._connections:
            self._write(connection, line)

    def notifies(self, params: dict[str, Any]) -> None:
        """Hand over something that is no envelope of a person."""
        self._notify(params)

    def now_ms(self) -> int:
        """Return a time that no other message has."""
        now = int(_CLOCK.now().timestamp() * 1000) + self.clock_offset_ms
        self._last_ms = max(now, self._last_ms + 1)
        return self._last_ms

    async def until(self, happened: Callable[[], bool], timeout_s: float = 20.0) -> None:
        """Wait until `happened` is true; it is asked again after each line and each connection."""
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(happened)

    def repeats(self) -> None:
        """Hand over once more what came last, as Signal's servers do when they heard no thanks for it."""
        if self._newest:
            self._arrives(self._newest)

    def _arrives(self, envelope: dict[str, Any]) -> None:
        self._newest = envelope
        self._waiting.append(envelope)
        self._hand_over()

    def _hand_over(self) -> None:
        listens = any(self._ways_of(connection) for connection in self._connections)
        while self._waiting and not self._is_hanging and (listens or self._mode == "on-start"):
            envelope = self._waiting.popleft()
            self.lost += not listens
            self._notify({"envelope": envelope, "account": self.account})

    def _ways_of(self, connection: _Connection) -> list[int | None]:
        """Return under which subscriptions a client hears; None is the one that nobody asked for."""
        return [*connection.subscriptions, *([] if self._mode == "manual" else [None])]

    def _notify(self, params: dict[str, Any]) -> None:
        for connection in self._connections:
            for way in self._ways_of(connection):
                shown = params if way is None else {"subscription": way, "result": params}
                self._write(connection, _line({"jsonrpc": "2.0", "method": "receive", "params": shown}))

    def _write(self, connection: _Connection, line: bytes) -> None:
        if self._is_hanging:
            connection.backlog.append(line)
        elif self.chunk:
            self._spawn(self._trickle(connection, line))
        elif not connection.writer.is_closing():
            connection.writer.write(line)

    async def _trickle(self, connection: _Connection, line: bytes) -> None:
        async with connection.pen:
            for begin in range(0, len(line), self.chunk):
                connection.writer.write(line[begin : begin + self.chunk])
                await connection.writer.drain()
                await asyncio.sleep(0)

    def _spawn(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(writer)
        self._connections.add(connection)
        await self._tell()
        with suppress(ConnectionError):
            self._hand_over()
            while line := await reader.readline():
                self._spawn(self._handle(connection, line))
        self._connections.discard(connection)
        writer.close()
        await self._tell()

    async def _handle(self, connection: _Connection, line: bytes) -> None:
        drawn: list[Planned] = []
        answered = await answer(line, lambda method, params: self._call(connection, method, params, drawn=drawn))
        await self._tell()
        planned = drawn[0] if drawn else None
        fault = planned.fault if planned is not None else None
        if planned is not None and fault is Fault.HELD:
            await planned.released.wait()
        if fault is Fault.CUT:
            connection.writer.transport.abort()
        elif planned is not None and fault is Fault.RAW:
            self._write(connection, planned.raw)
        elif answered is not None and fault is not Fault.SILENCE:
            self._write(connection, _line(answered))
        self._hand_over()
        await self._tell()

    async def _call(self, connection: _Connection, method: str, params: dict[str, Any], *, drawn: list[Planned]) -> Any:  # noqa: ANN401 - JSON
        self.calls[method] += 1
        self.asked.append((method, params))
        plans = self._planned.get(method)
        if plans:
            drawn.append(plans[0])
            plans[0].times -= 1
            if not plans[0].times:
                plans.popleft()
            if drawn[-1].fault is Fault.ERROR:
                raise drawn[-1].error
        if method in {"subscribeReceive", "unsubscribeReceive"}:
            return self._subscribe(connection, params, on=method == "subscribeReceive")
        return await self.methods.call(method, params)

    def _subscribe(self, connection: _Connection, params: dict[str, Any], *, on: bool) -> Any:  # noqa: ANN401 - JSON
        if on:
            self._next_subscription += 1
            connection.subscriptions.add(self._next_subscription)
            return self._next_subscription
        if params.get("subscription") not in connection.subscriptions:
            raise RpcError(USER, "Unknown subscription id")
        connection.subscriptions.discard(params["subscription"])
        return {}


def _line(document: Any) -> bytes:  # noqa: ANN401 - JSON
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"
