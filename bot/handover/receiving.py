"""Who may be given a talk: somebody who is at the desk and takes talks, and from whom it is not kept."""

from bot.errors import BotError
from bot.handover.floor import Floor
from bot.model import CaseId, StaffId
from bot.passing import may_have, may_talk
from bot.ports import Transaction


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
    may = may_talk(tx, to) if case is None else may_have(tx, to, case)
    if to not in floor.on_duty() or not may:
        raise NotThere
