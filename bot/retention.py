"""Forget on time. What is past its day is unreadable already, because its key is gone; this only tidies."""

from collections.abc import Callable
from datetime import timedelta

from bot.looking import look_for_ever
from bot.ports import Clock, Job, Journal, Store

EVERY = timedelta(minutes=1)


class Retention:
    """Tidies the store for as long as it runs."""

    def __init__(self, store: Store, clock: Clock, journal: Journal, *, is_in_doubt: Callable[[], bool]) -> None:
        """Tidy `store` by `clock`; while that may be wrong by days (`is_in_doubt`), only what lives for minutes."""
        self._is_in_doubt = is_in_doubt
        self._store = store
        self._clock = clock
        self._journal = journal

    async def tidy(self) -> int:
        """Delete what is past its day; returns how many rows went."""
        days_too = not self._is_in_doubt()
        return await self._store.run(Job(lambda tx: tx.tidy(days_too=days_too)))

    async def run(self) -> None:
        """Tidy once a minute; what goes wrong is noted and tried again a minute later."""
        await look_for_ever(self.tidy, every=EVERY, clock=self._clock, journal=self._journal, fault="tidy_failed")
