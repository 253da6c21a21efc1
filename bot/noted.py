"""Which warnings stood in the log a moment ago: by name and in memory, for whoever watches over the service."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.ports import Clock, Journal

LATELY = timedelta(minutes=15)
"""So long a warning counts as one of now: nobody is at the log when it comes."""


class Noted:
    """A `Journal` that remembers what warned, and hands everything on."""

    def __init__(self, journal: Journal, clock: Clock, *, warns: Callable[[str], bool]) -> None:
        """Write to `journal`; of what `warns` the moment is remembered, and nothing else."""
        self._journal = journal
        self._clock = clock
        self._warns = warns
        self._at: dict[str, datetime] = {}

    def note(self, event: str, /, **fields: str | float) -> None:
        """Write one line."""
        if self._warns(event):
            self._at[event] = self._clock.now()
        self._journal.note(event, **fields)

    def lately(self) -> frozenset[str]:
        """Return which events that warn were noted within the last quarter of an hour."""
        since = self._clock.now() - LATELY
        return frozenset(event for event, at in self._at.items() if at > since)
