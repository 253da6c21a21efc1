"""Tells people that something they wrote may be lost: once, in a few neutral words, where we may write first.

For a channel that loses what it was handing over when it breaks, and can't say of whom.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.appointments import with_more_said
from bot.delivery import Delivery
from bot.errors import StoreDown
from bot.flows.shelf import Shelf
from bot.flows.vanishing import by_a_message
from bot.model import Bubble, Conversation, ConversationId, Outbound, OutboundId, Purpose, changed
from bot.ports import Clock, Job, Journal, NewId, Store, Transaction

TOLD_AGAIN_AFTER = timedelta(minutes=10)
"""A channel that breaks again and again tells each person no more often."""
PAUSE = timedelta(seconds=5)

Told = tuple[Conversation, Outbound]


class Gaps:
    """Tells of gaps in one channel.

    Args:
        channel: Its name.
        shelf: What is served now.
    """

    def __init__(
        self,
        channel: str,
        store: Store,
        delivery: Delivery,
        *,
        shelf: Callable[[], Shelf],
        new_id: NewId,
        clock: Clock,
        journal: Journal,
    ) -> None:
        self._channel = channel
        self._store = store
        self._delivery = delivery
        self._shelf = shelf
        self._new_id = new_id
        self._clock = clock
        self._journal = journal
        self._told: dict[ConversationId, datetime] = {}

    async def tell(self) -> None:
        """Tell everybody within reach, however long the database is away. Whoever is not meets the opening anyway.

        Raises:
            Fenced: another process serves this database.
        """
        since = self._clock.now() - TOLD_AGAIN_AFTER
        self._told = {one: at for one, at in self._told.items() if at > since}
        told = await self._queue_all()
        self._journal.note("gap_warned", channel=self._channel, count=len(told))
        for conversation, row in told:
            self._told[conversation.id] = self._clock.now()
            self._delivery.dispatch(conversation, (row,))

    async def _queue_all(self) -> tuple[Told, ...]:
        while True:
            try:
                return await self._store.run(Job(partial(self._queued, frozenset(self._told))))
            except StoreDown:
                await self._clock.sleep(PAUSE)

    def _queued(self, told: frozenset[ConversationId], tx: Transaction) -> tuple[Told, ...]:
        reached = tx.conversations.within_reach(self._channel)
        return tuple(self._queue(tx, one) for one in reached if one.id not in told)

    def _queue(self, tx: Transaction, one: Conversation) -> Told:
        text = self._shelf().newest.say("gap", one.language)
        row = Outbound(OutboundId(self._new_id()), one.id, one.next_seq, Purpose.NOTICE, Bubble(text))
        said = changed(with_more_said(one), next_seq=one.next_seq + 1, **by_a_message(one, tx.now))
        kept = tx.conversations.save(said)
        tx.outbox.add(row)
        return kept, row
