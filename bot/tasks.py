"""The running tasks of the process, in the one TaskGroup that `app` owns."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.errors import BotError


class Tasks:
    """The tasks of the one TaskGroup, so that all of them can be ended."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        """Start everything in this group."""
        self._group = group
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Start what ends by itself, or with everything else."""
        _ = self.begin(work)

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start what somebody ends."""
        task = self._group.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def end(self) -> None:
        """End all that runs."""
        for task in self._running:
            task.cancel()


def first_of(faults: BaseExceptionGroup[BotError]) -> BotError:
    """Return the first fault of a group of groups."""
    first = faults.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first
