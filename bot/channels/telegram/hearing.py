"""Hands what was read from an update on to the bot, and does the small chores after it; the same for both ways in."""

from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any

from bot.channels.budget import Budget
from bot.channels.hearing import HEAR_WITHIN, Ear
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.update import CHANNEL, Ignore, Leave, Update
from bot.errors import BotError
from bot.model import Inbound
from bot.ports import Clock, Journal, Listener

Spawn = Callable[[Coroutine[Any, Any, None]], object]
"""Starts a task in the TaskGroup that app.py owns."""

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
        self._ear = Ear(listener, CHANNEL, clock=clock, journal=journal, budget=budget, hear_within=hear_within)
        self._chores = chores
        self.counts: Counter[str] = self._ear.counts

    async def take(self, update: Update) -> None:
        """Take an update in; when this returns it may be acknowledged.

        Raises:
            StoreDown: nothing was kept; the update has to come again.
            Fenced: another process serves this database.
        """
        if update.is_poison:
            self.count_poison()
        match update.event:
            case Inbound() as inbound:
                if not await self._ear.hear(inbound, update.said_at):
                    return  # nor is the press of a button answered: the calls belong to others
            case Leave(chat_id=chat_id):
                self.counts["left"] += 1
                self._chores.begin("leaveChat", {"chat_id": chat_id})
            case Ignore():
                self.counts["ignored"] += 1
        if update.callback_id:
            self._chores.begin("answerCallbackQuery", {"callback_query_id": update.callback_id})

    def count_poison(self, count: int = 1) -> None:
        """Note that something could not be read as it should be."""
        self._ear.count_poison(count)
