"""Spreads calls over time: a token bucket for all of a channel, and pauses that double; knows only the clock."""

from datetime import UTC, datetime, timedelta

from bot.ports import Clock

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
_BEGINNING = datetime.min.replace(tzinfo=UTC)


class Pace:
    """A token bucket that holds the calls of one second; who finds it empty waits for a token of their own.

    Args:
        per_second: Calls a second on average, and at once; more than 0.
    """

    def __init__(self, clock: Clock, per_second: float) -> None:
        self._clock = clock
        self._step = timedelta(seconds=1 / per_second)
        self._burst = timedelta(seconds=1) - self._step
        self._full_at = self._seen = _BEGINNING

    async def wait(self) -> None:
        """Take a token, in the order of asking."""
        now = self._clock.now()
        if now < self._seen:
            self._full_at -= self._seen - now  # the clock was set back
        self._seen = now
        self._full_at = max(self._full_at, now) + self._step
        ahead = self._full_at - self._step - self._burst - now
        if ahead > timedelta(0):
            await self._clock.sleep(ahead)


class Pauses:
    """Waits 1, 2, 4 … 30 seconds, and begins anew after a success."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = FIRST_PAUSE

    def reset(self) -> None:
        """Begin anew: it worked."""
        self._next = FIRST_PAUSE

    async def wait(self, at_least: timedelta | None = None) -> None:
        """Wait longer than the last time, and as long as was asked for."""
        pause = max(self._next, at_least or self._next)
        self._next = min(self._next * 2, LONGEST_PAUSE)
        await self._clock.sleep(pause)
