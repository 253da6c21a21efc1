"""The fakes that stories are told with: a clock that stands still, a channel that remembers, a journal that is read."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.errors import TryLater
from bot.model import UNKNOWN_REF, Bubble, Inbound, MessageRef, Outbound, Sender
from bot.ports import Leaves, unnoted

PATIENCE_S = 20.0
A_MONDAY_AFTERNOON = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class FakeClock:
    """A `Clock` that moves only when a test moves it."""

    def __init__(self, now: datetime = A_MONDAY_AFTERNOON) -> None:
        self._now = now
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []
        self.somebody_lay_down = asyncio.Event()

    @property
    def sleepers(self) -> int:
        """How many wait for the clock."""
        return sum(not future.done() for _, future in self._sleepers)

    def now(self) -> datetime:
        """Return the moment at which the test stands."""
        return self._now

    async def sleep(self, duration: timedelta) -> None:
        """Wait until the test has moved the clock that far."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + duration, future))
        self.somebody_lay_down.set()
        await future

    def advance(self, duration: timedelta) -> None:
        """Move on, and wake who has slept enough."""
        self._now += duration
        due = [future for moment, future in self._sleepers if moment <= self._now and not future.done()]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[1] not in due and not sleeper[1].done()]
        for future in due:
            future.set_result(None)


class SwiftClock:
    """A `Clock` on which every wait is over at once, and is remembered."""

    def __init__(self) -> None:
        self._now = A_MONDAY_AFTERNOON
        self.waits: list[timedelta] = []

    def now(self) -> datetime:
        """Return the moment that the waits have reached."""
        return self._now

    async def sleep(self, duration: timedelta) -> None:
        """Let others run, and be there."""
        self.waits.append(duration)
        self._now += duration
        await asyncio.sleep(0)


class FakeJournal:
    """A `Journal` that can be read."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, str | float]]] = []

    def note(self, event: str, /, **fields: str | float) -> None:
        """Remember a line."""
        self.lines.append((event, fields))


class FakeChannel:
    """A `Channel` that shows everything at once and remembers it; faults can be laid in its way."""

    def __init__(self, name: str = "telegram") -> None:
        self.name = name
        self.shown: dict[Sender, list[Bubble]] = defaultdict(list)
        self.deleted: dict[Sender, list[MessageRef]] = defaultdict(list)
        self.refs: dict[Sender, list[MessageRef]] = defaultdict(list)
        self.faults: list[Exception] = []
        self.deletion_faults: list[Exception] = []
        self.undeletable: set[MessageRef] = set()
        self.sent_before_fault = False
        self.is_away = False

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        """Show a bubble, or run into the next fault; while the platform is away nothing leaves."""
        if self.is_away:
            raise TryLater("away")
        await leaves()
        if self.faults:
            fault = self.faults.pop(0)
            if self.sent_before_fault:
                self.shown[to].append(outbound.bubble)
            raise fault
        self.shown[to].append(outbound.bubble)
        ref = MessageRef(f"b{len(self.refs[to])}")
        self.refs[to].append(ref)
        return (ref,)

    async def delete(self, to: Sender, refs: Sequence[MessageRef]) -> Sequence[MessageRef]:
        """Remember what was deleted, or run into the next fault; return what is laid down as undeletable."""
        if self.deletion_faults:
            raise self.deletion_faults.pop(0)
        left = [ref for ref in refs if ref == UNKNOWN_REF or ref in self.undeletable]
        self.deleted[to].extend(ref for ref in refs if ref not in left)
        return left


class RememberingListener:
    """A `Listener` that keeps what it hears, each event once, as the store does; faults can be laid in its way."""

    def __init__(self) -> None:
        self.heard: list[Inbound] = []
        self.times_told: dict[str, int] = {}
        self.faults: list[Exception] = []
        self.fault_for: dict[str, Exception] = {}
        self.is_kept = asyncio.Event()
        self.may_return = asyncio.Event()
        self.may_return.set()
        self._changed = asyncio.Condition()

    async def hear(self, inbound: Inbound) -> None:
        """Keep an event, or run into the next fault."""
        self.times_told[inbound.external_id] = self.times_told.get(inbound.external_id, 0) + 1
        fault = self.fault_for.get(inbound.text)
        if fault is None and self.faults:
            fault = self.faults.pop(0)
        if fault is not None:
            raise fault
        if inbound.external_id not in {one.external_id for one in self.heard}:
            self.heard.append(inbound)
            async with self._changed:
                self._changed.notify_all()
        self.is_kept.set()
        await self.may_return.wait()

    async def hears(self, count: int) -> list[Inbound]:
        """Wait until so many events were kept, and return them."""
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: len(self.heard) >= count)
        return self.heard

    @property
    def texts(self) -> list[str]:
        """What was written, in the order in which it was kept."""
        return [inbound.text for inbound in self.heard]


class Tasks:
    """Starts tasks as the TaskGroup of app.py does, and knows when nothing moves any more."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> object:
        """Start a task."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def settle(self) -> None:
        """Wait until every task has ended or waits for the clock."""
        while len(self._running) > self._clock.sleepers:
            self._clock.somebody_lay_down.clear()
            lay_down = asyncio.get_running_loop().create_task(self._clock.somebody_lay_down.wait())
            done, _ = await asyncio.wait({*self._running, lay_down}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
            lay_down.cancel()
            assert done, "nothing moved for 20 seconds"
            for task in done - {lay_down}:
                task.result()
            await asyncio.sleep(0)

    async def end(self) -> None:
        """Stop what still waits for the clock."""
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
