"""When each channel last gave a sign of life: in memory, and told only as how long it has been silent for."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.ports import Clock

USUAL = timedelta(minutes=2)
"""Every channel that works gives a sign within this: an answer to a poll, to a look at the webhook, to a heartbeat."""


class SignsOfLife:
    """The signs of all channels that were ever asked for one."""

    def __init__(self, clock: Clock) -> None:
        """Go by this clock."""
        self._clock = clock
        self._seen: dict[str, datetime] = {}

    def of(self, channel: str) -> Callable[[], None]:
        """Return what a channel calls for each sign; it counts as silent from now on."""
        self._note(channel)
        return partial(self._note, channel)

    def silence(self) -> Mapping[str, timedelta]:
        """Return how long each channel has been silent, in whole steps of what is usual; no time while it works.

        A sign may come with somebody's words: so it is never told how long ago it was.
        """
        now = self._clock.now()
        return {channel: max(now - seen, timedelta(0)) // USUAL * USUAL for channel, seen in self._seen.items()}

    def _note(self, channel: str) -> None:
        self._seen[channel] = self._clock.now()
