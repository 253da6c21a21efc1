"""The timers of one transaction: each conversation has one or none, and saving the conversation sets or clears it.

A turn that changes nothing about them costs no statement. In the clear are the five minutes; the moment is sealed.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.errors import Unreadable
from bot.model import Conversation, ConversationId
from bot.storage.bulk import Bulk, TimerRow
from bot.storage.codec import MOMENTS
from bot.storage.lifetimes import bucket_of
from bot.storage.rows import Rows
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("timer", "argument")


class Timers:
    """What one transaction sets and clears."""

    def __init__(self, rows: Rows) -> None:
        """Seal with the keys of these conversations."""
        self._rows = rows
        self._changed: dict[ConversationId, datetime | None] = {}

    def note(self, before: Conversation | None, after: Conversation) -> None:
        """Take in a conversation that is saved."""
        moment = after.wakes_at
        if moment != (before.wakes_at if before else None):
            self._changed[after.id] = moment

    def flush(self, bulk: Bulk) -> None:
        """Write what was changed."""
        if not self._changed:
            return
        changed, self._changed = self._changed, {}
        over = [one for one, moment in changed.items() if moment is None]
        if over:
            bulk.drop_timers(over)
        to_come = [self._sealed(one, moment) for one, moment in changed.items() if moment is not None]
        if to_come:
            bulk.set_timers(to_come)

    def opened(self, rows: Iterable[tuple[ConversationId, bytes]]) -> dict[ConversationId, datetime]:
        """Return the moments of stored timers; those of conversations that are gone are left out."""
        found = list(rows)
        self._rows.load(one for one, _ in found)
        moments: dict[ConversationId, datetime] = {}
        for one, sealed in found:
            if self._rows.get(one) is None:
                continue
            try:
                moments[one] = self._opened(one, sealed)
            except Unreadable:
                # An altered row may not keep everybody else waiting: nobody can say any more when it is due.
                self._changed[one] = None
        return moments

    def _opened(self, conversation_id: ConversationId, sealed: bytes) -> datetime:
        return MOMENTS.read(unpad(self._rows.key(conversation_id).open(_PLACE, conversation_id, sealed)))

    def _sealed(self, conversation_id: ConversationId, moment: datetime) -> TimerRow:
        content = pad(MOMENTS.write(moment))
        return (
            conversation_id,
            bucket_of(moment),
            self._rows.key(conversation_id).seal(_PLACE, conversation_id, content),
        )
