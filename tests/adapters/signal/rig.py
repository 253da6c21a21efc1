"""What the stories about Signal are told with: a clock that a test moves, and both sides of the wire."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec import Raw

from bot.channels.signal import Challenge, Marks, Reader, SignalChannel, SignalClient, SignalIngress
from bot.channels.signal.wire import TICK
from bot.model import Sender
from bot.ports import Clock, Listener
from bot.signs import SignsOfLife
from tests.fakes import FakeClock, FakeJournal, RememberingListener
from tests.peers.signalcli import SignalCli

PATIENCE_S = 20.0
MIA, NOOR = "349e0000-0000-4000-8000-000000000001", "349e0000-0000-4000-8000-000000000002"


class Wired:
    """A client on one side, the daemon on the other."""

    def __init__(self, daemon: SignalCli) -> None:
        self.daemon = daemon
        self.clock = FakeClock()
        self.journal = FakeJournal()
        self.signs = SignsOfLife(self.clock)
        alive = self.signs.of("signal")
        self.client = SignalClient(daemon.address, daemon.account, clock=self.clock, journal=self.journal, alive=alive)
        self.handed: list[bytes] = []
        self.greeted = 0
        self.lost = 0
        self._changed = asyncio.Event()

    async def greet(self) -> None:
        """Greet as a bot does that wants nothing but to be connected."""
        await self.client.call("version", {})
        self.greeted += 1
        self._changed.set()

    def handle(self, params: Raw) -> None:
        """Keep what was handed over."""
        self.handed.append(bytes(params))
        self._changed.set()

    def lose(self) -> None:
        """Hear that the connection is gone."""
        self.lost += 1
        self._changed.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the client run; at the end it is gone as after a kill."""
        run = asyncio.get_running_loop().create_task(self.client.run(self.handle, self.greet, self.lose))
        try:
            yield
        finally:
            run.cancel()
            (outcome,) = await asyncio.gather(run, return_exceptions=True)
        assert isinstance(outcome, asyncio.CancelledError), outcome

    async def connected(self, times: int = 1) -> None:
        """Wait until it was connected so often; pauses between tries are over at once."""
        async with asyncio.timeout(PATIENCE_S):
            while self.greeted < times:
                self._changed.clear()
                if self.clock.sleepers:
                    self.clock.advance(TICK)
                await asyncio.wait({asyncio.ensure_future(self._changed.wait())}, timeout=0.005)  # noqa: TID251

    async def seconds_pass(self, seconds: int) -> int:
        """Let seconds pass one by one, until the connection is lost; returns how many passed."""
        before = self.lost
        for second in range(1, seconds + 1):
            while not self.clock.sleepers:  # noqa: ASYNC110 - the loop of the client is the event
                await asyncio.sleep(0)
            self.clock.advance(timedelta(seconds=1))
            for _ in range(10):
                await asyncio.sleep(0)
            if self.lost > before:
                return second
        return seconds

    @property
    def told(self) -> list[str]:
        """What the operator could read."""
        return [str(fields.get("reason", "")) for _, fields in self.journal.lines]


class Rig(Wired):
    """The channel and the way in on one side, the daemon on the other."""

    def __init__(self, daemon: SignalCli, home: Path) -> None:
        super().__init__(daemon)
        self.listener = RememberingListener()
        self.challenge = Challenge(home / "signal.challenge")
        self.channel = SignalChannel(
            self.client, self.clock, journal=self.journal, challenge=self.challenge, messages_per_second=10_000
        )
        self.tasks: set[asyncio.Task[None]] = set()
        self.faults: list[BaseException] = []
        self.gaps = self.opened = 0
        self.ingress = self.new_ingress()

    def new_ingress(self, listener: Listener | None = None, *, clock: Clock | None = None) -> SignalIngress:
        """Return the way in, not yet running; `clock` times its tries while nothing can be kept."""
        reader = Reader(self.daemon.account, Marks(bytes(32)))
        return SignalIngress(
            self.client,
            listener or self.listener,
            reader,
            clock=clock or self.clock,
            journal=self.journal,
            spawn=self._spawn,
            messages_per_second=10_000,
            opens=self._note_open,
            gap=self._note_gap,
        )

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[SignalIngress]:
        """Let the bot listen, as a process would; at the end it is gone as after a kill."""
        subscribed = self.daemon.calls["subscribeReceive"]
        run = asyncio.get_running_loop().create_task(self.ingress.run())
        await self.daemon.until(lambda: self.daemon.calls["subscribeReceive"] > subscribed)
        try:
            yield self.ingress
        finally:
            for task in (run, *self.tasks):
                task.cancel()
            await asyncio.gather(run, *self.tasks, return_exceptions=True)
        assert self.faults == []

    async def time_passes(self) -> None:
        """Let a second pass for everything that waits, and what follows from it happen."""
        self.clock.advance(TICK)
        await asyncio.sleep(0.001)

    async def _note_open(self) -> None:
        self.opened += 1

    def _note_gap(self) -> None:
        self.gaps += 1

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault is not None:
            self.faults.append(fault)


def sender(uuid: str = MIA) -> Sender:
    """Return how the bot knows somebody."""
    return Sender("signal", uuid)
