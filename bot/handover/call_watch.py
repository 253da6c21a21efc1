"""Looks after the callbacks: what is over gets its outcome, and nobody is forgotten. Trusts no clock that leapt."""

from datetime import datetime, timedelta

from bot.handover.callbacks import Callbacks
from bot.looking import look_for_ever
from bot.ports import Clock, Journal

EVERY = timedelta(seconds=15)
LULL = timedelta(minutes=1)
"""Between two looks no more time goes by than this, unless the clock was put or the machine slept."""
STEADY = timedelta(minutes=3)
"""So long a clock has to go evenly before anything is over by it."""


class CallWatch:
    """Looks for as long as it runs."""

    def __init__(self, callbacks: Callbacks, *, clock: Clock, journal: Journal) -> None:
        """End through `callbacks`, by `clock`."""
        self._callbacks = callbacks
        self._clock = clock
        self._journal = journal
        self._seen_at: datetime | None = None
        self._steady_since: datetime | None = None

    async def look(self) -> None:
        """Look once."""
        missed = await self._callbacks.look(may_end=self._is_steady())
        if missed:
            self._journal.note("callback_missed", count=missed)

    async def run(self) -> None:
        """Look every few seconds; what goes wrong is noted and tried again."""
        await look_for_ever(self.look, every=EVERY, clock=self._clock, journal=self._journal, fault="callbacks_failed")

    def _is_steady(self) -> bool:
        """Tell whether the clock went evenly for a while: after a start, and after a leap, nothing is over yet."""
        now, before = self._clock.now(), self._seen_at
        self._seen_at = now
        if before is None or not timedelta(0) <= now - before <= LULL or self._steady_since is None:
            self._steady_since = now
        return now - self._steady_since >= STEADY
