"""The watch over the service: looks at desk and machine every few seconds, and tells whoever tells others."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.errors import BotError, Fenced
from bot.handover.vitals import Vitals
from bot.model.health import Health
from bot.ports import Clock, Journal, Keyring

LOOK_EVERY = timedelta(seconds=15)
ANSWER_WITHIN_S = 10.0
"""A database that takes longer for a look is away, for whoever waits for an answer of ours."""
_MOST_KEY_DAYS = 60


@dataclass(frozen=True, slots=True)
class Report:
    """One look.

    Attributes:
        at: When.
        vitals: How it stood at the desk; None: nobody knows, because the database is away.
    """

    at: datetime
    health: Health
    vitals: Vitals | None = None


class Listener(Protocol):
    """Whoever is told."""

    async def hear(self, report: Report) -> None:
        """Do with it what there is to do; whatever is raised is noted, and the next report comes all the same."""


class Latest:
    """A `Listener` that remembers the last report, for whoever looks in between."""

    def __init__(self) -> None:
        """Know of none yet."""
        self.report: Report | None = None

    async def hear(self, report: Report) -> None:
        """Remember it."""
        self.report = report

    def health(self) -> Health | None:
        """Return how it stood with the service; None: nobody has looked yet."""
        return None if self.report is None else self.report.health


@dataclass(frozen=True, slots=True)
class Senses:
    """What is looked at beside the desk; each is asked anew at every look.

    Attributes:
        silence: How long each channel has been silent.
        stuck: To how many people something can't be sent, by channel.
        is_clock_in_doubt: Whether days are not ended.
        disk_free: What is free of the disk, 0 to 1.
        warnings: Which events that warn stood in the log a moment ago.
    """

    silence: Callable[[], Mapping[str, timedelta]]
    stuck: Callable[[], Mapping[str, int]]
    is_clock_in_doubt: Callable[[], bool]
    disk_free: Callable[[], float]
    warnings: Callable[[], frozenset[str]] = frozenset


class Watchkeeping:
    """Looks for as long as it runs."""

    def __init__(
        self,
        vitals: Callable[[], Awaitable[Vitals]],
        senses: Senses,
        keyring: Keyring,
        *,
        listeners: Sequence[Listener],
        clock: Clock,
        journal: Journal,
    ) -> None:
        """Tell the `listeners` in turn what `vitals` and `senses` say."""
        self._vitals = vitals
        self._senses = senses
        self._keyring = keyring
        self._listeners = listeners
        self._clock = clock
        self._journal = journal
        self._key_days = 0

    async def look(self) -> None:
        """Look once and tell everybody; what one of them can't do keeps no other from it.

        Raises:
            Fenced: another process serves this database.
        """
        report = await self._report()
        for listener in self._listeners:
            try:
                await listener.hear(report)
            except Exception as fault:  # noqa: BLE001 - a watch that breaks may not stop what it watches over
                self._tell(fault)

    async def run(self) -> None:
        """Look every few seconds."""
        while True:
            await self.look()
            await self._clock.sleep(LOOK_EVERY)

    async def _report(self) -> Report:
        vitals: Vitals | None = None
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                vitals = await self._vitals()
        except Fenced:
            raise
        except Exception as fault:  # noqa: BLE001 - likewise
            self._tell(fault)
        now = self._clock.now()
        self._key_days = await asyncio.to_thread(self._days_ahead, now)
        health = Health(
            vitals is not None,
            silence=self._senses.silence(),
            stuck=self._senses.stuck(),
            key_days=self._key_days,
            is_clock_in_doubt=self._senses.is_clock_in_doubt(),
            disk_free=self._senses.disk_free(),
            warnings=self._senses.warnings(),
        )
        return Report(now, health, vitals)

    def _tell(self, fault: Exception) -> None:
        told = {"reason": fault.what} if isinstance(fault, BotError) else {"fault": type(fault).__name__}
        self._journal.note("watch_failed", **told)

    def _days_ahead(self, now: datetime) -> int:
        """Return for how many days there are keys; what was known last where nobody can look."""
        today = now.toordinal()
        try:
            days = range(1, _MOST_KEY_DAYS)
            return next(n for n in days if self._keyring.day_key(today + n) is None) - 1
        except BotError:
            return self._key_days
