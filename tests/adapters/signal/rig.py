"""What the stories about Signal are told with: a clock that a test moves, and both sides of the wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from msgspec import Raw

from bot.channels.signal import SignalClient
from bot.channels.signal.wire import TICK
from tests.fakes import FakeClock, FakeJournal
from tests.peers.signalcli import SignalCli

PATIENCE_S = 20.0
MIA, NOOR = "349e0000-0000-4000-8000-000000000001", "349e0000-0000-4000-8000-000000000002"


class Wired:
    """A client on one side, the daemon on the other."""

    def __init__(self, daemon: SignalCli) -> None:
        self.daemon = daemon
        self.clock = FakeClock()
        self.journal = FakeJournal()
        self.client = SignalClient(daemon.address, daemon.account, clock=self.clock, journal=self.journal)
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
