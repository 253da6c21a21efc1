"""The conversations that one transaction has in its hands: read together, opened when looked at, written together.

What a batch reads twice it reads once from the database, and a later piece of work sees what an earlier one changed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from os import urandom

from bot.errors import BotError, Stale, Unreadable
from bot.model import Conversation, ConversationId, MessageRef, Sender
from bot.storage.bulk import Bulk, ConversationRow, RefRow, StateChange
from bot.storage.codec import REFS, STATES, Refs
from bot.storage.conversation_keys import TAG_BYTES, ConversationKeys, PersonIndex
from bot.storage.lifetimes import REF_DAYS, REF_LIFE, day_of, last_day, living_weeks, week_of
from bot.storage.vault import STATE_BYTES, FieldKey, Place, TooLong, pad, unpad

STATE = Place("conversation", "state")
REFS_PLACE = Place("message_ref", "refs")
CUT_OFF = 0
"""The week of a conversation that nobody is found by any more."""
MOST_REFS_IN_STATE = 32
"""A state has room to spare: the ids of so many messages lie in it, and cost no row of their own."""
_MOST_REFS_IN_ROW = 64

_values = attrgetter(*(one.name for one in fields(Conversation)))
_VERSION_AT = [one.name for one in fields(Conversation)].index("version")


def _next_version(conversation: Conversation) -> Conversation:
    """As `dataclasses.replace` does, in half the time: this runs in every turn."""
    values = _values(conversation)
    return Conversation(*values[:_VERSION_AT], values[_VERSION_AT] + 1, *values[_VERSION_AT + 1 :])


@dataclass(slots=True, eq=False)
class Row:
    """A conversation in this transaction.

    Attributes:
        stored: The version that the database has; 0 for none yet.
        data_key: The key of a conversation that is not stored yet; empty when it is wrapped.
        conversation: None until somebody looks.
        refs: The message ids that lie in the state.
        moved: More than the state changed.
    """

    id: ConversationId
    bix: bytes = b""
    week: int = CUT_OFF
    stored: int = 0
    expires_on: int = 0
    wrapped: bytes = b""
    sealed: bytes = b""
    key: FieldKey | None = None
    data_key: bytes = b""
    conversation: Conversation | None = None
    refs: Refs = field(default_factory=list)
    moved: bool = False


class Rows:
    """All conversations of one transaction. Nothing is written before `flush`."""

    def __init__(
        self,
        bulk: Bulk,
        keys: ConversationKeys,
        index: PersonIndex,
        *,
        now: datetime,
        forget: Callable[[Sequence[ConversationId]], object],
    ) -> None:
        """`forget` deletes conversations that turn out to be past their day."""
        self._bulk = bulk
        self._keys = keys
        self._index = index
        self._forget = forget
        self._now = now
        self._today = day_of(now)
        self._week = week_of(self._today)
        self._by_id: dict[ConversationId, Row | None] = {}
        self._by_sender: dict[Sender, Row | None] = {}
        self._changed: dict[ConversationId, Row] = {}
        self._new_refs: dict[ConversationId, Refs] = {}

    def find(self, senders: Iterable[Sender]) -> None:
        """Read the conversations of these people, by this week's hashes, then by those of the weeks before."""
        wanted = [sender for sender in dict.fromkeys(senders) if sender not in self._by_sender]
        this, *earlier = living_weeks(self._today)
        for weeks in ([this], earlier):
            tags = {
                (tag, week): sender for sender in wanted for week in weeks if (tag := self._index.tag(sender, week))
            }
            if tags:
                self._note(self._bulk.tagged(list(tags)), lambda row, tags=tags: tags[row.bix, row.week])
            wanted = [sender for sender in wanted if sender not in self._by_sender]
        self._by_sender.update(dict.fromkeys(wanted))

    def load(self, ids: Iterable[ConversationId]) -> None:
        """Read the conversations with these ids."""
        wanted = [one for one in dict.fromkeys(ids) if one not in self._by_id]
        if wanted:
            self._note(self._bulk.conversations(wanted), None)
            for missing in wanted:
                self._by_id.setdefault(missing, None)

    def of(self, sender: Sender) -> Row | None:
        """Return the row of a person.

        Raises:
            Unreadable: the hash of this person was put on somebody else's row.
        """
        if sender not in self._by_sender:
            self.find([sender])
        row = self._by_sender[sender]
        if row is not None and self.opened(row).sender != sender:
            raise Unreadable
        return row

    def get(self, conversation_id: ConversationId) -> Row | None:
        """Return the row with this id."""
        if conversation_id not in self._by_id:
            self.load([conversation_id])
        row = self._by_id[conversation_id]
        return row if row is not None and (row.stored or row.conversation) else None

    def opened(self, row: Row) -> Conversation:
        """Return the conversation of a row, as this transaction has it."""
        if row.conversation is None:
            sealed = self.key_of(row).open(STATE, row.id, row.sealed, version=row.stored)
            row.conversation, row.refs = STATES.read(unpad(sealed))
        return row.conversation

    def key_of(self, row: Row) -> FieldKey:
        """Return what seals the fields of a row's conversation."""
        if row.key is None:
            row.key = self._keys.open(row.id, row.wrapped, row.expires_on)
        return row.key

    def key(self, conversation_id: ConversationId) -> FieldKey:
        """Return what seals the fields of a conversation, which may be saved for the first time later on."""
        row = self.get(conversation_id) or self._by_id[conversation_id]
        if row is None:
            row = self._by_id[conversation_id] = Row(conversation_id)
            row.data_key, row.key = self._keys.fresh(conversation_id)
        return self.key_of(row)

    def save(self, conversation: Conversation) -> Conversation:
        """Take a conversation as the successor of the version it carries.

        Raises:
            Stale: there is another version already, or another conversation of this person.
        """
        row = self._successor(conversation) if conversation.version else self._begin(conversation)
        row.conversation = _next_version(conversation)
        day = max(row.expires_on, last_day(conversation, self._now))
        if day != row.expires_on:
            self._move_to_day(row, day)
        if row.week not in {self._week, CUT_OFF}:
            row.bix, row.week, row.moved = self._tag(conversation.sender), self._week, True
        self._changed[row.id] = row
        return row.conversation

    def cut_off(self, row: Row) -> None:
        """Let nobody be found by this row any more."""
        self._by_sender[self.opened(row).sender] = None
        row.bix, row.week, row.moved = urandom(TAG_BYTES), CUT_OFF, True
        self._changed[row.id] = row

    def drop(self, conversation_id: ConversationId) -> None:
        """Take a row out that was deleted in the database; nothing of it may wait to be written."""
        row, self._by_id[conversation_id] = self._by_id.get(conversation_id), None
        self._new_refs.pop(conversation_id, None)
        for sender in [sender for sender, found in self._by_sender.items() if found is row and row is not None]:
            self._by_sender[sender] = None

    def keep_ref(self, conversation_id: ConversationId, ref: MessageRef) -> None:
        """Remember a message id; for a conversation that was forgotten it is forgotten too."""
        moment_us = int(self._now.timestamp() * 1_000_000)
        self._new_refs.setdefault(conversation_id, []).append((moment_us, ref))

    def refs_since(self, oldest: datetime, found: Iterable[Refs]) -> tuple[MessageRef, ...]:
        """Return message ids of a conversation in their order, without those from before a moment."""
        oldest_us = int(oldest.timestamp() * 1_000_000)
        refs = sorted((entry for refs in found for entry in refs if entry[0] >= oldest_us), key=lambda entry: entry[0])
        return tuple(ref for _, ref in refs)
