"""The cases of one transaction and the lines of their talks, in the words of the port."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, bindparam, case, func, insert, select, update

from bot.errors import Stale, Unreadable
from bot.model import (
    ANYBODY,
    Case,
    CaseId,
    CaseState,
    Conversation,
    ConversationId,
    Counted,
    Ending,
    Hop,
    Line,
    Outcome,
    StaffId,
    Unrecorded,
    Urgency,
)
from bot.model.promises import LINE_LIFE
from bot.storage.case_ends import codes
from bot.storage.case_rows import opened_case, sealed_card
from bot.storage.lifetimes import bucket_after
from bot.storage.sql_counts import CaseCounts
from bot.storage.sql_drafts import END_DRAFT
from bot.storage.sql_guests import END_GUEST
from bot.storage.sql_lines import ADD_LINE, DROP_LINES, DROP_NOTES, LINES, MOVE_LINE, NEXT_NUMBER, SAME_CLIENT
from bot.storage.sql_referrals import drop_words, move_referrals
from bot.storage.sql_transfers import END_TRANSFER
from bot.storage.tables import IS_ASKED, handover_case
from bot.storage.talk_lines import digest_of, opened_line, sealed_line
from bot.storage.unit import Unit

_WAITING, _CLAIMED, _CLOSED = (state.value for state in CaseState)

_C = handover_case.c
_THIS: ColumnElement[bool] = _C.id == bindparam("case_id")
_THEIRS = _THIS & (_C.state == _CLAIMED) & (_C.claimed_by == bindparam("staff_id"))
_IS_OPEN = _C.state != _CLOSED
_OPEN = insert(handover_case)
_GET = select(handover_case).where(_THIS, _C.card.is_not(None))
_NEXT_PLACE = select(func.coalesce(func.max(_C.place), 0) + 1)
_QUEUE = (
    select(handover_case)
    .where(_C.state.in_([_WAITING, _CLAIMED]), _C.card.is_not(None))
    .order_by(case((_C.urgency == Urgency.URGENT.value, 0), else_=1), _C.place)
)
_TALKS = (
    select(_C.claimed_by, func.count().label("talks"))
    .where(_C.state == _CLAIMED, _C.card.is_not(None))
    .group_by(_C.claimed_by)
)
_CLAIM = (
    update(handover_case)
    .where(_THIS, _C.state == _WAITING)
    .values(state=_CLAIMED, claimed_by=bindparam("staff_id"), fence=_C.fence + 1)
)
_TAKEN = handover_case.alias("taken")
_HAS = select(func.count()).where(
    _TAKEN.c.state == _CLAIMED, _TAKEN.c.claimed_by == bindparam("staff_id"), _TAKEN.c.card.is_not(None)
)
_CLAIM_A_SEAT = _CLAIM.where(_HAS.scalar_subquery() < bindparam("seats"))
_GIVE_BACK = update(handover_case).where(_THEIRS).values(state=_WAITING, claimed_by=None, fence=_C.fence + 1)
_REASSIGN = update(handover_case).where(_THEIRS).values(claimed_by=bindparam("receiver"), fence=_C.fence + 1)
_MAKE_URGENT = update(handover_case).where(_THIS, _IS_OPEN).values(urgency=Urgency.URGENT.value)
_CLOSE = (
    update(handover_case)
    .where(_THIS, _IS_OPEN)
    .values(
        state=_CLOSED,
        ending=bindparam("who"),
        # Whoever had it gave it back, and was not there at the end.
        outcome=case((_C.claimed_by.is_(None) & (_C.fence > 0), Outcome.UNRECORDED.value), else_=bindparam("how")),
        ended_on=bindparam("today"),
        purge_after=bindparam("purge"),
    )
)
_IS_UNRECORDED = (_C.state == _CLOSED) & IS_ASKED
_WAS_NOT_SAID = _C.outcome.is_(None) | (_C.outcome == Outcome.UNRECORDED.value)
_RECORD = (
    update(handover_case)
    .where(_THIS, _C.state == _CLOSED, _WAS_NOT_SAID, _C.claimed_by == bindparam("staff_id"))
    .values(outcome=bindparam("how"), to_count=None, claimed_by=case((_C.card.is_(None), None), else_=_C.claimed_by))
)
_UNRECORDED = select(_C.id, _C.claimed_by, _C.ending).where(_IS_UNRECORDED).order_by(_C.place)
_MOVE = update(handover_case).where(_THIS, _IS_OPEN).values(conv_id=bindparam("owner"), card=bindparam("sealed"))
_CHANGE_CARD = update(handover_case).where(_THIS, _C.state == _WAITING).values(card=bindparam("sealed"))
_SET_CARD = update(handover_case).where(_THIS).values(card=bindparam("sealed"))
_SET_CARD_IF = _SET_CARD.where(_C.card == bindparam("before"))


class SqlCases:
    """The `Cases` of one transaction; everything goes to the database at once."""

    def __init__(self, unit: Unit, counts: CaseCounts) -> None:
        self._unit = unit
        self._counts = counts
        self._run = unit.connection.execute

    def open(self, case: Case) -> Case:
        self._unit.bulk.lock_numbers()
        placed = replace(case, place=self._run(_NEXT_PLACE).scalar_one())
        self._run(
            _OPEN,
            {
                "id": placed.id,
                "conv_id": placed.conversation_id,
                "state": placed.state.value,
                "urgency": placed.urgency.value,
                "place": placed.place,
                "claimed_by": placed.claimed_by,
                "fence": 0,
                "card": self._sealed(placed),
            },
        )
        return placed

    def get(self, case_id: CaseId) -> Case | None:
        row = self._run(_GET, {"case_id": case_id}).one_or_none()
        return None if row is None else self._opened(row)

    def queue(self) -> tuple[Case, ...]:
        rows = self._run(_QUEUE).all()
        self._unit.rows.load(ConversationId(row.conv_id) for row in rows)
        opened = (self._readable(row) for row in rows)
        return tuple(case.queued() for case in opened if case is not None)

    def talks(self) -> Mapping[StaffId, int]:
        return {StaffId(row.claimed_by): row.talks for row in self._run(_TALKS)}

    def claim(self, case_id: CaseId, staff_id: StaffId, *, seats: int | None = None) -> bool:
        values = {"case_id": case_id, "staff_id": staff_id}
        if seats is None:
            return bool(self._run(_CLAIM, values).rowcount)
        # PostgreSQL counts nothing that others have not committed yet. The audit needs this lock in any case, and who
        # takes it first, before any row, waits for no other claim with a row in hand.
        self._unit.bulk.lock_numbers()
        return bool(self._run(_CLAIM_A_SEAT, {**values, "seats": seats}).rowcount)

    def give_back(self, case_id: CaseId, staff_id: StaffId) -> bool:
        return self._ends_claim(_GIVE_BACK, {"case_id": case_id, "staff_id": staff_id})

    def reassign(self, case_id: CaseId, staff_id: StaffId, to: StaffId, *, read: Collection[str] | None = None) -> bool:
        if not self._ends_claim(_REASSIGN, {"case_id": case_id, "staff_id": staff_id, "receiver": to}):
            return False
        if read is not None and (case := self.get(case_id)) is not None:
            self._set_card(case.after(Hop(to, tuple(read))))
        return True

    def move(self, case_id: CaseId, to: Conversation) -> None:
        case = self.get(case_id)
        if case is None or case.state is CaseState.CLOSED:
            return
        key, rows = self._unit.rows.key(to.id), self._run(LINES, {"case_id": case_id, "after": 0}).all()
        moved = self._sealed(replace(case, conversation_id=to.id, channel=to.sender.channel))
        self._run(_MOVE, {"case_id": case_id, "owner": to.id, "sealed": moved})
        self._end_with_claim(case_id)
        move_referrals(self._unit, case, to.id)
        for row in rows:
            line = self._line(row, case.conversation_id)
            sealed = row.payload if line.is_lost else sealed_line(key, case_id, line)
            self._run(MOVE_LINE, {"of_case": case_id, "which": line.number, "owner": to.id, "sealed": sealed})

    def change_waiting(self, case: Case) -> bool:
        kept = self.get(case.id)
        if kept is None:
            return False
        sealed = self._sealed(replace(case, counted=kept.counted))
        return bool(self._run(_CHANGE_CARD, {"case_id": case.id, "sealed": sealed}).rowcount)

    def make_urgent(self, case_id: CaseId) -> None:
        self._run(_MAKE_URGENT, {"case_id": case_id})

    def counts(self, case_id: CaseId, counted: Counted) -> None:
        row = self._run(_GET, {"case_id": case_id}).one_or_none()
        case = None if row is None else self._opened(row)
        if row is None or case is None or case.state is CaseState.CLOSED:
            return
        values = {"case_id": case_id, "before": row.card, "sealed": self._sealed(replace(case, counted=counted))}
        if not self._run(_SET_CARD_IF, values).rowcount:
            raise Stale

    def close(self, case_id: CaseId, ending: Ending, outcomes: Collection[Outcome] = ()) -> bool:
        values = {
            "case_id": case_id,
            "who": ending.value,
            "how": codes(outcomes),
            "today": self._unit.today,
            "purge": bucket_after(self._unit.now + LINE_LIFE),
        }
        before = self.get(case_id)
        if not self._ends_claim(_CLOSE, values):
            return False
        closed = self.get(case_id)
        if before is not None and closed is not None:
            counted = self._counts.end(before, ending, outcomes)
            self._set_card(replace(closed, card={}, wishes=ANYBODY, region="", counted=counted))
            drop_words(self._unit, closed)
        return True

    def _set_card(self, case: Case) -> None:
        self._run(_SET_CARD, {"case_id": case.id, "sealed": self._sealed(case)})

    def _ends_claim(self, how: Update, values: Mapping[str, object]) -> bool:
        """Change a case so that nobody, or somebody else, has it; what was typed or offered in the claim goes too."""
        if not self._run(how, values).rowcount:
            return False
        self._end_with_claim(values["case_id"])
        return True

    def _end_with_claim(self, case_id: object) -> None:
        for end in (END_DRAFT, END_TRANSFER, END_GUEST):
            self._run(end, {"of_case": case_id})

    def record(self, case_id: CaseId, staff_id: StaffId, outcomes: Collection[Outcome]) -> bool:
        values = {"case_id": case_id, "staff_id": staff_id, "how": codes(outcomes)}
        before, later = self.get(case_id), self._counts.waits_at(case_id)
        is_done = bool(self._run(_RECORD, values).rowcount)
        if is_done:
            self._counts.record(before, later, outcomes)
        return is_done

    def unrecorded(self) -> tuple[Unrecorded, ...]:
        rows = self._run(_UNRECORDED).all()
        return tuple(Unrecorded(CaseId(row.id), StaffId(row.claimed_by), Ending(row.ending)) for row in rows)

    def add_line(self, case_id: CaseId, line: Line) -> Line:
        case = self.get(case_id)
        if case is None:
            return line  # the person was forgotten, and so is what is said about them
        client = digest_of(case_id, line.client_id) if line.client_id else None
        if client:
            kept = self._run(SAME_CLIENT, {"case_id": case_id, "client": client}).one_or_none()
            if kept is not None:
                return replace(self._line(kept, case.conversation_id), client_id=line.client_id)
        numbered = replace(line, number=self._run(NEXT_NUMBER, {"case_id": case_id}).scalar_one())
        self._run(
            ADD_LINE,
            {
                "case_id": case_id,
                "number": numbered.number,
                "conv_id": case.conversation_id,
                "author": line.author.value,
                "state": line.state.value,
                "client": client,
                "payload": sealed_line(self._unit.rows.key(case.conversation_id), case_id, numbered),
            },
        )
        return numbered

    def lines(self, case_id: CaseId, after: int = 0) -> tuple[Line, ...]:
        rows = self._run(LINES, {"case_id": case_id, "after": after}).all()
        if not rows or rows[0].owner is None or self._unit.rows.is_gone(ConversationId(rows[0].owner)):
            return ()
        return tuple(self._line(row, ConversationId(row.owner)) for row in rows)

    def drop_lines(self, case_id: CaseId, before: int, *, only_notes: bool = False) -> None:
        if not only_notes and (case := self.get(case_id)) is not None:
            drop_words(self._unit, case)
        self._run(DROP_NOTES if only_notes else DROP_LINES, {"of_case": case_id, "first": before})

    def _line(self, row: Row[Any], owner: ConversationId) -> Line:
        """Return the line of a row.

        Raises:
            Unreadable: the key of the conversation is gone, or was altered.
        """
        return opened_line(self._unit.rows.key(owner), row)

    def _sealed(self, case: Case) -> bytes:
        return sealed_card(self._unit.rows.key(case.conversation_id), case)

    def _readable(self, row: Row[Any]) -> Case | None:
        """Return the case of a row, or None for one that was altered: it may not hide the whole queue."""
        try:
            return self._opened(row)
        except Unreadable:
            return None

    def _opened(self, row: Row[Any]) -> Case | None:
        """Return the case of a row, or None when the person's key is gone."""
        owner = ConversationId(row.conv_id)
        if self._unit.rows.is_gone(owner):
            return None
        return opened_case(self._unit.rows.key(owner), row)
