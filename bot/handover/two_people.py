"""What takes two people: one proposes it, another one of the same right confirms it, and only once."""

from collections.abc import Collection

from bot.errors import BotError
from bot.model import Motion, Power, Right, StaffId
from bot.ports import Transaction
from bot.rights_now import has_right


class NotConfirmed(BotError):
    """Nothing takes effect.

    Attributes:
        code: `over`: it has ended, was taken, or whoever proposed it may not any more; `same`: it is one's own.
    """

    def __init__(self, code: str) -> None:
        """Say by a code why not."""
        super().__init__("This was not confirmed.", where=code, fix="Look at the list again.")
        self.code = code


def confirmed(tx: Transaction, motion_id: bytes, by: StaffId, *, right: Right, powers: Collection[Power]) -> Motion:
    """Take a motion off the list as its second person, and return it.

    Args:
        tx: What is raised undoes all of it.
        motion_id: What was read.
        by: Who confirms; their own right is looked at by the caller.
        right: What whoever proposed it has to have still.
        powers: What can be confirmed here.

    Raises:
        NotConfirmed: it stays where it was.
    """
    motion = tx.staff.motions.take(motion_id)
    if motion is None or motion.power not in powers or not has_right(tx, motion.by, right):
        raise NotConfirmed("over")
    if motion.by == by:
        raise NotConfirmed("same")
    return motion
