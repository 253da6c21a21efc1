"""The threads that run batches, and the order in which works come to them; knows no SQL.

What the event loop handed out since a thread last looked is its next batch. Works with the same sender, or the same
conversation, go to the same thread as long as one of them is under way there: so they are done in the order given.
Where a work names its sender and another only the conversation, nobody can know that they belong together; whichever
comes second then finds the first in the database, or is told that it was overtaken and runs again.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from bot.ports import Work
from bot.storage.batches import MOST_AT_ONCE, BatchRunner, Done


@dataclass(slots=True, eq=False)
class _Order:
    """A work, and who waits for it.

    Attributes:
        keys: What it must not overtake others of.
        thread: Where it is done.
    """

    work: Work[Any]
    future: asyncio.Future[Any]
    keys: tuple[Hashable, ...] = ()
    thread: int = 0


@dataclass(slots=True)
class _Lane:
    """Where the works of one sender or conversation are done at the moment."""

    thread: int
    under_way: int = 0


class Crew:
    """Threads with a runner each. Everything but the threads themselves belongs to the event loop."""

    def __init__(self, runners: Sequence[BatchRunner], loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads."""
        self._loop = loop
        self._fresh: list[_Order] = []
        self._lanes: dict[Hashable, _Lane] = {}
        self._under_way = [0] * len(runners)
        self._queues: list[SimpleQueue[list[_Order] | None]] = [SimpleQueue() for _ in runners]
        self._threads = [
            threading.Thread(target=self._serve, args=(runner, queue), name="ajar-store", daemon=True)
            for runner, queue in zip(runners, self._queues, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Work[Any]) -> asyncio.Future[Any]:
        """Let a work be done; all that the loop submits in one go comes to a thread at once."""
        future: asyncio.Future[Any] = self._loop.create_future()
        if not self._fresh:
            self._loop.call_soon(self._hand_out)
        self._fresh.append(_Order(work, future))
        return future

    async def stop(self) -> None:
        """Finish what was submitted, and end the threads."""
        self._hand_out()
        for queue in self._queues:
            queue.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    def _hand_out(self) -> None:
        orders, self._fresh = self._fresh, []
        if len(self._queues) == 1:
            self._queues[0].put(orders)
            return
        # Together, as far as their order allows: one large batch costs less than several small ones.
        idlest = self._under_way.index(min(self._under_way))
        portions: dict[int, list[_Order]] = defaultdict(list)
        for order in orders:
            self._assign(order, idlest)
            portions[order.thread].append(order)
        for thread, portion in portions.items():
            self._queues[thread].put(portion)

    def _assign(self, order: _Order, otherwise: int) -> None:
        needs = order.work.needs
        order.keys = tuple(key for key in (needs.conversation_id, needs.sender) if key is not None)
        order.thread = next((self._lanes[key].thread for key in order.keys if key in self._lanes), otherwise)
        self._under_way[order.thread] += 1
        for key in order.keys:
            self._lanes.setdefault(key, _Lane(order.thread)).under_way += 1

    def _ended(self, orders: Sequence[_Order], done: Sequence[Done]) -> None:
        for order, how in zip(orders, done, strict=True):
            self._under_way[order.thread] -= len(self._queues) > 1
            for key in order.keys:
                self._leave(key)
            if order.future.done():
                continue  # nobody waits any more
            if how.fault is None:
                order.future.set_result(how.result)
            elif isinstance(how.fault, StopIteration):  # no future takes it
                order.future.set_exception(RuntimeError("A work raised StopIteration."))
            else:
                order.future.set_exception(how.fault)

    def _leave(self, key: Hashable) -> None:
        lane = self._lanes[key]
        lane.under_way -= 1
        if not lane.under_way:
            del self._lanes[key]

    def _serve(self, runner: BatchRunner, queue: SimpleQueue[list[_Order] | None]) -> None:
        """Run batches until there is nothing left and nothing comes any more; this is a thread."""
        waiting: list[_Order] = []
        is_open = True
        while is_open or waiting:
            is_open = _gather(queue, waiting, patience_s=runner.rest()) and is_open
            batch, waiting = waiting[:MOST_AT_ONCE], waiting[MOST_AT_ONCE:]
            if batch:
                self._run(runner, batch)
        runner.close()

    def _run(self, runner: BatchRunner, batch: list[_Order]) -> None:
        orders = [order for order in batch if not order.future.cancelled()]
        untold = list(orders)

        def tell(done: Sequence[Done]) -> None:
            told, untold[: len(done)] = untold[: len(done)], []
            self._tell(told, done)

        try:
            runner.run([order.work for order in orders], tell)
        except Exception as fault:  # noqa: BLE001 - whatever broke, nobody may wait for ever
            self._tell(untold, [Done(fault=fault)] * len(untold))
        if len(orders) < len(batch):
            cancelled = [order for order in batch if order not in orders]
            self._tell(cancelled, [Done()] * len(cancelled))

    def _tell(self, orders: Sequence[_Order], done: Sequence[Done]) -> None:
        if orders:
            with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
                self._loop.call_soon_threadsafe(self._ended, orders, done)


def _gather(queue: SimpleQueue[list[_Order] | None], into: list[_Order], *, patience_s: float | None) -> bool:
    """Take everything that waits, up to a batch; waits itself only with empty hands. False: nothing comes any more."""
    try:
        portion = queue.get(block=not into, timeout=patience_s)
        while portion is not None:
            into.extend(portion)
            if len(into) >= MOST_AT_ONCE:
                return True
            portion = queue.get_nowait()
    except Empty:
        return True
    return False
