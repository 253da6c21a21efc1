"""The desk's half of the store in memory: cases, lines, staff, logins, audit."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from bot.model import (
    ANYBODY,
    AuditLine,
    AuditMark,
    Case,
    CaseId,
    CaseState,
    Conversation,
    Ending,
    Factor,
    Hop,
    Invitation,
    Line,
    LineFrom,
    Outcome,
    Skills,
    Staff,
    StaffId,
    StaffSession,
    Unrecorded,
    Urgency,
    in_order,
)
from bot.model.promises import LINE_LIFE
from bot.storage.lifetimes import day_of
from bot.storage.memory_motions import MemoryMotions
from bot.storage.memory_referrals import drop_words
from bot.storage.memory_shelves import KeptCase, Shelves


class MemoryCases:
    """The `Cases` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def open(self, case: Case) -> Case:
        placed = replace(case, place=len(self._shelves.cases) + 1)
        self._shelves.cases[case.id] = KeptCase(case.conversation_id, placed)
        return placed

    def get(self, case_id: CaseId) -> Case | None:
        kept = self._shelves.cases.get(case_id)
        if kept is None or self._shelves.is_over(kept.conversation_id, day_of(self._now)):
            return None
        return kept.case

    def queue(self) -> tuple[Case, ...]:
        cases = (self.get(case_id) for case_id in self._shelves.cases)
        waiting = [case.queued() for case in cases if case is not None and case.state is not CaseState.CLOSED]
        return tuple(sorted(waiting, key=lambda case: (case.urgency is not Urgency.URGENT, case.place)))

    def talks(self) -> Mapping[StaffId, int]:
        cases = (self.get(case_id) for case_id in self._shelves.cases)
        claimed = (case for case in cases if case is not None and case.state is CaseState.CLAIMED)
        return Counter(case.claimed_by for case in claimed if case.claimed_by is not None)

    def claim(self, case_id: CaseId, staff_id: StaffId, *, seats: int | None = None) -> bool:
        case = self.get(case_id)
        is_full = seats is not None and self.talks().get(staff_id, 0) >= seats
        if case is None or case.state is not CaseState.WAITING or is_full:
            return False
        self._replace(replace(case, state=CaseState.CLAIMED, claimed_by=staff_id, fence=case.fence + 1))
        return True

    def give_back(self, case_id: CaseId, staff_id: StaffId) -> bool:
        case = self.get(case_id)
        if case is None or case.state is not CaseState.CLAIMED or case.claimed_by != staff_id:
            return False
        self._replace(replace(case, state=CaseState.WAITING, claimed_by=None, fence=case.fence + 1))
        self._shelves.end_claim(case_id)
        return True

    def reassign(self, case_id: CaseId, staff_id: StaffId, to: StaffId, *, read: Collection[str] | None = None) -> bool:
        case = self.get(case_id)
        if case is None or case.state is not CaseState.CLAIMED or case.claimed_by != staff_id:
            return False
        given = case if read is None else case.after(Hop(to, tuple(read)))
        self._replace(replace(given, claimed_by=to, fence=case.fence + 1))
        self._shelves.end_claim(case_id)
        return True

    def move(self, case_id: CaseId, to: Conversation) -> None:
        case = self.get(case_id)
        if case is not None and case.state is not CaseState.CLOSED:
            moved = replace(case, conversation_id=to.id, channel=to.sender.channel)
            self._shelves.cases[case_id] = KeptCase(to.id, moved)
            self._shelves.end_claim(case_id)
            self._shelves.emergencies.pop(case_id, None)

    def change_waiting(self, case: Case) -> bool:
        kept = self.get(case.id)
        if kept is None or kept.state is not CaseState.WAITING:
            return False
        self._replace(replace(kept, card=dict(case.card), wishes=case.wishes, region=case.region))
        return True

    def make_urgent(self, case_id: CaseId) -> None:
        case = self.get(case_id)
        if case is not None and case.state is not CaseState.CLOSED:
            self._replace(replace(case, urgency=Urgency.URGENT))

    def close(self, case_id: CaseId, ending: Ending, outcomes: Collection[Outcome] = ()) -> bool:
        case = self.get(case_id)
        if case is None or case.state is CaseState.CLOSED:
            return False
        was_given_back = case.claimed_by is None and case.fence > 0
        said = (Outcome.UNRECORDED,) if was_given_back else tuple(outcomes)
        self._shelves.end_claim(case_id)
        self._shelves.cases[case_id] = KeptCase(
            case.conversation_id,
            replace(case, state=CaseState.CLOSED, ending=ending, outcomes=said, card={}, wishes=ANYBODY, region=""),
            ending,
            said,
            asked=None if said else case.claimed_by,
            ended_on=day_of(self._now),
            purge_at=self._now + LINE_LIFE,
        )
        drop_words(self._shelves, case_id)
        return True

    def record(self, case_id: CaseId, staff_id: StaffId, outcomes: Collection[Outcome]) -> bool:
        kept = self._shelves.cases.get(case_id)
        if kept is None or not _may_still_say(kept, staff_id):
            return False
        said = tuple(outcomes)
        case = None if kept.case is None else replace(kept.case, outcomes=said)
        self._shelves.cases[case_id] = replace(kept, case=case, outcomes=said, asked=None)
        return True

    def unrecorded(self) -> tuple[Unrecorded, ...]:
        return tuple(
            Unrecorded(case_id, kept.asked, kept.ending)
            for case_id, kept in self._shelves.cases.items()
            if kept.asked is not None and kept.ending is not None
        )

    def add_line(self, case_id: CaseId, line: Line) -> Line:
        if self.get(case_id) is None:
            return line
        before = self._shelves.lines.get(case_id, ())
        same = next((one for one in before if line.client_id and one.client_id == line.client_id), None)
        if same is not None:
            return same
        numbered = replace(line, number=max((one.number for one in before), default=0) + 1)
        self._shelves.lines[case_id] = (*before, numbered)
        return numbered

    def lines(self, case_id: CaseId, after: int = 0) -> tuple[Line, ...]:
        known = self._shelves.lines.get(case_id, ()) if self.get(case_id) else ()
        return tuple(line for line in known if line.number > after)

    def drop_lines(self, case_id: CaseId, before: int, *, only_notes: bool = False) -> None:
        if not only_notes:
            drop_words(self._shelves, case_id)
        known = self._shelves.lines.get(case_id, ())
        gone = {one.number for one in known if one.number < before and (not only_notes or one.author is LineFrom.NOTE)}
        self._shelves.lines[case_id] = tuple(line for line in known if line.number not in gone)

    def purge(self) -> int:
        """Take away the lines of talks that ended a while ago; returns how many."""
        over = [one for one, kept in self._shelves.cases.items() if kept.purge_at and kept.purge_at <= self._now]
        return sum(len(self._shelves.lines.pop(case_id, ())) for case_id in over)

    def _replace(self, case: Case) -> None:
        self._shelves.cases[case.id] = KeptCase(case.conversation_id, case)


