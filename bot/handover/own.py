"""Whose case it is: looked up in the transaction that goes on to do something with it."""

from bot.errors import BotError
from bot.model import Case, CaseId, CaseState, StaffId
from bot.ports import Transaction


class NotYours(BotError):
    """The case is not claimed by this counsellor: show nothing of it, do nothing to it."""

    def __init__(self) -> None:
        """Say the same whether the case exists, is somebody else's, or is over."""
        super().__init__("This talk is not yours.", fix="Go back to the queue and claim one.")


class Parted(NotYours):
    """It was theirs until its help-seeker wanted to go on with somebody else."""


def own_case(tx: Transaction, staff_id: StaffId, case_id: CaseId, *, closed_too: bool = False) -> Case:
    """Return a case that this counsellor has.

    Args:
        tx: Where it is looked up.
        staff_id: Who asks.
        case_id: Which one.
        closed_too: Return also one that ended while they had it.

    Raises:
        NotYours: it is not theirs, or it is over.
    """
    case = tx.cases.get(case_id)
    if case is None or case.claimed_by != staff_id:
        raise NotYours
    if case.state is not CaseState.CLAIMED and not closed_too:
        raise NotYours
    return case
