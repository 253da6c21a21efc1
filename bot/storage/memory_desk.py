"""The desk's half of the in-memory store: cases, lines and staff; and the rows that both halves share."""

from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from bot.model import (
    AuditLine,
    Case,
    CaseId,
    CaseState,
    Conversation,
    ConversationId,
    Line,
    LineState,
    MessageRef,
    Outbound,
    OutboundId,
    OutboundState,
    Outcome,
    Sender,
    Staff,
    StaffId,
    StaffSession,
    Urgency,
)
from bot.storage.lifetimes import LINE_LIFE


@dataclass(slots=True)
class Kept:
    """Everything. Values are frozen, so a copy of the dicts is a copy of it all."""

    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    conversations: dict[ConversationId, Conversation] = field(default_factory=dict)
    found: dict[Sender, ConversationId] = field(default_factory=dict)
    last_days: dict[ConversationId, int] = field(default_factory=dict)
    refs: dict[ConversationId, tuple[tuple[datetime, MessageRef], ...]] = field(default_factory=dict)
    outbox: dict[OutboundId, tuple[Outbound, OutboundState]] = field(default_factory=dict)
    cases: dict[CaseId, Case] = field(default_factory=dict)
    purge_after: dict[CaseId, datetime] = field(default_factory=dict)
    lines: dict[CaseId, tuple[Line, ...]] = field(default_factory=dict)
    staff: dict[StaffId, Staff] = field(default_factory=dict)
    sessions: dict[bytes, StaffSession] = field(default_factory=dict)
    audit: tuple[AuditLine, ...] = ()
    places: int = 0

    def copy(self) -> "Kept":
        """Return a copy that can be changed without changing this."""
        other = copy(self)
        for one in fields(other):
            value = getattr(other, one.name)
            if isinstance(value, dict):
                setattr(other, one.name, dict(value))
        return other


class MemoryCases:
    """The `Cases` of one transaction."""

    def __init__(self, kept: Kept, now: datetime) -> None:
        self._kept = kept
        self._now = now

    def open(self, case: Case) -> Case:
        self._kept.places += 1
        placed = self._kept.cases[case.id] = replace(case, place=self._kept.places)
        return placed

    def get(self, case_id: CaseId) -> Case | None:
        return self._kept.cases.get(case_id)

    def queue(self) -> tuple[Case, ...]:
        waiting = [replace(case, card={}) for case in self._kept.cases.values() if case.state is not CaseState.CLOSED]
        return tuple(sorted(waiting, key=lambda case: (case.urgency is not Urgency.URGENT, case.place)))

    def claim(self, case_id: CaseId, staff_id: StaffId) -> bool:
        case = self._kept.cases.get(case_id)
        if case is None or case.state is not CaseState.WAITING:
            return False
        self._kept.cases[case_id] = replace(case, state=CaseState.CLAIMED, claimed_by=staff_id)
        return True

    def give_back(self, case_id: CaseId, staff_id: StaffId) -> bool:
        case = self._kept.cases.get(case_id)
        if case is None or case.state is not CaseState.CLAIMED or case.claimed_by != staff_id:
            return False
        self._kept.cases[case_id] = replace(case, state=CaseState.WAITING, claimed_by=None)
        return True

    def make_urgent(self, case_id: CaseId) -> None:
        case = self._kept.cases.get(case_id)
        if case is not None and case.state is not CaseState.CLOSED:
            self._kept.cases[case_id] = replace(case, urgency=Urgency.URGENT)

    def close(self, case_id: CaseId, outcome: Outcome) -> bool:
        case = self._kept.cases.get(case_id)
        if case is None or case.state is CaseState.CLOSED:
            return False
        self._kept.cases[case_id] = replace(case, state=CaseState.CLOSED, outcome=outcome, card={})
        self._kept.purge_after[case_id] = self._now + LINE_LIFE + timedelta(minutes=5)
        return True

    def add_line(self, case_id: CaseId, line: Line) -> Line:
        lines = self._kept.lines.get(case_id, ())
        if case_id not in self._kept.cases:
            return line
        for kept in lines:
            if line.client_id and kept.client_id == line.client_id:
                return kept
        numbered = replace(line, number=len(lines) + 1)
        self._kept.lines[case_id] = (*lines, numbered)
        return numbered

    def lines(self, case_id: CaseId, after: int = 0) -> tuple[Line, ...]:
        return self._kept.lines.get(case_id, ())[after:]

    def note(self, outbound: Outbound, state: LineState) -> None:
        """Note the fate of a line of the newest case of a conversation."""
        cases = [case for case in self._kept.cases.values() if case.conversation_id == outbound.conversation_id]
        if not outbound.line or not cases:
            return
        newest = max(cases, key=lambda case: case.place).id
        lines = self._kept.lines.get(newest, ())
        self._kept.lines[newest] = tuple(
            replace(line, state=state) if line.number == outbound.line else line for line in lines
        )


class MemoryStaffBook:
    """The `StaffBook` of one transaction."""

    def __init__(self, kept: Kept, now: datetime) -> None:
        self._kept = kept
        self._now = now

    def add(self, staff: Staff) -> bool:
        if staff.id in self._kept.staff:
            return False
        self._kept.staff[staff.id] = staff
        return True

    def get(self, staff_id: StaffId) -> Staff | None:
        return self._kept.staff.get(staff_id)

    def all(self) -> tuple[Staff, ...]:
        return tuple(staff for _, staff in sorted(self._kept.staff.items()))

    def change(self, staff: Staff) -> None:
        before = self._kept.staff.get(staff.id)
        self._kept.staff[staff.id] = staff
        if staff.disabled or (before is not None and before.verifier != staff.verifier):
            theirs = [one for one, session in self._kept.sessions.items() if session.staff_id == staff.id]
            for one in theirs:
                del self._kept.sessions[one]

    def open_session(self, session: StaffSession) -> None:
        self._kept.sessions[session.digest] = session

    def session(self, digest: bytes) -> StaffSession | None:
        session = self._kept.sessions.get(digest)
        return None if session is None or has_ended(session, self._now) else session

    def touch(self, digest: bytes, idle_until: datetime) -> None:
        session = self.session(digest)
        if session is not None:
            self._kept.sessions[digest] = replace(session, idle_until=idle_until)

    def end_session(self, digest: bytes) -> None:
        self._kept.sessions.pop(digest, None)

    def audit(self, staff_id: StaffId, action: str, subject: bytes = b"") -> None:
        at = self._now.replace(second=0, microsecond=0)
        line = AuditLine(len(self._kept.audit) + 1, at, staff_id, action=action, subject=subject)
        self._kept.audit = (*self._kept.audit, line)

    def audit_trail(self) -> tuple[AuditLine, ...]:
        return self._kept.audit


def has_ended(session: StaffSession, now: datetime) -> bool:
    """Tell whether a login is over."""
    return min(session.idle_until, session.ends_at) <= now
