"""A block: for some days a sender is not offered a counsellor. It is bound to a keyed hash that dies by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import CaseId, StaffId


class BlockReason(StrEnum):
    """Why a counsellor proposes it; a list, so that nothing is written down about the person."""

    THREATS = "threats"
    SEXUAL = "sexual"
    INSULTS = "insults"
    NUISANCE = "nuisance"
    """Keeps the line busy again and again: play, advertising, nothing at all."""


@dataclass(frozen=True, slots=True)
class Block:
    """A proposal, and from the moment at which somebody else confirmed it, a block.

    Attributes:
        case_id: The talk in which it was proposed; names the block too.
        ends_at: When it is over; of a proposal, until when somebody may confirm it.
        latest_at: When the key of the hash dies by which the sender is found: it can't last longer.
        confirmed_by: Who confirmed it; None: it is a proposal, and nobody is kept from anything.
        place: The case with which the sender waits, if they do.
        version: How often it was written; 0 for what is not kept yet.
    """

    case_id: CaseId
    reason: BlockReason
    proposed_by: StaffId
    ends_at: datetime
    latest_at: datetime | None = None
    confirmed_by: StaffId | None = None
    place: CaseId | None = None
    version: int = 0

    @property
    def is_confirmed(self) -> bool:
        """Tell whether it keeps somebody from a counsellor, while it lasts."""
        return self.confirmed_by is not None
