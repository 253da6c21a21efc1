"""Who may be given a talk: somebody who is at the desk and takes talks, and from whom it is not kept."""

from bot.errors import BotError
from bot.handover.floor import Floor
from bot.model import ANYBODY, CaseId, Right, StaffId
from bot.ports import Transaction
from bot.rights_now import has_right


class NotThere(BotError):
    """Nothing was done: this talk can't go to somebody of this name right now."""

    def __init__(self) -> None:
        """Say why nothing was done, as much as may be known."""
        super().__init__("This talk can't go there now.", fix="Choose somebody else who is at the desk.")


def check_receiver(tx: Transaction, floor: Floor, case_id: CaseId, *, to: StaffId) -> None:
    """Make sure that somebody can be given a talk.

    Raises:
        NotThere: they are not at the desk, take no talks, may have none, or not this one: which of it is not told.
    """
    case = tx.cases.get(case_id)
    wishes = ANYBODY if case is None else case.wishes
    if to not in floor.on_duty() or not has_right(tx, to, Right.TALK, wishes=wishes):
        raise NotThere
