"""The conversations that one transaction has in its hands: read together, opened when looked at, written together.

What a batch reads twice it reads once from the database, and a later piece of work sees what an earlier one changed.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from os import urandom

from bot.errors import BotError, Stale, StoreDown, Unreadable
from bot.model import Conversation, ConversationId, Sender, changed
from bot.storage.bulk import Bulk, ConversationRow, StateChange
from bot.storage.codec import STATES
from bot.storage.conversation_keys import TAG_BYTES, ConversationKeys, PersonIndex
from bot.storage.lifetimes import day_of, is_near_a_week_change, last_day_after, week_of, weeks_to_look_in
from bot.storage.row import CUT_OFF, Row
from bot.storage.vault import STATE_BYTES, FieldKey, Place, TooLong, pad, unpad

_STATE = Place("conversation", "state")


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
        spill: Callable[[Row], None],
    ) -> None:
        """`forget` deletes what is past its day of who writes, `spill` takes message ids out of a full state."""
        self._bulk = bulk
        self._keys = keys
        self._index = index
        self._forget = forget
        self._spill = spill
        self._now = now
        self._today = day_of(now)
        self._week = week_of(self._today)
        self._by_id: dict[ConversationId, Row | None] = {}
        self._by_sender: dict[Sender, Row | None] = {}
        self._promised: set[ConversationId] = set()
        self._over: set[ConversationId] = set()
        self.changed: dict[ConversationId, Row] = {}

    def find(self, senders: Iterable[Sender]) -> None:
        """Read the conversations of these people, by this week's hashes, then by those of the other weeks."""
        wanted = [sender for sender in dict.fromkeys(senders) if sender not in self._by_sender]
        this, *others = weeks_to_look_in(self._now)
        for weeks in ([this], others):
            if wanted:
                self._find_in(weeks, wanted)
                wanted = [sender for sender in wanted if sender not in self._by_sender]
        self._by_sender.update(dict.fromkeys(wanted))

    def load(self, ids: Iterable[ConversationId]) -> None:
        """Read the conversations with these ids."""
        wanted = [one for one in dict.fromkeys(ids) if one not in self._by_id]
        if wanted:
            self._take_in(self._bulk.conversations(wanted))
            for one in wanted:
                self._by_id.setdefault(one, None)

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
        """Return the row with this id, unless it is only promised."""
        if conversation_id not in self._by_id:
            self.load([conversation_id])
        return None if conversation_id in self._promised else self._by_id[conversation_id]

    def is_gone(self, conversation_id: ConversationId) -> bool:
        """Tell whether there is no such conversation, stored or promised."""
        return self.get(conversation_id) is None and self._by_id[conversation_id] is None

    def opened(self, row: Row) -> Conversation:
        """Return the conversation of a row, as this transaction has it."""
        if row.conversation is None:
            content = self.key_of(row).open(_STATE, row.id, row.sealed, version=row.stored)
            row.conversation, row.refs = STATES.read(unpad(content))
        return row.conversation

    def key_of(self, row: Row) -> FieldKey:
        """Return what seals the fields of a row's conversation."""
        if row.key is None:
            row.key = self._keys.open(row.id, row.wrapped, row.expires_on)
        return row.key

    def open_key(self, conversation_id: ConversationId) -> FieldKey | None:
        """Return what seals the fields of a conversation if that is known without a look at the database."""
        if conversation_id not in self._by_id:
            return self._keys.known(conversation_id)
        row = self._by_id[conversation_id]
        return None if row is None else self.key_of(row)

    def key(self, conversation_id: ConversationId) -> FieldKey:
        """Return what seals the fields of a conversation; one that is unknown must be saved before the end."""
        row = self.get(conversation_id) or self._by_id[conversation_id]
        if row is None:
            row = self._by_id[conversation_id] = Row(conversation_id)
            row.data_key, row.key = self._keys.fresh(conversation_id)
            self._promised.add(conversation_id)
        return self.key_of(row)

    def save(self, conversation: Conversation) -> Conversation:
        """Take a conversation as the successor of the version it carries.

        Raises:
            Stale: there is another version already, or another conversation of this person.
        """
        row = self._successor(conversation) if conversation.version else self._begun(conversation)
        before = row.conversation
        row.conversation = kept = changed(conversation, version=conversation.version + 1)
        day = last_day_after(before, row.expires_on, kept, now=self._now)
        if day != row.expires_on:
            self._move_to_day(row, day)
        if row.week not in {self._week, CUT_OFF}:
            row.bix, row.week, row.moved = self._tag(kept.sender), self._week, True
        self.changed[row.id] = row
        return kept

    def cut_off(self, row: Row) -> None:
        """Let nobody be found by this row any more."""
        self._by_sender[self.opened(row).sender] = None
        row.bix, row.week, row.moved = urandom(TAG_BYTES), CUT_OFF, True
        self.changed[row.id] = row

    def drop(self, conversation_id: ConversationId) -> None:
        """Take a row out that was deleted in the database; nothing of it may wait to be written."""
        row, self._by_id[conversation_id] = self._by_id.get(conversation_id), None
        self._promised.discard(conversation_id)
        self._over.discard(conversation_id)
        for sender in [sender for sender, found in self._by_sender.items() if row is not None and found is row]:
            self._by_sender[sender] = None

    def check_promises(self) -> None:
        """Make sure that nothing lies under a key that nobody kept.

        Raises:
            BotError: something was sealed for a conversation that was never saved.
        """
        if self._promised:
            raise BotError("Something was kept for a conversation that was not saved.", fix="Save it in the same work.")

    def flush(self) -> None:
        """Write what has changed.

        Raises:
            Stale: somebody else wrote one of the rows first.
            TooLong: a conversation holds more than a row can.
        """
        if not self.changed:
            return
        begun: list[ConversationRow] = []
        states: list[StateChange] = []
        moved: list[tuple[ConversationRow, int]] = []
        for row in self.changed.values():
            version = self.opened(row).version
            sealed = self._sealed(row)
            if row.stored and not row.moved:
                states.append((version, sealed, row.id, row.stored))
                continue
            whole = ConversationRow(row.id, row.bix, row.week, version, row.expires_on, row.wrapped, sealed)
            if row.stored:
                moved.append((whole, row.stored))
            else:
                begun.append(whole)
        # Who was cut off makes room for whom the same person begins.
        written = self._bulk.change_conversations(moved) if moved else 0
        written += self._bulk.change_states(states) if states else 0
        written += self._bulk.begin_conversations(begun) if begun else 0
        if written != len(self.changed):
            raise Stale
        for row in self.changed.values():
            row.stored, row.moved, row.data_key = self.opened(row).version, False, b""
        self.changed.clear()

    def _sealed(self, row: Row) -> bytes:
        conversation = self.opened(row)
        try:
            content = pad(STATES.write((conversation, row.refs)), STATE_BYTES)
        except TooLong:
            self._spill(row)
            content = pad(STATES.write((conversation, row.refs)), STATE_BYTES)
        return self.key_of(row).seal(_STATE, row.id, content, version=conversation.version)

    def _find_in(self, weeks: Sequence[int], wanted: Sequence[Sender]) -> None:
        tags: dict[tuple[bytes, int], Sender] = {}
        for sender in wanted:
            for week in weeks:
                tag = self._index.tag(sender, week)
                if tag is not None:
                    tags[tag, week] = sender
        found = self._bulk.tagged(list(tags)) if tags else []
        self._take_in(found)
        self._make_room(one.id for one in found)
        for one in found:
            row = self._by_id[one.id]
            if row is not None and row.week != CUT_OFF:
                self._by_sender.setdefault(tags[one.bix, one.week], row)

    def _take_in(self, found: Iterable[ConversationRow]) -> None:
        """Make rows of the database ours; those past their day are as if they were gone.

        Whoever only looks deletes none of them: the clock may have leapt.
        """
        for one in found:
            if one.id in self._over:
                continue
            if one.id not in self._by_id:
                if one.expires_on < self._today or self._keys.is_lost(one.expires_on):
                    self._by_id[one.id] = None
                    self._over.add(one.id)
                else:
                    row = Row(one.id, one.bix, one.week, one.version, one.expires_on, one.wrapped_dek, one.state)
                    self._by_id[one.id] = row
            elif self._by_id[one.id] is None:
                raise Stale  # it was not there a moment ago, so somebody begins it right now

    def _make_room(self, found: Iterable[ConversationId]) -> None:
        """Delete what is past its day of people who write now: they begin anew, under the same hash."""
        dead = [one for one in found if one in self._over]
        if dead:
            self._over.difference_update(dead)
            self._forget(dead)

    def _successor(self, conversation: Conversation) -> Row:
        row = self.get(conversation.id)
        if row is None or self.opened(row).version != conversation.version:
            raise Stale
        return row

    def _begun(self, conversation: Conversation) -> Row:
        row = self._by_id.get(conversation.id)
        promised = conversation.id in self._promised
        if is_near_a_week_change(self._now):
            # Another host may be in another week, where the same person has another hash: so one after the other.
            self._bulk.lock_beginnings()
            if self._by_sender.get(conversation.sender) is None:
                self._by_sender.pop(conversation.sender, None)
        if self.of(conversation.sender) is not None or (row is not None and not promised):
            raise Stale("Another conversation of this person was begun first.")
        if row is None:
            row = self._by_id[conversation.id] = Row(conversation.id)
            row.data_key, row.key = self._keys.fresh(row.id)
        row.bix, row.week = self._tag(conversation.sender), self._week
        self._promised.discard(row.id)
        self._by_sender[conversation.sender] = row
        return row

    def _move_to_day(self, row: Row, day: int) -> None:
        if row.data_key:
            row.wrapped = self._keys.wrap(row.id, row.data_key, day)
        else:
            row.wrapped = self._keys.rewrap(row.id, row.wrapped, (row.expires_on, day))
        self._keys.keep(row.id, (row.wrapped, day), self.key_of(row))
        row.expires_on, row.moved = day, True

    def _tag(self, sender: Sender) -> bytes:
        tag = self._index.tag(sender, self._week)
        if tag is None:
            raise StoreDown("The keyring has no key for this week; nothing was kept.")
        return tag
