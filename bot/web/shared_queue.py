"""The queue as all open desks share it: a change is read once for all of them, however many there are."""

import asyncio
from datetime import timedelta

from bot.handover.desk import Desk
from bot.handover.floor import Floor
from bot.ports import Clock
from bot.web.queue_frame import QueueLook

FRESH = timedelta(seconds=1)
"""So long one look is good for all desks while nobody tells of a change; what other processes do is seen after it."""


class SharedQueue:
    """Looks at the queue for the desks of one process."""

    def __init__(self, desk: Desk, floor: Floor, clock: Clock) -> None:
        """Read through `desk`, and anew after each change that `floor` tells of."""
        self._desk = desk
        self._floor = floor
        self._clock = clock
        self._turn = asyncio.Lock()
        self._last: QueueLook | None = None
        self._changes = 0

    async def look(self) -> QueueLook:
        """Return the queue as it is after the last change that anybody told of.

        Raises:
            StoreDown: the database does not answer.
        """
        async with self._turn:
            if self._last is not None and self._is_good(self._last):
                return self._last
            changes, now = self._floor.changes, self._clock.now()  # before it is read: what comes meanwhile is new
            overview = await self._desk.overview()
            self._last, self._changes = QueueLook(overview, now, on_duty=self._floor.on_duty()), changes
            return self._last

    def _is_good(self, look: QueueLook) -> bool:
        age = self._clock.now() - look.now
        return self._changes == self._floor.changes and timedelta() <= age < FRESH
