"""The staff of one transaction, their logins and what they did, in the words of the port."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.errors import Unreadable
from bot.model import (
    ANYTHING,
    AuditLine,
    AuditMark,
    Factor,
    Invitation,
    Role,
    Skills,
    Staff,
    StaffId,
    StaffSession,
    in_order,
)
from bot.ports import Motions
from bot.storage.codec import ENDS, FACTORS, INVITATIONS, SKILLS, VERIFIERS
from bot.storage.sql_motions import SqlMotions
from bot.storage.tables import staff, staff_factor, staff_invitation, staff_session, staff_skill
from bot.storage.trail import Trail
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_VERIFIER = Place("staff", "verifier")
_FACTOR = Place("staff_factor", "sealed")
_INVITED_UNTIL = Place("staff_invitation", "ends")
_ENDS = Place("staff_session", "ends")
_SKILLED = Place("staff_skill", "skills")

_ADD = insert(staff)
_GET = select(staff).where(staff.c.id == bindparam("one"))
_ALL = select(staff)
_CHANGE = (
    update(staff)
    .where(staff.c.id == bindparam("one"))
    .values(role=bindparam("as_role"), disabled=bindparam("shut_out"), verifier=bindparam("sealed"))
)
_GET_FACTOR = select(staff_factor).where(staff_factor.c.staff_id == bindparam("one"))
_ADD_FACTOR = insert(staff_factor)
_CHANGE_FACTOR = (
    update(staff_factor)
    .where(staff_factor.c.staff_id == bindparam("one"), staff_factor.c.version == bindparam("before"))
    .values(version=bindparam("after"), sealed=bindparam("content"))
)
_DROP_FACTOR = delete(staff_factor).where(staff_factor.c.staff_id == bindparam("one"))
_SKILLS = select(staff_skill)
_FORGET_SKILLS = delete(staff_skill).where(staff_skill.c.staff_id == bindparam("one"))
_KEEP_SKILLS = insert(staff_skill)
_INVITE = insert(staff_invitation)
_INVITATION = select(staff_invitation).where(staff_invitation.c.digest == bindparam("token"))
_END_INVITATION = delete(staff_invitation).where(staff_invitation.c.staff_id == bindparam("one"))
_OPEN_SESSION = insert(staff_session)
_SESSION = select(staff_session).where(staff_session.c.digest == bindparam("token"))
_SESSIONS = select(staff_session)
_SESSIONS_OF = _SESSIONS.where(staff_session.c.staff_id == bindparam("one"))
_TOUCH = update(staff_session).where(staff_session.c.digest == bindparam("token")).values(ends=bindparam("sealed"))
_END = delete(staff_session).where(staff_session.c.digest == bindparam("token"))
_END_ALL = delete(staff_session).where(staff_session.c.staff_id == bindparam("one"))


class SqlStaffBook:
    """The `StaffBook` of one transaction; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute
        self._key = unit.secrets.staff
        self._trail = Trail(self._run, unit.secrets.audit)
        self.motions: Motions = SqlMotions(unit)

    def hold(self) -> None:
        self._unit.bulk.lock_numbers()

    def add(self, staff: Staff) -> bool:
        if self.get(staff.id) is not None:
            return False
        self._run(_ADD, {"id": staff.id, "role": staff.role.value, **self._fields(staff)})
        return True

    def get(self, staff_id: StaffId) -> Staff | None:
        row = self._run(_GET, {"one": staff_id}).one_or_none()
        return None if row is None else self._opened(row)

    def all(self) -> tuple[Staff, ...]:
        # Sorted here, because databases differ in what comes first.
        return tuple(sorted((self._opened(row) for row in self._run(_ALL)), key=lambda one: one.id))

    def change(self, staff: Staff) -> None:
        before = self.get(staff.id)
        fields = self._fields(staff)
        values = {"as_role": staff.role.value, "shut_out": fields["disabled"], "sealed": fields["verifier"]}
        self._run(_CHANGE, {"one": staff.id, **values})
        if staff.disabled or (before is not None and before.verifier != staff.verifier):
            self.end_sessions(staff.id)

    def factor(self, staff_id: StaffId) -> Factor | None:
        row = self._run(_GET_FACTOR, {"one": staff_id}).one_or_none()
        if row is None:
            return None
        content = self._key.open(_FACTOR, staff_id.encode(), row.sealed, version=row.version)
        secret, used_step, recovery, used_challenge, passkeys = FACTORS.read(unpad(content))
        app = Factor(secret, used_step, recovery, version=row.version)
        return replace(app, used_challenge=used_challenge, passkeys=passkeys)

    def keep_factor(self, staff_id: StaffId, factor: Factor) -> bool:
        after = factor.version + 1
        app = (factor.secret, factor.used_step, factor.recovery)
        content = pad(FACTORS.write((*app, factor.used_challenge, factor.passkeys)))
        sealed = self._key.seal(_FACTOR, staff_id.encode(), content, version=after)
        if factor.version:
            values = {"one": staff_id, "before": factor.version, "after": after, "content": sealed}
            return bool(self._run(_CHANGE_FACTOR, values).rowcount)
        if self.factor(staff_id) is not None:
            return False
        self._run(_ADD_FACTOR, {"staff_id": staff_id, "version": after, "sealed": sealed})
        return True

    def drop_factor(self, staff_id: StaffId) -> None:
        self._run(_DROP_FACTOR, {"one": staff_id})

    def skills(self) -> Mapping[StaffId, Skills]:
        return {StaffId(row.staff_id): self._skills(row) for row in self._run(_SKILLS)}

    def set_skills(self, staff_id: StaffId, skills: Skills) -> None:
        sealed = self._key.seal(_SKILLED, staff_id.encode(), pad(SKILLS.write(skills)))
        self._run(_FORGET_SKILLS, {"one": staff_id})
        self._run(_KEEP_SKILLS, {"staff_id": staff_id, "skills": sealed})

    def _skills(self, row: Row[Any]) -> Skills:
        """Return what a row says; nothing of one that was altered: it may not keep anybody from helping."""
        try:
            return SKILLS.read(unpad(self._key.open(_SKILLED, row.staff_id.encode(), row.skills)))
        except Unreadable:
            return ANYTHING

    def invite(self, invitation: Invitation) -> None:
        self.end_invitation(invitation.staff_id)
        content = pad(INVITATIONS.write((invitation.ends_at, invitation.code)))
        sealed = self._key.seal(_INVITED_UNTIL, invitation.digest + invitation.staff_id.encode(), content)
        values = {"staff_id": invitation.staff_id, "digest": invitation.digest, "ends": sealed}
        self._run(_INVITE, values)

    def invitation(self, digest: bytes) -> Invitation | None:
        row = self._run(_INVITATION, {"token": digest}).one_or_none()
        if row is None:
            return None
        content = self._key.open(_INVITED_UNTIL, row.digest + row.staff_id.encode(), row.ends)
        ends_at, code = INVITATIONS.read(unpad(content))
        invitation = Invitation(row.digest, StaffId(row.staff_id), ends_at, code=code)
        return invitation if self._unit.now < invitation.ends_at else None

    def end_invitation(self, staff_id: StaffId) -> None:
        self._run(_END_INVITATION, {"one": staff_id})

    def open_session(self, session: StaffSession) -> None:
        values = {"digest": session.digest, "staff_id": session.staff_id, "ends": self._sealed_ends(session)}
        self._run(_OPEN_SESSION, values)

    def session(self, digest: bytes) -> StaffSession | None:
        row = self._run(_SESSION, {"token": digest}).one_or_none()
        session = None if row is None else self._session(row)
        return None if session is None or self._has_ended(session) else session

    def sessions(self, staff_id: StaffId) -> tuple[StaffSession, ...]:
        found = [self._session(row) for row in self._run(_SESSIONS_OF, {"one": staff_id}).all()]
        return in_order(session for session in found if not self._has_ended(session))

    def touch(self, digest: bytes, idle_until: datetime) -> None:
        session = self.session(digest)
        if session is not None:
            moved = StaffSession(digest, session.staff_id, idle_until, ends_at=session.ends_at)
            self._run(_TOUCH, {"token": digest, "sealed": self._sealed_ends(moved)})

    def end_session(self, digest: bytes) -> None:
        self._run(_END, {"token": digest})

    def end_sessions(self, staff_id: StaffId) -> None:
        self._run(_END_ALL, {"one": staff_id})

    def end_old_sessions(self) -> int:
        """End every login that is over; returns how many."""
        over = [row.digest for row in self._run(_SESSIONS).all() if self._has_ended(self._session(row))]
        for digest in over:
            self.end_session(digest)
        return len(over)

    def audit(self, staff_id: StaffId, action: str, subject: bytes = b"") -> None:
        self._unit.bulk.lock_numbers()
        self._trail.add(staff_id, action, subject, now=self._unit.now)

    def audit_trail(self) -> tuple[AuditLine, ...]:
        return self._trail.lines()

    def audit_mark(self, number: int | None = None) -> AuditMark | None:
        return self._trail.mark(number)

    def audit_first(self) -> int:
        return self._trail.first()

    def cut_audit(self, until: datetime) -> int:
        self._unit.bulk.lock_numbers()
        return self._trail.cut(until, now=self._unit.now)

    def _has_ended(self, session: StaffSession) -> bool:
        return min(session.idle_until, session.ends_at) <= self._unit.now

    def _fields(self, one: Staff) -> dict[str, Any]:
        content = pad(VERIFIERS.write((one.verifier, one.language)))
        return {"disabled": one.disabled, "verifier": self._key.seal(_VERIFIER, _identity(one), content)}

    def _opened(self, row: Row[Any]) -> Staff:
        bare = Staff(StaffId(row.id), Role(row.role), "", disabled=row.disabled)
        verifier, language = VERIFIERS.read(unpad(self._key.open(_VERIFIER, _identity(bare), row.verifier)))
        return replace(bare, verifier=verifier, language=language)

    def _sealed_ends(self, session: StaffSession) -> bytes:
        content = pad(ENDS.write((session.idle_until, session.ends_at)))
        return self._key.seal(_ENDS, session.digest + session.staff_id.encode(), content)

    def _session(self, row: Row[Any]) -> StaffSession:
        content = self._key.open(_ENDS, row.digest + row.staff_id.encode(), row.ends)
        idle_until, ends_at = ENDS.read(unpad(content))
        return StaffSession(row.digest, StaffId(row.staff_id), idle_until, ends_at=ends_at)


def _identity(one: Staff) -> bytes:
    """Bind what a member of staff may do to their verifier: who alters it in the database locks them out."""
    return f"{one.id}\0{one.role.value}\0{one.disabled}".encode()
