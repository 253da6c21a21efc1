"""What one transaction is made of: its connection, its moment, and what it has not written yet."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import Connection, insert

from bot.model import ConversationId, Outbound, OutboundId
from bot.ports import Keyring, Subkey
from bot.storage.bulk import Bulk
from bot.storage.codec import BODIES
from bot.storage.conversation_keys import ConversationKeys, PersonIndex
from bot.storage.event_seal import EventSeal
from bot.storage.event_seal import Row as EventRow
from bot.storage.forgetting import forget
from bot.storage.lifetimes import day_of
from bot.storage.message_refs import MessageRefs
from bot.storage.rows import Rows
from bot.storage.tables import event_log
from bot.storage.timers import Timers
from bot.storage.vault import FieldKey, Place, derive, field_key, pad

PAYLOAD = Place("outbox", "payload")
_ADD_EVENTS = insert(event_log)


class Secrets:
    """Everything that transactions seal with; made once for a store."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.conversations = ConversationKeys(keyring)
        self.index = PersonIndex(keyring)
        self.events = EventSeal(keyring)
        self.staff: FieldKey = field_key(keyring.subkey(Subkey.STAFF), b"staff")
        self.audit: bytes = keyring.subkey(Subkey.AUDIT)
        self.slots: bytes = derive(keyring.subkey(Subkey.STAFF), "slot/v1")


class Unit:
    """A unit of work: reads see what was changed in it, and `flush` writes that set-wise.

    Attributes:
        tidied_on: The last day of which everything that was due is deleted; 0 when nobody knows.
        shredded: Keys were deleted, whose bytes must not stay in a journal.
        zone: Of the desk, by whose wall is counted.
        events: Rows of the event log that are to be written.
        before_forgetting: Those that are told of the conversations that are about to be deleted.
    """

    def __init__(
        self, connection: Connection, bulk: Bulk, secrets: Secrets, *, now: datetime, zone: tzinfo, tidied_on: int
    ) -> None:
        self.connection = connection
        self.bulk = bulk
        self.secrets = secrets
        self.tidied_on = tidied_on
        self.now = now
        self.today = day_of(now)
        self.zone = zone
        self.shredded = False
        self.events: list[EventRow] = []
        self.before_forgetting: Sequence[Callable[[Sequence[ConversationId]], None]] = ()
        self.refs = MessageRefs(now)
        self.rows = Rows(bulk, secrets.conversations, secrets.index, now=now, forget=self.forget, spill=self.refs.spill)
        self.timers = Timers(self.rows)
        self._added: dict[OutboundId, Outbound] = {}
        self._dropped: dict[OutboundId, ConversationId] = {}

    def add(self, outbound: Outbound) -> None:
        """Queue a row of the outbox."""
        self._added[outbound.id] = outbound

    def drop(self, outbound: Outbound) -> None:
        """Delete a row of the outbox."""
        if self._added.pop(outbound.id, None) is None:
            self._dropped[outbound.id] = outbound.conversation_id

    def forget(self, ids: Sequence[ConversationId]) -> int:
        """Delete conversations with all that is theirs; what is not written yet must be flushed before."""
        for tell in self.before_forgetting:
            tell(ids)
        self.shredded = self.shredded or bool(ids)
        for one in ids:
            self.secrets.conversations.close(one)
        return forget(self.connection, ids, self.today)

    def flush(self) -> None:
        """Write what was changed, so that plain statements see it."""
        self.refs.settle(self.rows)
        self.rows.flush()
        self.refs.flush(self.bulk)
        self.timers.flush(self.bulk)
        if self._dropped:
            self.bulk.drop_outbox([(owner, one) for one, owner in self._dropped.items()])
            self._dropped = {}
        if self._added:
            self.bulk.add_outbox([self._sealed(one) for one in self._added.values()])
            self._added = {}
        if self.events:
            rows = [{"day": day, "id": one, "sealed": sealed} for day, one, sealed in self.events]
            self.connection.execute(_ADD_EVENTS, rows)
            self.events = []

    def _sealed(self, one: Outbound) -> tuple[ConversationId, OutboundId, int, str, str, int, bytes]:
        key = self.rows.key(one.conversation_id)
        payload = key.seal(PAYLOAD, one.id, pad(BODIES.write((one.bubble, one.until, one.line, one.only))))
        return one.conversation_id, one.id, one.seq, one.purpose, "q", one.attempt, payload
