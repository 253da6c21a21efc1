"""Wake conversations whose moment has come: what they wait for lies in the store, here is only when to look."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.errors import BotError, Fenced, StoreDown
from bot.model import Conversation, ConversationId
from bot.ports import Clock, Job, Journal, Store

TICK = timedelta(seconds=1)
LOOK_EVERY = timedelta(minutes=1)
"""How often the store is asked, for what another process set and for what failed before."""
AHEAD = timedelta(minutes=5)


class Wakes(Protocol):
    """Lets one conversation go on."""

    async def wake(self, conversation_id: ConversationId, *, look_again: bool = False) -> None:
        """Let it take effect, if the moment has come; `look_again` if it may have been kept unheard before."""


class Wakeup:
    """An `Alarm` that is kept in time: each moment within a second.

    It only ever remembers when to look. Whether something happens is decided by the turn itself, in its transaction, so
    a moment that is looked at twice, too early or too late does no harm. A turn whose commit may have been kept unheard
    is woken once more when the store answers again: its moment is gone then, and what it said still waits.
    """

    def __init__(
        self, store: Store, clock: Clock, journal: Journal, *, spawn: Callable[[Coroutine[Any, Any, None]], object]
    ) -> None:
        """Wake by `clock`; `spawn` runs what may take its time."""
        self._store = store
        self._clock = clock
        self._journal = journal
        self._spawn = spawn
        self._moments: dict[ConversationId, datetime] = {}
        self._in_doubt: set[ConversationId] = set()

    def expect(self, conversation: Conversation) -> None:
        """Remember a moment, or forget it."""
        moment = conversation.wakes_at
        if moment is None:
            self._moments.pop(conversation.id, None)
        else:
            self._moments[conversation.id] = moment

    async def look(self) -> None:
        """Read ahead what is due soon, what was due while nobody looked, and what is in doubt."""
        now = self._clock.now()
        self._moments.update(await self._store.run(Job(lambda tx: tx.conversations.waking(now + AHEAD))))
        self._moments.update(dict.fromkeys(self._in_doubt, now))

    def ring(self, conversations: Wakes) -> None:
        """Wake all whose moment has come; those of one moment are one batch of the store."""
        now = self._clock.now()
        for one in [one for one, moment in self._moments.items() if moment <= now]:
            del self._moments[one]
            self._spawn(self._wake(conversations, one))

    async def run(self, conversations: Wakes) -> None:
        """Do so for ever; what goes wrong is noted, and found again within a minute."""
        looked_at: datetime | None = None
        while True:
            now = self._clock.now()
            if looked_at is None or abs(now - looked_at) >= LOOK_EVERY:
                looked_at = now
                await self._try_to_look()
            self.ring(conversations)
            await self._clock.sleep(TICK)

    async def _try_to_look(self) -> None:
        try:
            await self.look()
        except Fenced:
            raise
        except BotError as fault:
            self._journal.note("timers_failed", reason=fault.what)

    async def _wake(self, conversations: Wakes, conversation_id: ConversationId) -> None:
        look_again = conversation_id in self._in_doubt
        self._in_doubt.discard(conversation_id)
        try:
            await conversations.wake(conversation_id, look_again=look_again)
        except Fenced:
            raise
        except Exception as fault:  # noqa: BLE001 - one conversation that can't go on may not stop all others
            if look_again or isinstance(fault, StoreDown):
                self._in_doubt.add(conversation_id)
            self._journal.note("timer_failed", fault=type(fault).__name__)
