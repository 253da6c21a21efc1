"""The conversations of one transaction, in the words of the port."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.model import Conversation, ConversationId, MessageRef, Sender
from bot.storage.lifetimes import bucket_of
from bot.storage.message_refs import MessageRefs
from bot.storage.row import Row
from bot.storage.rows import Rows
from bot.storage.standing import can_be_told, places_of
from bot.storage.tables import conversation, message_ref, timer, way_back
from bot.storage.unit import Unit

_REFS = select(message_ref.c.id, message_ref.c.refs).where(message_ref.c.conv_id == bindparam("conv_id"))

_FORGET_REFS = delete(message_ref).where(message_ref.c.conv_id == bindparam("owner"))
_IDS = select(conversation.c.id)
_AT_ONCE = 5_000
"""The earliest ones; the rest is found when these are over."""
_UNTIL = conversation.c.expires_on <= bindparam("day")
_LEFT = select(func.count()).select_from(conversation).where(_UNTIL)
_WAYS_UNTIL = way_back.c.expires_on <= bindparam("day")
_WAYS_LEFT = select(func.count()).select_from(way_back).where(_WAYS_UNTIL)
_FORGET_WAYS = delete(way_back).where(_WAYS_UNTIL)
_DUE = select(conversation.c.id).where(_UNTIL).limit(_AT_ONCE)
_TIMERS = (
    select(timer.c.conv_id, timer.c.argument)
    .where(timer.c.bucket <= bindparam("bucket"))
    .order_by(timer.c.bucket)
    .limit(_AT_ONCE)
)


class SqlConversations:
    """A `Conversations` over the rows that the transaction has in its hands."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._rows: Rows = unit.rows
        self._refs: MessageRefs = unit.refs
        self._connection: Connection = unit.connection

    def of(self, sender: Sender) -> Conversation | None:
        row = self._rows.of(sender)
        return None if row is None else self._rows.opened(row)

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        row = self._rows.get(conversation_id)
        return None if row is None else self._rows.opened(row)

    def save(self, conversation: Conversation) -> Conversation:
        before = self.get(conversation.id) if conversation.version else None
        kept = self._rows.save(conversation)
        self._unit.timers.note(before, kept)
        return kept

    def unlink(self, conversation_id: ConversationId) -> None:
        row = self._rows.get(conversation_id)
        if row is not None:
            self._rows.cut_off(row)

    def forget(self, conversation_id: ConversationId) -> None:
        self._unit.flush()
        self._unit.forget([conversation_id])
        self._rows.drop(conversation_id)

    def left_under(self, day: int) -> int:
        self._unit.flush()
        left: int = self._connection.execute(_LEFT, {"day": day}).scalar_one()
        ways: int = self._connection.execute(_WAYS_LEFT, {"day": day}).scalar_one()
        return left + ways

    def forget_until(self, day: int) -> int:
        self._unit.flush()
        if self._connection.execute(_FORGET_WAYS, {"day": day}).rowcount:
            self._unit.shredded = True
        due = [ConversationId(one) for one in self._connection.execute(_DUE, {"day": day}).scalars()]
        self._unit.forget(due)
        for one in due:
            self._rows.drop(one)
        return len(due)

    def standing(self) -> Mapping[str, int]:
        return Counter(place for one in self._opened() for place in places_of(one, self._unit.now))

    def _opened(self) -> Iterator[Conversation]:
        """Open every row."""
        self._unit.flush()
        ids = [ConversationId(one) for one in self._connection.execute(_IDS).scalars()]
        self._rows.load(ids)
        return (self._rows.opened(row) for row in map(self._rows.get, ids) if row is not None)

    def within_reach(self, channel: str) -> tuple[Conversation, ...]:
        return tuple(one for one in self._opened() if can_be_told(one, channel, self._unit.now))

    def waking(self, until: datetime) -> Mapping[ConversationId, datetime]:
        self._unit.flush()
        found = self._connection.execute(_TIMERS, {"bucket": bucket_of(until)})
        moments = self._unit.timers.opened((row.conv_id, row.argument) for row in found)
        return {one: moment for one, moment in moments.items() if moment <= until}

    def keep_ref(self, conversation_id: ConversationId, ref: MessageRef) -> None:
        self._refs.keep(conversation_id, ref)

    def refs(self, conversation_id: ConversationId, *, until: datetime | None = None) -> tuple[MessageRef, ...]:
        row = self._row_with_refs(conversation_id)
        if row is None:
            return ()
        return self._refs.living(row, self._rows.key_of(row), self._stored_refs(conversation_id), until=until)

    def forget_refs(self, conversation_id: ConversationId, refs: Sequence[MessageRef]) -> None:
        row = self._row_with_refs(conversation_id)
        if row is None:
            return
        stored = self._stored_refs(conversation_id)
        if stored:
            self._connection.execute(_FORGET_REFS, {"owner": conversation_id})
        self._refs.remove(row, self._rows.key_of(row), stored, gone=frozenset(refs))
        self._rows.save(self._rows.opened(row))  # some of them lie in its state

    def _row_with_refs(self, conversation_id: ConversationId) -> Row | None:
        self._unit.flush()
        row = self._rows.get(conversation_id)
        if row is not None:
            self._rows.opened(row)
        return row

    def _stored_refs(self, conversation_id: ConversationId) -> list[tuple[bytes, bytes]]:
        return [(one.id, one.refs) for one in self._connection.execute(_REFS, {"conv_id": conversation_id})]
