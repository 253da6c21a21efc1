"""A talk on its way from one counsellor to another: what is kept of it while it is open."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.ids import CaseId, StaffId

MOST_NOTE_CHARACTERS = 500
"""The longest note to a colleague: a few sentences, which the help-seeker reads on a phone."""


class TransferState(StrEnum):
    """Who is asked. A transfer that is over is not kept; its last two states say how it ended."""

    OFFERED = "offered"
    """The colleague."""
    ASKED = "asked"
    """The colleague has accepted, and keeps a seat for it: now the help-seeker is asked."""
    PASSED = "passed"
    """The colleague has the talk."""
    KEPT = "kept"
    """All stays with the first counsellor."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What a help-seeker agreed to when their talk went to a colleague: names of items, never what they hold."""

    to: StaffId
    read: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """A talk that its counsellor would like a colleague to go on with. The talk goes on meanwhile.

    Attributes:
        holder: Who has the talk, and offers it.
        receiver: Who would go on.
        note: For the receiver, who reads it once the help-seeker has read it and agreed.
        until: Then it is over if nobody has answered, and all stays as it was.
    """

    case_id: CaseId
    holder: StaffId
    receiver: StaffId
    note: str = field(repr=False)
    state: TransferState
    until: datetime
