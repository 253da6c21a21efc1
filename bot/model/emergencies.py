"""One case that somebody who does not have it may read in an emergency, because two people decided it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.ids import CaseId, StaffId

MOST_EMERGENCY_CHARACTERS = 500
"""The longest words beside a reason."""


class EmergencyReason(StrEnum):
    """Why somebody has to read a case that is not theirs."""

    LIFE = "life"
    """Somebody said that they or somebody else may die."""
    CHILD = "child"
    """A child is in danger."""
    VIOLENCE = "violence"
    """Somebody is threatened, hurt or locked in."""
    ALONE = "alone"
    """The counsellor fell ill or is gone, and danger was said in the talk."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """A request to read one case, and from the moment at which somebody else confirmed it, the reading.

    Attributes:
        id: That of the motion by which it was asked for: whoever confirms means what they read.
        by: Who asked, and alone may read.
        words: What they wrote beside the reason; for whoever decides, and never in a log or in the trail.
        ends_at: Until when somebody may confirm it; once somebody did, until when it may be read.
        confirmed_by: Who confirmed it; None: nobody reads anything.
    """

    id: bytes
    by: StaffId
    reason: EmergencyReason
    words: str = field(repr=False)
    ends_at: datetime
    confirmed_by: StaffId | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether a second person agreed: somebody who confirms themselves is no second person."""
        return self.confirmed_by not in {None, self.by}


_ABOUT_CASE = "case:"


def about_case(case_id: CaseId) -> StaffId:
    """Return what a motion is about that is about a case: no login name has a colon."""
    return StaffId(f"{_ABOUT_CASE}{case_id.hex()}")


def case_in(about: StaffId) -> CaseId | None:
    """Return the case that a motion is about; None: it is about a colleague."""
    return CaseId(bytes.fromhex(about.removeprefix(_ABOUT_CASE))) if about.startswith(_ABOUT_CASE) else None
