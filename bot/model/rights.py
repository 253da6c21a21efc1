"""Who may do what: one table of roles and rights, which the guard of the staff's pages and the desk ask."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.model.staff import Role


class Right(StrEnum):
    """Something that a member of staff may do. None of them alone opens a talk of somebody else."""

    OWN = "own"
    """What everybody has: the own logins, the language of the own pages."""
    TALK = "talk"
    """Take cases, and read, write in and record the own ones."""
    CALLS = "calls"
    """See which calls are agreed, take them, and read the sheet of an own one in its window; decide about minors."""
    BOARD = "board"
    """See the queue and who has which case; nothing of what was said, and no card."""
    FIGURES = "figures"
    """See what became of those who asked, in weeks that are over; no count of few, and nothing of anybody."""
    ASSIGN = "assign"
    """Put a case back in the queue, or give it to a counsellor."""
    HOURS = "hours"
    """Close the line on single days, or open it for longer: what is told at a closed door."""
    ROTA = "rota"
    """See who works when, and enter one's own shifts, if one takes talks."""
    SHIFTS = "shifts"
    """Enter and take away everybody's shifts."""
    BLOCK = "block"
    """Decide for how many days a sender is offered no counsellor; who it is nobody sees."""
    EMERGENCY = "emergency"
    """Ask to read one case of somebody else in an emergency, or confirm what another one asked: it takes two."""
    PREVIEW = "preview"
    """Play the conversation that is on the disk."""
    AUDIT = "audit"
    """Read who did what to which case number."""
    STAFF = "staff"
    """Invite colleagues, change what they may do, close accounts; what gives power away takes two who have this."""


_EVERYBODY = frozenset({Right.OWN})

RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType({
    Role.COUNSELLOR: _EVERYBODY | {Right.TALK, Right.CALLS, Right.ROTA},
    Role.COORDINATOR: _EVERYBODY
    | {Right.BOARD, Right.ASSIGN, Right.HOURS, Right.ROTA, Right.SHIFTS, Right.BLOCK, Right.EMERGENCY},
    Role.EDITOR: _EVERYBODY | {Right.PREVIEW},
    Role.OPERATOR: _EVERYBODY | {Right.BOARD, Right.FIGURES, Right.AUDIT},
    Role.ADMIN: frozenset(Right),
})  # fmt: skip


def may(role: Role, right: Right) -> bool:
    """Tell whether this role has this right."""
    return right in RIGHTS[role]
