"""The callbacks of one transaction, in the words of the port; everything goes to the database at once.

Whoever writes one takes the lock of numbers first: PostgreSQL counts nothing that others have not committed yet, and
whoever takes it before any row waits for nobody with a row in hand.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, LargeBinary, Row, bindparam, func, insert, literal, select, update

from bot.errors import Stale, Unreadable
from bot.model import Callback, CallbackId, CallbackOutcome, ConversationId, Slot
from bot.model.counted import BOOKED, lost_callback, of_callback
from bot.storage.codec import CALLBACKS
from bot.storage.sql_event_log import SqlEventLog
from bot.storage.tables import conversation
from bot.storage.tables_of_the_line import callback as callbacks
from bot.storage.unit import Unit
from bot.storage.vault import Place, chain, pad, unpad

_PLACE = Place("callback", "sealed")
_TAG_BYTES = 16

_C = callbacks.c
_IS_OPEN = _C.tag.is_not(None)
_OPEN = select(callbacks).where(_IS_OPEN)
_GET = _OPEN.where(_C.id == bindparam("one"))
_OF = _OPEN.where(_C.conv_id == bindparam("owner"))
_THIS = (_C.id == bindparam("one"), _C.fence == bindparam("before"), _IS_OPEN)
_OTHER = callbacks.alias("other")
_IS_ANOTHER = (_OTHER.c.tag.is_not(None), _OTHER.c.id != bindparam("instead", type_=LargeBinary))
_HAVE_IT = select(func.count()).where(_OTHER.c.tag.in_(bindparam("tags", expanding=True)), *_IS_ANOTHER)
_HAS_ONE = select(_OTHER.c.id).where(_OTHER.c.conv_id == bindparam("owner", type_=LargeBinary), *_IS_ANOTHER)
_BOOK = (
    insert(callbacks)
    .from_select(
        ["id", "conv_id", "tag", "fence", "sealed"],
        select(
            bindparam("one", type_=LargeBinary),
            bindparam("owner", type_=LargeBinary),
            bindparam("tag", type_=LargeBinary),
            literal(1, Integer),
            bindparam("content", type_=LargeBinary),
        ).where(_HAVE_IT.scalar_subquery() < bindparam("seats", type_=Integer), ~_HAS_ONE.exists()),
    )
    .returning(_C.id)
)  # how many were inserted, a driver need not tell
_NEITHER = select(func.count()).where(_C.tag.is_(None), _C.outcome.is_(None))
_CHANGE = (
    update(callbacks)
    .where(*_THIS)
    .values(conv_id=bindparam("owner"), tag=bindparam("place"), fence=bindparam("after"), sealed=bindparam("content"))
)
_END = (
    update(callbacks)
    .where(*_THIS)
    .values(
        conv_id=None,
        tag=None,
        sealed=None,
        fence=_C.fence + 1,
        outcome=bindparam("how"),
        ended_on=bindparam("today"),
    )
)
_TAKEN = (
    select(_C.tag, func.count().label("taken")).where(_C.tag.in_(bindparam("tags", expanding=True))).group_by(_C.tag)
)
_OF_ANY = (
    select(callbacks, conversation.c.wrapped_dek, conversation.c.expires_on)
    .join(conversation, conversation.c.id == _C.conv_id)
    .where(_C.conv_id.in_(bindparam("owners", expanding=True)), _IS_OPEN)
)
_AT_ONCE = 500
_ENDED = select(_C.outcome, func.count().label("ended")).where(_C.ended_on >= bindparam("since")).group_by(_C.outcome)


class SqlCallbacks:
    """A `Callbacks`."""

    def __init__(self, unit: Unit, log: SqlEventLog) -> None:
        self._unit = unit
        self._log = log
        self._run = unit.connection.execute

    def book(self, callback: Callback, *, seats: int, instead: Callback | None = None) -> bool:
        self._unit.bulk.lock_numbers()
        values = {
            "one": callback.id,
            "owner": callback.conversation_id,
            "tag": self._tag(callback.slot),
            "tags": [self._tag(slot) for slot in callback.slot.overlapping()],
            "content": self._sealed(callback, callback.conversation_id, fence=1),
            "instead": b"" if instead is None else instead.id,
            "seats": seats,
        }
        if self._run(_BOOK, values).one_or_none() is None:
            return False
        self._count(callback, BOOKED)
        if instead is not None and not self.end(instead, CallbackOutcome.MOVED):
            raise Stale
        return True

    def get(self, callback_id: CallbackId) -> Callback | None:
        return self._first(self._run(_GET, {"one": callback_id}).all())

    def of(self, conversation_id: ConversationId) -> Callback | None:
        return self._first(self._run(_OF, {"owner": conversation_id}).all())

    def open(self) -> tuple[Callback, ...]:
        return tuple(sorted(self._readable(self._run(_OPEN).all()), key=lambda one: (one.slot, one.id)))

    def taken(self, slots: Collection[Slot]) -> Mapping[Slot, int]:
        tags = {self._tag(slot): slot for slot in slots}
        return {tags[row.tag]: row.taken for row in self._run(_TAKEN, {"tags": list(tags)})}

    def change(self, callback: Callback) -> bool:
        return self.move(callback, callback.conversation_id)

    def move(self, callback: Callback, to: ConversationId) -> bool:
        self._unit.bulk.lock_numbers()
        after = callback.fence + 1
        content = self._sealed(callback, to, fence=after)
        values = {"one": callback.id, "before": callback.fence, "owner": to, "after": after, "content": content}
        values["place"] = self._tag(callback.slot)
        return bool(self._run(_CHANGE, values).rowcount)

    def end(self, callback: Callback, outcome: CallbackOutcome) -> bool:
        self._unit.bulk.lock_numbers()
        is_done = self._end(callback.id, callback.fence, outcome)
        if is_done:
            self._count(callback, outcome)
        return is_done

    def give_up(self) -> int:
        rows = self._run(_OPEN).all()
        read = {one.id for one in self._readable(rows)}
        lost = [row for row in rows if row.id not in read]
        if not lost:
            return 0
        self._unit.bulk.lock_numbers()
        ended = sum(self._end(row.id, row.fence, CallbackOutcome.MISSED) for row in lost)
        for _ in range(ended):
            self._log.add(lost_callback(self._log.wall()))
        return ended

    def before_forgetting(self, ids: Sequence[ConversationId]) -> None:
        """Count what is open of people who are forgotten: taken back, unless their day was over without a call."""
        for at in range(0, len(ids), _AT_ONCE):
            for row in self._run(_OF_ANY, {"owners": list(ids[at : at + _AT_ONCE])}).all():
                try:
                    owner = ConversationId(row.conv_id)
                    key = self._unit.secrets.conversations.open(owner, row.wrapped_dek, row.expires_on)
                    callback = CALLBACKS.read(unpad(key.open(_PLACE, row.id, row.sealed, version=row.fence)))
                except Unreadable:
                    continue
                is_over = row.expires_on < self._unit.today
                self._count(callback, CallbackOutcome.MISSED if is_over else CallbackOutcome.WITHDRAWN)

    def _count(self, callback: Callback, how: str) -> None:
        self._log.add(of_callback(callback, how, self._log.wall(callback.slot.start_at)))

    def lost(self) -> int:
        rows = self._run(_OPEN).all()
        return len(rows) - sum(1 for _ in self._readable(rows)) + self._run(_NEITHER).scalar_one()

    def ended(self, since: int) -> Mapping[CallbackOutcome, int]:
        return Counter({CallbackOutcome(row.outcome): row.ended for row in self._run(_ENDED, {"since": since})})

    def _end(self, callback_id: bytes, fence: int, outcome: CallbackOutcome) -> bool:
        values = {"one": callback_id, "before": fence, "how": outcome.value, "today": self._unit.today}
        return bool(self._run(_END, values).rowcount)

    def _tag(self, slot: Slot) -> bytes:
        """Return what tells a slot from others in the database, and nobody there which one it is."""
        return chain(self._unit.secrets.slots, slot.id.encode())[:_TAG_BYTES]

    def _first(self, rows: Sequence[Row[Any]]) -> Callback | None:
        return next(self._readable(rows), None)

    def _readable(self, rows: Iterable[Row[Any]]) -> Iterator[Callback]:
        """Yield the callbacks of rows; one that was altered may hide no other."""
        found = list(rows)
        self._unit.rows.load(ConversationId(row.conv_id) for row in found)
        for row in found:
            owner = ConversationId(row.conv_id)
            if self._unit.rows.is_gone(owner):
                continue
            try:
                sealed = self._unit.rows.key(owner).open(_PLACE, row.id, row.sealed, version=row.fence)
                kept = CALLBACKS.read(unpad(sealed))
            except Unreadable:
                continue
            if row.tag == self._tag(kept.slot):
                yield replace(kept, id=CallbackId(row.id), conversation_id=owner, fence=row.fence)

    def _sealed(self, callback: Callback, owner: ConversationId, *, fence: int) -> bytes:
        content = pad(CALLBACKS.write(replace(callback, conversation_id=owner)))
        return self._unit.rows.key(owner).seal(_PLACE, callback.id, content, version=fence)
