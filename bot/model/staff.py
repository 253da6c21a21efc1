"""Who works here: at the desk, or on the conversation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.ids import Language, StaffId


class Role(StrEnum):
    """The task of a member of staff; what it lets them do stands in `rights`."""

    COUNSELLOR = "counsellor"
    """Talks with help-seekers at the desk."""
    COORDINATOR = "coordinator"
    """Sees who waits and who has whom, and gives cases back or to somebody; reads nothing of a talk, but by two."""
    EDITOR = "editor"
    """Works on the conversation, and never sees one of a help-seeker."""
    OPERATOR = "operator"
    """Keeps the service running: sees the queue and the trail of what staff did, and changes neither."""
    ADMIN = "admin"
    """All of it."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff.

    Attributes:
        verifier: The Argon2id verifier of the password, in PHC form.
    """

    id: StaffId
    role: Role
    verifier: str = field(repr=False)
    language: Language = "nl"
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that a device keeps, and shows only to the address that it was made for.

    Attributes:
        id: As its device calls it.
        name: As its owner calls it.
        public_key: What its signatures are checked with, in COSE.
        used: How often it says that it was used; many say 0 for ever.
    """

    id: bytes = field(repr=False)
    name: str
    public_key: bytes = field(repr=False)
    used: int = 0


@dataclass(frozen=True, slots=True)
class Factor:
    """The second step of somebody's login: an app, passkeys, or both; and codes on paper for the day without them.

    Attributes:
        secret: What their app and we have in common; empty without an app.
        used_step: The last step of time whose code was used; no code of it or of an earlier one opens anything.
        recovery: SHA-256 of each code on paper that was not used yet.
        version: How often it was kept; 0: never.
        passkeys: In the order in which they were added.
        used_challenge: When the question was asked that a passkey answered last, in microseconds since 1970; no answer
            to it or to an earlier one opens anything.
    """

    secret: bytes = field(default=b"", repr=False)
    used_step: int = 0
    recovery: tuple[bytes, ...] = field(default=(), repr=False)
    version: int = 0
    passkeys: tuple[Passkey, ...] = ()
    used_challenge: int = 0


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link by which somebody sets their own password; opens once.

    Attributes:
        digest: SHA-256 of the random token; the token itself is only in the link.
        ends_at: From then on it opens nothing.
        code: SHA-256 of a code that is asked for besides; empty for none.
    """

    digest: bytes = field(repr=False)
    staff_id: StaffId
    ends_at: datetime
    code: bytes = field(default=b"", repr=False)


class Power(StrEnum):
    """What takes two people, because it gives power away."""

    RECOVER = "recover"
    """Let somebody begin anew by a link, who lost password and second step."""
    RAISE = "raise"
    """Let somebody be an admin; opens the account too, where it was closed."""
    READ = "read"
    """Let whoever proposes it read one case of somebody else, in an emergency."""


OVER_ACCOUNTS = frozenset({Power.RECOVER, Power.RAISE})
"""What admins decide about a colleague."""


@dataclass(frozen=True, slots=True)
class Motion:
    """What one person wants, until another one confirms it: for a colleague, or about a case (`about_case`).

    Attributes:
        id: Sixteen random bytes: whoever confirms means what they read, and nothing that was proposed since.
        by: Who proposed it, and so can't confirm it.
        ends_at: From then on nobody can confirm it.
        code: SHA-256 of the code that only `by` was shown; the link that a recovery leads to asks for it.
    """

    id: bytes
    power: Power
    about: StaffId
    by: StaffId
    ends_at: datetime
    code: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A login, found again by the hash of its cookie.

    Attributes:
        digest: SHA-256 of the random token; the token itself is only in the browser.
        ends_at: The end whatever happens; idle_until moves with use.
    """

    digest: bytes = field(repr=False)
    staff_id: StaffId
    idle_until: datetime
    ends_at: datetime


def in_order(sessions: Iterable[StaffSession]) -> tuple[StaffSession, ...]:
    """Return logins in the order in which they are shown: begun last first."""
    return tuple(sorted(sessions, key=lambda one: (one.ends_at, one.digest), reverse=True))


@dataclass(frozen=True, slots=True)
class AuditMark:
    """How far the audit trail had come: a line's number, and its code, which stands for all lines up to it."""

    number: int
    mac: bytes


KEYS_GONE = "keys_gone_until"
"""What the line says of a day up to which no key is left."""
ABOUT_DAYS = frozenset({"hours_closed", "hours_opened", "hours_ruled", KEYS_GONE}) | {
    *("shift_added", "shift_changed", "shift_removed", "shifts_copied"),
}
"""The actions that are about days, and whose they are, not about a case."""
AUDIT_CUT = "cut"
"""What the first line of a trail says whose older lines went after their time."""
CUT_WRITTEN_DOWN = "audit_cut"
"""What the line says of such a cut; its subject is the number of the last line that went."""
ABOUT_STAFF = "staff_"
"""How actions begin that are done to a colleague: their subject is a name and no case."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Something that a member of staff did.

    Attributes:
        at: The minute in which it happened.
        subject: The case, the colleague, the days or the line that it was done to; empty for none.
    """

    number: int
    at: datetime
    staff_id: StaffId
    action: str
    subject: bytes = b""

    @property
    def about(self) -> str:
        """What it was done to, as people read it: the beginning of a case's number, a colleague, days, or a line."""
        if self.action == CUT_WRITTEN_DOWN:
            return str(int.from_bytes(self.subject))
        is_text = self.action in ABOUT_DAYS or self.action.startswith(ABOUT_STAFF)
        return self.subject.decode("ascii") if is_text else self.subject.hex()[:12]
