"""The staff of a transaction: their accounts, logins and what they did. Synchronous, as everything in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.model import (
    AuditLine,
    AuditMark,
    Factor,
    Invitation,
    Motion,
    Skills,
    Staff,
    StaffId,
    StaffSession,
)


class Motions(Protocol):
    """What one admin wants for a colleague and another one has to confirm; one at a time about each of them."""

    def all(self) -> tuple[Motion, ...]:
        """Return what can still be confirmed, by the name of whom it is about."""

    def make(self, motion: Motion) -> bool:
        """Keep a motion, by one conditional write. False: one about the same colleague waits already."""

    def take(self, motion_id: bytes) -> Motion | None:
        """Take a motion away and return it, by one conditional write, so that of many who confirm it one does.

        None: it was taken, or has ended.
        """

    def drop(self, staff_id: StaffId) -> None:
        """Forget what was proposed about somebody, and what they proposed themselves."""


class StaffBook(Protocol):
    """Staff, their logins, and what they did."""

    @property
    def motions(self) -> Motions:
        """What waits for a second admin."""

    def hold(self) -> None:
        """Let other transactions that hold staff wait until this one ends: what it reads from here on stays so."""

    def add(self, staff: Staff) -> bool:
        """Keep a new member of staff; False: the name is taken."""

    def get(self, staff_id: StaffId) -> Staff | None:
        """Return a member of staff."""

    def all(self) -> tuple[Staff, ...]:
        """Return everybody, by name."""

    def change(self, staff: Staff) -> None:
        """Replace a member of staff by name; ends their sessions when disabled or with a new password."""

    def skills(self) -> Mapping[StaffId, Skills]:
        """Return what counsellors can do; of whom nothing was said is not in it."""

    def set_skills(self, staff_id: StaffId, skills: Skills) -> None:
        """Keep what a counsellor can do, in the place of what was kept before."""

    def factor(self, staff_id: StaffId) -> Factor | None:
        """Return the second step of somebody's login; None: there is none yet."""

    def keep_factor(self, staff_id: StaffId, factor: Factor) -> bool:
        """Keep a second step as the successor of the version it was read as, 0 for a first one.

        By one conditional write, so that of two who use the same code at once one does. False: another is kept by now.
        """

    def drop_factor(self, staff_id: StaffId) -> None:
        """Forget the second step of somebody's login: their app and their codes on paper open nothing any more."""

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation, instead of any that somebody has already."""

    def invitation(self, digest: bytes) -> Invitation | None:
        """Return an invitation that has not ended."""

    def end_invitation(self, staff_id: StaffId) -> None:
        """Let the link that somebody has open nothing any more."""

    def open_session(self, session: StaffSession) -> None:
        """Keep a login."""

    def session(self, digest: bytes) -> StaffSession | None:
        """Return a login that has not ended."""

    def sessions(self, staff_id: StaffId) -> tuple[StaffSession, ...]:
        """Return the logins of somebody that have not ended, the one that was begun last first."""

    def touch(self, digest: bytes, idle_until: datetime) -> None:
        """Move the idle end of a login."""

    def end_session(self, digest: bytes) -> None:
        """End a login."""

    def end_sessions(self, staff_id: StaffId) -> None:
        """End every login of somebody."""

    def audit(self, staff_id: StaffId, action: str, subject: bytes = b"") -> None:
        """Write that somebody did something to a case, to the minute, chained to the line before."""

    def audit_trail(self) -> tuple[AuditLine, ...]:
        """Return everything that was audited, in order, after a check of the whole chain.

        Raises:
            AuditBroken: a line was altered, moved or taken out.
        """

    def audit_mark(self, number: int | None = None) -> AuditMark | None:
        """Return number and code of a line, of the last one without a number; None: there is no such line."""

    def audit_first(self) -> int:
        """Return the number from which on every line has to be there: 1, or where the trail was cut by `cut_audit`."""

    def cut_audit(self, until: datetime) -> int:
        """Take away the lines from before a moment, some at a time and never the newest; returns how many went.

        What is left still proves that nothing else is missing: its first line says that it was cut here, by us.

        Raises:
            AuditBroken: something was altered or taken out before; then nothing is taken away.
        """
