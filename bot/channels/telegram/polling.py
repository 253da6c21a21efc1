"""The polling loop: ask for updates, hear them all, and only then confirm them by the next offset."""

import asyncio
from collections.abc import Callable, Sequence

from bot.channels.pacing import Pauses
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.hearing import Hearing
from bot.channels.telegram.reader import ALLOWED_UPDATES, read_all
from bot.channels.telegram.update import CHANNEL, Update
from bot.errors import DeliveryError, Fenced, StoreDown, TryLater
from bot.ports import Clock, Journal

LONG_POLL_S, MOST_UPDATES = 50, 100
MARGIN_S = 15
"""How much longer than the poll itself its answer may take."""


class Poller:
    """Takes updates from Telegram until it is cancelled; an update that was not committed stays with Telegram.

    Args:
        alive: Called whenever Telegram has answered a poll.
    """

    def __init__(
        self,
        client: TelegramClient,
        hearing: Hearing,
        *,
        clock: Clock,
        journal: Journal,
        long_poll_s: int = LONG_POLL_S,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._alive = alive
        self._client = client
        self._hearing = hearing
        self._journal = journal
        self._long_poll_s = long_poll_s
        self._pauses = Pauses(clock)
        self._offset = 0

    async def run(self) -> None:
        """Poll for ever.

        Raises:
            Fenced: another process serves this database.
        """
        await self._until_done("deleteWebhook", {"drop_pending_updates": False})
        while True:
            answer = await self._until_done(
                "getUpdates",
                {
                    "offset": self._offset,
                    "timeout": self._long_poll_s,
                    "limit": MOST_UPDATES,
                    "allowed_updates": ALLOWED_UPDATES,
                },
                answer_within_s=self._long_poll_s + MARGIN_S,
            )
            self._alive()
            updates, unreadable = read_all(answer)
            if unreadable:
                self._hearing.count_poison(unreadable)
            if await self._hear_all(updates):
                self._confirm(updates)
                if updates or not unreadable:
                    self._pauses.reset()
                    continue
            await self._pauses.wait()

    def _confirm(self, updates: Sequence[Update]) -> None:
        """Let the next call forget what was committed."""
        if updates:
            self._offset = max(update.id for update in updates) + 1

    async def _until_done(
        self, method: str, params: dict[str, object], *, answer_within_s: float | None = None
    ) -> bytes:
        """Call until it works: asking for updates twice loses nothing."""
        while True:
            try:
                return await self._client.call(method, params, answer_within_s=answer_within_s)
            except DeliveryError as fault:
                self._journal.note("telegram_failed", channel=CHANNEL, reason=str(fault))
                wait = fault.retry_after if isinstance(fault, TryLater) else None
            await self._pauses.wait(wait)

    async def _hear_all(self, updates: Sequence[Update]) -> bool:
        """Hear a batch at once, begun in its order; False if some of it was not kept."""
        if not updates:
            return True
        async with asyncio.TaskGroup() as tasks:
            hearings = [tasks.create_task(self._hear(update)) for update in updates]
        results = [hearing.result() for hearing in hearings]
        for fault in results:
            if isinstance(fault, Fenced):
                raise fault
        if any(results):
            self._journal.note("store_failed", channel=CHANNEL, count=sum(map(bool, results)))
            return False
        return True

    async def _hear(self, update: Update) -> StoreDown | Fenced | None:
        """Hear one update; what it came to is returned, so that it cancels no other."""
        try:
            await self._hearing.take(update)
        except (StoreDown, Fenced) as fault:
            return fault
        return None