def _may_still_say(kept: KeptCase, staff_id: StaffId) -> bool:
    """Tell whether this counsellor is asked what came of it, or was, as long as the case names them."""
    is_late = kept.outcomes == (Outcome.UNRECORDED,) and kept.case is not None and kept.case.claimed_by == staff_id
    return kept.asked == staff_id or is_late


class MemoryStaffBook:
    """The `StaffBook` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now
        self.motions = MemoryMotions(shelves, now)

    def hold(self) -> None:
        """Do nothing: one transaction is over before the next begins."""

    def add(self, staff: Staff) -> bool:
        is_new = staff.id not in self._shelves.staff
        if is_new:
            self._shelves.staff[staff.id] = staff
        return is_new

    def get(self, staff_id: StaffId) -> Staff | None:
        return self._shelves.staff.get(staff_id)

    def all(self) -> tuple[Staff, ...]:
        return tuple(sorted(self._shelves.staff.values(), key=lambda staff: staff.id))

    def change(self, staff: Staff) -> None:
        before = self._shelves.staff.get(staff.id)
        if before is None:
            return
        self._shelves.staff[staff.id] = staff
        if staff.disabled or before.verifier != staff.verifier:
            self.end_sessions(staff.id)

    def factor(self, staff_id: StaffId) -> Factor | None:
        return self._shelves.factors.get(staff_id)

    def keep_factor(self, staff_id: StaffId, factor: Factor) -> bool:
        kept = self.factor(staff_id)
        if factor.version != (kept.version if kept else 0):
            return False
        self._shelves.factors[staff_id] = replace(factor, version=factor.version + 1)
        return True

    def drop_factor(self, staff_id: StaffId) -> None:
        self._shelves.factors.pop(staff_id, None)

    def skills(self) -> Mapping[StaffId, Skills]:
        return dict(self._shelves.skills)

    def set_skills(self, staff_id: StaffId, skills: Skills) -> None:
        self._shelves.skills[staff_id] = skills

    def invite(self, invitation: Invitation) -> None:
        self._shelves.invitations[invitation.staff_id] = invitation

    def invitation(self, digest: bytes) -> Invitation | None:
        found = next((one for one in self._shelves.invitations.values() if one.digest == digest), None)
        return found if found is not None and self._now < found.ends_at else None

    def end_invitation(self, staff_id: StaffId) -> None:
        self._shelves.invitations.pop(staff_id, None)

    def open_session(self, session: StaffSession) -> None:
        self._shelves.sessions[session.digest] = session

    def session(self, digest: bytes) -> StaffSession | None:
        session = self._shelves.sessions.get(digest)
        return None if session is None or self._has_ended(session) else session

    def sessions(self, staff_id: StaffId) -> tuple[StaffSession, ...]:
        own = (one for one in self._shelves.sessions.values() if one.staff_id == staff_id)
        return in_order(session for session in own if not self._has_ended(session))

    def touch(self, digest: bytes, idle_until: datetime) -> None:
        session = self.session(digest)
        if session is not None:
            self._shelves.sessions[digest] = replace(session, idle_until=idle_until)

    def end_session(self, digest: bytes) -> None:
        self._shelves.sessions.pop(digest, None)

    def end_sessions(self, staff_id: StaffId) -> None:
        for session in [one for one in self._shelves.sessions.values() if one.staff_id == staff_id]:
            self.end_session(session.digest)

    def end_old_sessions(self) -> int:
        """End every login that is over; returns how many."""
        over = [session.digest for session in self._shelves.sessions.values() if self._has_ended(session)]
        for digest in over:
            self.end_session(digest)
        return len(over)

    def audit(self, staff_id: StaffId, action: str, subject: bytes = b"") -> None:
        number = max(self._shelves.audit, default=0) + 1
        minute = self._now.replace(second=0, microsecond=0)
        self._shelves.audit[number] = AuditLine(number, minute, staff_id, action, subject)

    def audit_trail(self) -> tuple[AuditLine, ...]:
        return tuple(self._shelves.audit.values())

    def audit_mark(self, number: int | None = None) -> AuditMark | None:
        number = max(self._shelves.audit, default=0) if number is None else number
        line = self._shelves.audit.get(number)
        return None if line is None else AuditMark(number, sha256(repr(line).encode()).digest())

    def audit_first(self) -> int:
        return min(self._shelves.audit, default=1)

    def cut_audit(self, until: datetime) -> int:
        # Nobody alters what is in memory, so nothing has to be proven, and no line says that others went.
        newest = max(self._shelves.audit, default=0)
        old = [line.number for line in self._shelves.audit.values() if line.at < until and line.number != newest]
        for number in old:
            del self._shelves.audit[number]
        return len(old)

    def _has_ended(self, session: StaffSession) -> bool:
        return min(session.idle_until, session.ends_at) <= self._now
