"""Whether one of ours may do something at this moment, and may know of whom it is about; inside one transaction."""

from bot.model import ANYBODY, Right, StaffId, Wishes, may
from bot.ports import Transaction


def has_right(tx: Transaction, staff_id: StaffId, right: Right, *, wishes: Wishes = ANYBODY) -> bool:
    """Tell whether somebody has a right now, and is not kept out: a page that was opened before says nothing of that.

    Args:
        tx: Where it is asked.
        staff_id: Who.
        right: What for.
        wishes: Of the person whom it is about; without them it is about nobody.
    """
    account = tx.staff.get(staff_id)
    if account is None or account.disabled or not may(account.role, right):
        return False
    return wishes == ANYBODY or wishes.let_in(staff_id, tx.staff.skills())
