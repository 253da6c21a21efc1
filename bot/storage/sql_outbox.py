"""The outbox of one transaction, in the words of the port."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, select, update

from bot.errors import Unreadable
from bot.model import (
    DELETIONS,
    LAST_LINES,
    NO_REF,
    Bubble,
    CaseState,
    Conversation,
    ConversationId,
    LineState,
    MessageRef,
    Outbound,
    OutboundId,
    OutboundState,
    Purpose,
    SendCounts,
)
from bot.storage.codec import BODIES, Body
from bot.storage.doubt import in_doubt
from bot.storage.tables import handover_case, outbox, relay
from bot.storage.unit import PAYLOAD, Unit
from bot.storage.vault import FieldKey, unpad

QUEUED, LEFT, HELD = (one.value for one in (OutboundState.QUEUED, OutboundState.LEFT, OutboundState.HELD))

_OF_ONE = outbox.c.conv_id == bindparam("owner")
_THIS = _OF_ONE & (outbox.c.id == bindparam("one"))
_WAITING = select(outbox).where(_OF_ONE).order_by(outbox.c.seq)
_ALL_QUEUED = select(outbox).where(outbox.c.state != HELD).order_by(outbox.c.conv_id, outbox.c.seq)
_CANCEL = delete(outbox).where(_OF_ONE)
_DELETE = delete(outbox).where(_THIS)
_SET_STATE = update(outbox).where(_THIS).values(state=bindparam("to"), attempt=bindparam("tried"))
_SET_DOUBT = update(outbox).where(_THIS, outbox.c.state != HELD).values(state=bindparam("to"))
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

_NOTE_ALL_LINES = (
    update(relay)
    .where(relay.c.case_id == _NEWEST_CASE, relay.c.state.in_((LineState.WAITING.value, LineState.HELD.value)))
    .values(state=bindparam("to"))
)
_COUNT_ROWS = select(outbox.c.state, func.count()).group_by(outbox.c.state)
_LOST = (LineState.FAILED, LineState.UNKNOWN)
_COUNT_FATES = (
    select(relay.c.state, func.count())
    .join(handover_case, handover_case.c.id == relay.c.case_id)
    .where(handover_case.c.state == CaseState.CLAIMED.value, relay.c.state.in_([fate.value for fate in _LOST]))
    .group_by(relay.c.state)
)
_WITHOUT_WORDS = DELETIONS | LAST_LINES
_NO_WORDS: Body = (Bubble(""), None, 0, NO_REF)


class SqlOutbox:
    """An `Outbox`. What every turn does is buffered; what is rare goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._given_up: list[ConversationId] = []

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
        return tuple(outbound for outbound, state in self._waiting(conversation_id) if state != HELD)

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
        for owner, group in groupby(found, attrgetter("conv_id")):
            rows = list(group)
            conversation = self._unit.rows.get(owner)
            if conversation is None:
                continue  # past its day: its rows go with it
            try:
                opened = self._unit.rows.opened(conversation)
                queued = self._opened(rows)
            except Unreadable:
                # An altered conversation may not keep everybody else waiting: nothing of it can ever be sent.
                for row in rows:
                    self._give_up(row)
                continue
            if not queued:
                continue
            place = in_doubt(queued)
            if place is not None and queued[place].id in {row.id for row in rows if row.state == QUEUED}:
                queued[place] = replace(queued[place], attempt=queued[place].attempt + 1)
                self._set_state(queued[place], LEFT)
            unfinished.append((opened, tuple(queued)))
        return tuple(unfinished)

    def may_leave(self, outbound: Outbound) -> None:
        self._set_doubt(outbound, QUEUED)

    def stayed(self, outbound: Outbound) -> None:
        self._set_doubt(outbound, LEFT)

    def standing(self, *, without: Collection[ConversationId] = ()) -> SendCounts:
        self._unit.flush()
        rows = self._counted(_COUNT_ROWS.where(outbox.c.conv_id.not_in(without)))
        fates = self._counted(_COUNT_FATES.where(relay.c.conv_id.not_in(without)))
        failed, unknown = (fates.get(fate.value, 0) for fate in _LOST)
        return SendCounts(rows.get(QUEUED, 0) + rows.get(LEFT, 0), rows.get(HELD, 0), failed, unknown)

    def _counted(self, states: Select[str, int]) -> dict[str, int]:
        return dict(self._unit.connection.execute(states).all())

    @property
    def given_up(self) -> tuple[ConversationId, ...]:
        return tuple(self._given_up)

    def _waiting(self, conversation_id: ConversationId) -> list[tuple[Outbound, str]]:
        self._unit.flush()
        rows = self._unit.connection.execute(_WAITING, {"owner": conversation_id}).all()
        if not rows or self._unit.rows.get(conversation_id) is None:
            return []
        states = {row.id: row.state for row in rows}
        return [(outbound, states[outbound.id]) for outbound in self._opened(rows)]

    def _opened(self, rows: Iterable[Row[Any]]) -> list[Outbound]:
        """Return the rows that can be read; the others are given up.

        What was altered, or written by a later version of the program, can't be sent. But what takes something out of a
        chat, or ends a wipe, needs none of its words: it is done without them.

        Raises:
            Unreadable: the key of their conversation is gone, or was altered.
        """
        opened = []
        for row in rows:
            purpose = Purpose(row.purpose)
            body = _body(row, self._unit.rows.key(row.conv_id)) or (_NO_WORDS if purpose in _WITHOUT_WORDS else None)
            if body is None:
                self._give_up(row)
                continue
            bubble, until, line, only = body
            whole = Outbound(OutboundId(row.id), ConversationId(row.conv_id), row.seq, purpose, bubble)
            opened.append(replace(whole, attempt=row.attempt, line=line, until=until, only=only))
        return opened

    def _give_up(self, row: Row[Any]) -> None:
        """Delete a row that nobody can read. Which line of a talk it was stands in it, so all that wait are told so."""
        self._given_up.append(ConversationId(row.conv_id))
        self._unit.connection.execute(_DELETE, {"owner": row.conv_id, "one": row.id})
        if row.purpose == Purpose.TALK:
            self._unit.connection.execute(_NOTE_ALL_LINES, {"owner": row.conv_id, "to": LineState.UNKNOWN.value})

    def _set_state(self, outbound: Outbound, state: str) -> None:
        values = {"owner": outbound.conversation_id, "one": outbound.id, "to": state, "tried": outbound.attempt}
        self._unit.connection.execute(_SET_STATE, values)

    def _set_doubt(self, outbound: Outbound, state: str) -> None:
        self._unit.flush()
        values = {"owner": outbound.conversation_id, "one": outbound.id, "to": state}
        self._unit.connection.execute(_SET_DOUBT, values)

    def _note_line(self, outbound: Outbound, state: LineState) -> None:
        if outbound.line:
            values = {"owner": outbound.conversation_id, "line": outbound.line, "to": state.value}
            self._unit.connection.execute(_NOTE_LINE, values)


def _body(row: Row[Any], key: FieldKey) -> Body | None:
    """Return what a row holds; None if that can't be read."""
    try:
        return BODIES.read(unpad(key.open(PAYLOAD, row.id, row.payload)))
    except Unreadable:
        return None
