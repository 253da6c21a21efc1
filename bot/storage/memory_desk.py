"""The staff of the store in memory: accounts, logins, audit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from bot.model import AuditLine, AuditMark, Factor, Invitation, Skills, Staff, StaffId, StaffSession, in_order
from bot.storage.memory_motions import MemoryMotions
from bot.storage.memory_shelves import Shelves


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
