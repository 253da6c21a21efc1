"""Lets the bot hear what comes in: within what its sender may ask for, in time, and again when the bot breaks."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from bot.channels.budget import Budget
from bot.channels.pacing import Pauses
from bot.errors import Fenced, StoreDown
from bot.model import Inbound, InboundKind
from bot.ports import Clock, Journal, Listener

HEAR_WITHIN = timedelta(seconds=60)
"""An event that takes longer has to come again."""
TRIES = 5
"""How often an event is tried that breaks the bot, before it is given up."""
TELL_FLOOD_EVERY = timedelta(minutes=1)


class Ear:
    """Hears events one by one; may be used for many at the same time.

    Args:
        channel: Its name, for the log.
        hear_within: How long the bot may take for one event.
        budget: Decides which events of a sender who floods are heard.

    Attributes:
        counts: How many events were `heard`, `given_up`, `poison` or `over_budget`, and how often somebody was `told`
            of the last.
    """

    def __init__(
        self,
        listener: Listener,
        channel: str,
        *,
        clock: Clock,
        journal: Journal,
        budget: Budget,
        hear_within: timedelta = HEAR_WITHIN,
    ) -> None:
        self._listener = listener
        self._channel = channel
        self._clock = clock
        self._journal = journal
        self._budget = budget
        self._hear_within = hear_within
        self._flood_told_at: datetime | None = None
        self._flood = 0
        self.counts: Counter[str] = Counter()

    async def hear(self, inbound: Inbound, said_at: float) -> bool:
        """Hear an event; when this returns it may be acknowledged. False: it was too much of one sender.

        Args:
            inbound: The event.
            said_at: When the platform took it, in seconds since 1970; 0 where it does not say.

        Raises:
            StoreDown: nothing was kept; the event has to come again.
            Fenced: another process serves this database.
        """
        if self._budget.admits(inbound, said_at):
            await self._hear(self._budget.with_unheard(inbound))
            return True
        self._count_flood()
        told = self._budget.told_instead(inbound, said_at)
        if told is not None:
            await self._hear(told)
        return False

    def count_poison(self, count: int = 1) -> None:
        """Note that something could not be read as it should be."""
        self.counts["poison"] += count
        self._journal.note("update_unreadable", channel=self._channel, count=count)

    def _count_flood(self) -> None:
        """Count what was not heard; told once a minute, so that a flood is none in the log."""
        self.counts["over_budget"] += 1
        self._flood += 1
        now = self._clock.now()
        if self._flood_told_at is None or now - self._flood_told_at >= TELL_FLOOD_EVERY:
            self._journal.note("flood_warned", channel=self._channel, count=self._flood)
            self._flood_told_at, self._flood = now, 0

    async def _hear(self, inbound: Inbound) -> None:
        """Let the bot hear it. What breaks the bot again and again must not stand in the way of everybody else."""
        pauses = Pauses(self._clock)
        for attempt in range(1, TRIES + 1):
            try:
                await self._hear_in_time(inbound)
            except (StoreDown, Fenced):
                self._budget.give_back(inbound)
                raise
            except Exception as fault:  # noqa: BLE001 - whatever broke, the others are heard
                self._journal.note("hearing_failed", channel=self._channel, fault=type(fault).__name__, count=attempt)
            else:
                self.counts["told" if inbound.kind is InboundKind.UNHEARD else "heard"] += 1
                return
            if attempt < TRIES:
                await pauses.wait()
        self.counts["given_up"] += 1
        self._journal.note("update_lost", channel=self._channel)

    async def _hear_in_time(self, inbound: Inbound) -> None:
        limit = asyncio.timeout(self._hear_within.total_seconds())
        try:
            async with limit:
                await self._listener.hear(inbound)
        except TimeoutError as fault:
            if not limit.expired():
                raise
            raise StoreDown("The database took too long; the event has to come again.") from fault
