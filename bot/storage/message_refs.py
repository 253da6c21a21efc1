"""The ids of messages of both sides, kept for the wipe: in the state where it is written anyway, else in own rows."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from operator import itemgetter
from os import urandom

from bot.model import UNKNOWN_REF, ConversationId, MessageRef
from bot.storage.bulk import Bulk, RefRow
from bot.storage.codec import REFS, Refs
from bot.storage.lifetimes import REF_DAYS, REF_LIFE, day_of
from bot.storage.row import Row
from bot.storage.rows import Rows
from bot.storage.vault import FieldKey, Place, pad, unpad

MOST_IN_STATE = 16
"""A state has room to spare: the ids of so many messages cost nothing there, and a row of their own elsewhere."""

_PLACE = Place("message_ref", "refs")
_MOST_IN_ROW = 64
_ID_BYTES = 16


class MessageRefs:
    """The message ids that one transaction remembers."""

    def __init__(self, now: datetime) -> None:
        self._today = day_of(now)
        self._now_us = _microseconds(now)
        self._oldest_us = _microseconds(now - REF_LIFE)
        self._new: dict[ConversationId, Refs] = {}
        self._rows: list[RefRow] = []

    def keep(self, conversation_id: ConversationId, ref: MessageRef) -> None:
        """Remember one; for a conversation that was forgotten it is forgotten too."""
        self._new.setdefault(conversation_id, []).append((self._now_us, ref))
        self._now_us += 1  # each has a moment of its own, so that their order is never lost

    def settle(self, rows: Rows) -> None:
        """Decide where new ones will lie, before the conversations are written."""
        new, self._new = self._new, {}
        rows.load(one for one in new if one not in rows.changed and rows.open_key(one) is None)
        for conversation_id, refs in new.items():
            row = rows.changed.get(conversation_id)
            if row is not None:
                self._put_in_state(row, refs)
            elif key := rows.open_key(conversation_id):
                self._add_rows(conversation_id, key, refs)

    def spill(self, row: Row) -> None:
        """Take all ids out of a state, into rows. That more stands in the chat the state tells as long as it lives."""
        lost, living = self._sorted(row.refs)
        if row.key is not None:  # always so: its state was opened, or is new
            self._add_rows(row.id, row.key, living)
        row.refs = lost

    def flush(self, bulk: Bulk) -> None:
        """Write the rows."""
        if self._rows:
            bulk.add_refs(self._rows)
            self._rows = []

    def living(
        self, row: Row, key: FieldKey, stored: Iterable[tuple[bytes, bytes]], *, until: datetime | None
    ) -> tuple[MessageRef, ...]:
        """Return those that can still be deleted, oldest first: of the state and of stored rows, as id and content."""
        lost, living = self._sorted([*row.refs, *_opened(key, stored)])
        living.sort(key=itemgetter(0))
        if until is not None:
            last_us = _microseconds(until)
            return tuple(ref for moment_us, ref in living if moment_us <= last_us)
        return tuple(ref for _, ref in (*living, *lost))

    def remove(
        self, row: Row, key: FieldKey, stored: Iterable[tuple[bytes, bytes]], *, gone: AbstractSet[MessageRef]
    ) -> None:
        """Forget some of the ids; what else lay in the stored rows, which are deleted, gets new ones."""
        row.refs = [one for one in row.refs if one[1] not in gone]
        left = [one for one in _opened(key, stored) if one[1] not in gone]
        self._add_rows(row.id, key, left)

    def _put_in_state(self, row: Row, refs: Refs) -> None:
        row.refs.extend(refs)
        if row.refs[0][0] < self._oldest_us or any(ref == UNKNOWN_REF for _, ref in refs):
            lost, living = self._sorted(row.refs)
            row.refs = lost + living
        if len(row.refs) > MOST_IN_STATE:
            self.spill(row)

    def _sorted(self, refs: Refs) -> tuple[Refs, Refs]:
        """Part what can't be deleted any more, as one mark or none, from what can."""
        living = [one for one in refs if one[0] >= self._oldest_us and one[1] != UNKNOWN_REF]
        return ([(0, UNKNOWN_REF)] if len(living) < len(refs) else []), living

    def _add_rows(self, conversation_id: ConversationId, key: FieldKey, refs: Refs) -> None:
        for start in range(0, len(refs), _MOST_IN_ROW):
            row_id = urandom(_ID_BYTES)
            content = pad(REFS.write(refs[start : start + _MOST_IN_ROW]))
            self._rows.append((conversation_id, row_id, self._today + REF_DAYS, key.seal(_PLACE, row_id, content)))


def _opened(key: FieldKey, stored: Iterable[tuple[bytes, bytes]]) -> Refs:
    return [one for row_id, sealed in stored for one in REFS.read(unpad(key.open(_PLACE, row_id, sealed)))]


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
