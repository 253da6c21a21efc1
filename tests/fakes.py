"""The fakes that stories are told with: a clock that stands still, a channel that remembers, a journal that is read."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import UNKNOWN_REF, Bubble, MessageRef, Outbound, Sender

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

    async def send(self, to: Sender, outbound: Outbound) -> Sequence[MessageRef]:
        """Show a bubble, or run into the next fault."""
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
