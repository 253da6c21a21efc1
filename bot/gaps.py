"""Tells people that something they wrote may be lost: once, in a few neutral words, where we may write first.

For a channel that loses what it was handing over when it breaks, and can't say of whom. The channel is noted as open
in the database before anything can come over it, and as closed after a stop in good order: so whichever host serves
next knows whether anything may be lost.
"""

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot.appointments import with_more_said
from bot.delivery import Delivery
from bot.errors import StoreDown
from bot.flows.shelf import Shelf
from bot.flows.vanishing import by_a_message
from bot.model import Bubble, Conversation, ConversationId, Outbound, OutboundId, Purpose, changed
from bot.ports import Clock, Job, Journal, NewId, Store, Transaction
from bot.safe_contact import RESENDS

TOLD_AGAIN_AFTER = timedelta(minutes=10)
"""Whoever wrote nothing that we heard since they were told is told no more often."""
PAUSE = timedelta(seconds=5)

T = TypeVar("T")
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
        self._untold = 0
        self._is_open = False

    async def begin(self) -> None:
        """Queue what tells of what an earlier process may have lost, on whichever host.

        To be done before anything is heard, and before the delivery takes up what waits: it sends this too.

        Raises:
            Fenced: another process serves this database.
        """
        self._note(await self._run(self._left_behind))

    async def open(self) -> None:
        """Note, before the first thing can come, that from now on something may be lost.

        Raises:
            Fenced: another process serves this database.
        """
        if not self._is_open:
            await self._run(lambda tx: tx.open_lines.open(self._channel))
            self._is_open = True

    def tell(self) -> Coroutine[Any, Any, None]:
        """Tell everybody within reach, however long the database is away. Whoever is not meets the opening anyway.

        From this call on, before anything is awaited, the line can't be closed until it is done.

        Raises:
            Fenced: another process serves this database.
        """
        self._untold += 1
        return self._tell()

    async def _tell(self) -> None:
        since = self._clock.now() - TOLD_AGAIN_AFTER
        self._told = {one: at for one, at in self._told.items() if at > since}
        told = await self._run(partial(self._queued, dict(self._told)))
        self._note(told)
        for conversation, row in told:
            self._delivery.dispatch(conversation, (row,))
        self._untold -= 1

    async def close(self) -> None:
        """Note that nothing can be lost any more: nothing comes, and all that came is kept.

        What could not be told or noted is told by the next process.

        Raises:
            StoreDown: it is not noted.
            Fenced: another process serves this database.
        """
        if not self._untold:
            await self._store.run(Job(lambda tx: tx.open_lines.close(self._channel)))
            self._is_open = False

    async def _run(self, work: Callable[[Transaction], T]) -> T:
        while True:
            try:
                return await self._store.run(Job(work))
            except StoreDown:
                await self._clock.sleep(PAUSE)

    def _note(self, told: tuple[Told, ...] | None) -> None:
        if told is not None:
            self._journal.note("gap_warned", channel=self._channel, count=len(told))
            self._told.update((conversation.id, self._clock.now()) for conversation, _ in told)

    def _left_behind(self, tx: Transaction) -> tuple[Told, ...] | None:
        """Queue the notices. The line stays open: if this process dies too, what it could not say has to be said.

        An earlier one that waits is enough, unless an answer waits behind it: what was answered was not lost.
        """
        if not tx.open_lines.is_open(self._channel):
            return None
        reached = tx.conversations.within_reach(self._channel)
        return tuple(self._queue(tx, one) for one in reached if not self._is_on_its_way(tx, one))

    def _is_on_its_way(self, tx: Transaction, one: Conversation) -> bool:
        """Tell whether a notice of an earlier process is the last that waits for them; drop what others there are.

        Not one that will be given up for its age.
        """
        text, most = self._text(one), RESENDS[Purpose.NOTICE]
        waiting = tx.outbox.queued(one.id)
        notices = [row for row in waiting if row.bubble.text == text and row.attempt <= most]
        is_last = bool(notices) and notices[-1] is waiting[-1]
        for row in notices[:-1] if is_last else notices:
            tx.outbox.drop(row)
        return is_last

    def _queued(self, told: Mapping[ConversationId, datetime], tx: Transaction) -> tuple[Told, ...]:
        reached = tx.conversations.within_reach(self._channel)
        return tuple(self._queue(tx, one) for one in reached if one.id not in told or _wrote_since(one, told[one.id]))

    def _text(self, one: Conversation) -> str:
        return self._shelf().newest.say("gap", one.language)

    def _queue(self, tx: Transaction, one: Conversation) -> Told:
        bubble = Bubble(self._text(one))
        row = Outbound(OutboundId(self._new_id()), one.id, one.next_seq, Purpose.NOTICE, bubble)
        said = changed(with_more_said(one), next_seq=one.next_seq + 1, **by_a_message(one, tx.now))
        kept = tx.conversations.save(said)
        tx.outbox.add(row)
        return kept, row


def _wrote_since(one: Conversation, told_at: datetime) -> bool:
    return one.heard_at is not None and one.heard_at > told_at
