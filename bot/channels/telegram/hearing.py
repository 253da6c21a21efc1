"""Hands what was read from an update on to the bot, and does the small chores after it; the same for both ways in."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.channels.budget import Budget
from bot.channels.pacing import Pauses
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.update import CHANNEL, Ignore, Leave, Update
from bot.errors import BotError, Fenced, StoreDown
from bot.model import Inbound, InboundKind
from bot.ports import Clock, Journal, Listener

Spawn = Callable[[Coroutine[Any, Any, None]], object]
"""Starts a task in the TaskGroup that app.py owns."""

HEAR_WITHIN = timedelta(seconds=60)
"""An event that takes longer has to come again."""
TRIES = 5
"""How often an event is tried that breaks the bot, before it is given up."""
TELL_FLOOD_EVERY = timedelta(minutes=1)
MOST_CHORES = 20
"""Answers to button presses and leavings under way; more are left out, and harm nothing. They must not take all the
connections of the session, or nobody would be heard."""


class Chores:
    """Calls that nobody waits for and that may fail."""

    def __init__(self, client: TelegramClient, spawn: Spawn) -> None:
        self._client = client
        self._spawn = spawn
        self._under_way = 0

    def begin(self, method: str, params: Mapping[str, object]) -> bool:
        """Call a method some time soon; False: too much is under way, it is left out."""
        if self._under_way >= MOST_CHORES:
            return False
        self._under_way += 1
        self._spawn(self._call(method, params))
        return True

    async def _call(self, method: str, params: Mapping[str, object]) -> None:
        try:
            await self._client.call(method, params)
        except BotError:
            return  # a button that keeps its waiting sign, a group that is left at its next message
        finally:
            self._under_way -= 1


class Hearing:
    """Takes updates in, one by one; may be used for many at the same time.

    Args:
        hear_within: How long the bot may take for one event.
        budget: Decides which events of a sender who floods are heard.

    Attributes:
        counts: How many updates were `heard`, `ignored`, `poison`, `given_up` or `over_budget`, how often
            somebody was `told` of the last, and how often a group was `left`.
    """

    def __init__(
        self,
        listener: Listener,
        chores: Chores,
        *,
        clock: Clock,
        journal: Journal,
        budget: Budget,
        hear_within: timedelta = HEAR_WITHIN,
    ) -> None:
        self._hear_within = hear_within
        self._budget = budget
        self._flood_told_at: datetime | None = None
        self._flood = 0
        self.counts: Counter[str] = Counter()
        self._listener = listener
        self._chores = chores
        self._clock = clock
        self._journal = journal

    async def take(self, update: Update) -> None:
        """Take an update in; when this returns it may be acknowledged.

        Raises:
            StoreDown: nothing was kept; the update has to come again.
            Fenced: another process serves this database.
        """
        if update.is_poison:
            self.count_poison()
        match update.event:
            case Inbound() as inbound if not self._budget.admits(inbound, update.said_at):
                self._count_flood()
                told = self._budget.told_instead(inbound, update.said_at)
                if told is not None:
                    await self._hear(told)
                return  # nor is the press of a button answered: the calls belong to others
            case Inbound() as inbound:
                await self._hear(self._budget.with_unheard(inbound))
            case Leave(chat_id=chat_id):
                self.counts["left"] += 1
                self._chores.begin("leaveChat", {"chat_id": chat_id})
            case Ignore():
                self.counts["ignored"] += 1
        if update.callback_id:
            self._chores.begin("answerCallbackQuery", {"callback_query_id": update.callback_id})

    def count_poison(self, count: int = 1) -> None:
        """Note that something could not be read as it should be."""
        self.counts["poison"] += count
        self._journal.note("update_unreadable", channel=CHANNEL, count=count)

    def _count_flood(self) -> None:
        """Count what was not heard; told once a minute, so that a flood is none in the log."""
        self.counts["over_budget"] += 1
        self._flood += 1
        now = self._clock.now()
        if self._flood_told_at is None or now - self._flood_told_at >= TELL_FLOOD_EVERY:
            self._journal.note("flood_warned", channel=CHANNEL, count=self._flood)
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
                self._journal.note("hearing_failed", channel=CHANNEL, fault=type(fault).__name__, count=attempt)
            else:
                self.counts["told" if inbound.kind is InboundKind.UNHEARD else "heard"] += 1
                return
            if attempt < TRIES:
                await pauses.wait()
        self.counts["given_up"] += 1
        self._journal.note("update_lost", channel=CHANNEL)

    async def _hear_in_time(self, inbound: Inbound) -> None:
        limit = asyncio.timeout(self._hear_within.total_seconds())
        try:
            async with limit:
                await self._listener.hear(inbound)
        except TimeoutError as fault:
            if not limit.expired():
                raise
            raise StoreDown("The database took too long; the event has to come again.") from fault
