"""The outbox of one transaction, in the words of the port."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from bot.errors import Unreadable
from bot.model import (
    Conversation,
    ConversationId,
    LineState,
    MessageRef,
    Outbound,
    OutboundId,
    OutboundState,
    Purpose,
)
from bot.storage.codec import BODIES
from bot.storage.doubt import in_doubt
from bot.storage.tables import handover_case, outbox, relay
from bot.storage.unit import PAYLOAD, Unit
from bot.storage.vault import unpad

QUEUED, HELD = OutboundState.QUEUED.value, OutboundState.HELD.value

_OF_ONE = outbox.c.conv_id == bindparam("owner")
_THIS = _OF_ONE & (outbox.c.id == bindparam("one"))
_WAITING = select(outbox).where(_OF_ONE).order_by(outbox.c.seq)
_ALL_QUEUED = select(outbox).where(outbox.c.state == QUEUED).order_by(outbox.c.conv_id, outbox.c.seq)
_CANCEL = delete(outbox).where(_OF_ONE)
_SET_STATE = update(outbox).where(_THIS).values(state=bindparam("to"), attempt=bindparam("tried"))
_NEWEST_CASE = (
    select(handover_case.c.id)
    .where(handover_case.c.conv_id == bindparam("owner"))
    .order_by(handover_case.c.place.desc())
    .limit(1)
    .scalar_subquery()
)
_NOTE_LINE = (
    update(relay)
    .where(relay.c.case_id == _NEWEST_CASE, relay.c.number == bindparam("line"))
    .values(state=bindparam("to"))
)


class SqlOutbox:
    """An `Outbox`. What every turn does is buffered; what is rare goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, outbound: Outbound) -> None:
        self._unit.add(outbound)

    def delivered(self, outbound: Outbound, refs: Sequence[MessageRef]) -> None:
        self._unit.drop(outbound)
        for ref in refs:
            self._unit.refs.keep(outbound.conversation_id, ref)
        self._note_line(outbound, LineState.SENT)

    def drop(self, outbound: Outbound, fate: LineState = LineState.FAILED) -> None:
        self._unit.drop(outbound)
        self._note_line(outbound, fate)

    def hold(self, outbound: Outbound, fate: LineState = LineState.HELD) -> None:
        self._unit.flush()
        # A row of unknown fate may have been sent once more than was known before.
        attempt = outbound.attempt + (fate is LineState.UNKNOWN)
        self._set_state(replace(outbound, attempt=attempt), HELD)
        self._note_line(outbound, fate)

    def release(self, conversation_id: ConversationId) -> tuple[Outbound, ...]:
        released = []
        for outbound, state in self._waiting(conversation_id):
            if state != HELD:
                continue
            if outbound.purpose is Purpose.TALK:
                self._set_state(outbound, QUEUED)
                self._note_line(outbound, LineState.WAITING)
                released.append(outbound)
            else:
                self._unit.drop(outbound)
        return tuple(released)

    def queued(self, conversation_id: ConversationId) -> tuple[Outbound, ...]:
        return tuple(outbound for outbound, state in self._waiting(conversation_id) if state == QUEUED)

    def cancel(self, conversation_id: ConversationId) -> None:
        waiting = self._waiting(conversation_id)
        if waiting:
            self._unit.connection.execute(_CANCEL, {"owner": conversation_id})
        for outbound, _ in waiting:
            self._note_line(outbound, LineState.FAILED)

    def unfinished(self) -> tuple[tuple[Conversation, tuple[Outbound, ...]], ...]:
        self._unit.flush()
        found = self._unit.connection.execute(_ALL_QUEUED).all()
        self._unit.rows.load(ConversationId(row.conv_id) for row in found)
        unfinished = []
        for owner, rows in groupby(found, attrgetter("conv_id")):
            conversation = self._unit.rows.get(owner)
            if conversation is None:
                continue  # past its day: its rows went with it
            try:
                waiting = self._opened(rows)
                opened = self._unit.rows.opened(conversation)
            except Unreadable:
                # An altered row may not keep everybody else waiting: it can never be sent.
                self._unit.connection.execute(_CANCEL, {"owner": owner})
                continue
            place = in_doubt(waiting)
            if place is not None:
                waiting[place] = replace(waiting[place], attempt=waiting[place].attempt + 1)
                self._set_state(waiting[place], QUEUED)
            unfinished.append((opened, tuple(waiting)))
        return tuple(unfinished)

    def _waiting(self, conversation_id: ConversationId) -> list[tuple[Outbound, str]]:
        self._unit.flush()
        rows = self._unit.connection.execute(_WAITING, {"owner": conversation_id}).all()
        if not rows or self._unit.rows.get(conversation_id) is None:
            return []
        return list(zip(self._opened(rows), (row.state for row in rows), strict=True))

    def _opened(self, rows: Iterable[Row[Any]]) -> list[Outbound]:
        opened = []
        for row in rows:
            owner = ConversationId(row.conv_id)
            body = unpad(self._unit.rows.key(owner).open(PAYLOAD, row.id, row.payload))
            bubble, until, line = BODIES.read(body)
            opened.append(
                Outbound(
                    OutboundId(row.id),
                    owner,
                    row.seq,
                    Purpose(row.purpose),
                    bubble,
                    attempt=row.attempt,
                    line=line,
                    until=until,
                )
            )
        return opened

    def _set_state(self, outbound: Outbound, state: str) -> None:
        values = {"owner": outbound.conversation_id, "one": outbound.id, "to": state, "tried": outbound.attempt}
        self._unit.connection.execute(_SET_STATE, values)

    def _note_line(self, outbound: Outbound, state: LineState) -> None:
        if outbound.line:
            values = {"owner": outbound.conversation_id, "line": outbound.line, "to": state.value}
            self._unit.connection.execute(_NOTE_LINE, values)
