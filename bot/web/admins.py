"""Who may look after accounts, as the transaction finds it that goes on to do so; and how it is written down."""

from bot.errors import BotError
from bot.model import ABOUT_STAFF, Right, Staff, StaffId, may
from bot.ports import Transaction


class Refused(BotError):
    """Nothing was done.

    Attributes:
        code: Names the text `staff.refused.<code>`.
    """

    def __init__(self, code: str) -> None:
        """Say by a code why not."""
        super().__init__("This was not done to a colleague's account.", where=code)
        self.code = code


def check_admin(tx: Transaction, by: StaffId) -> None:
    """Let one admin act after the other: of two who close each other's account one does, so that one is left."""
    tx.staff.hold()
    acting = tx.staff.get(by)
    if acting is None or not is_admin(acting):
        raise Refused("not_you")


def existing(tx: Transaction, by: StaffId, about: StaffId) -> Staff:
    """Return the account of a colleague; nobody decides about themselves."""
    if about == by:
        raise Refused("own")
    staff = tx.staff.get(about)
    if staff is None:
        raise Refused("nobody")
    return staff


def is_admin(staff: Staff) -> bool:
    """Tell whether they look after accounts, and can log in."""
    return not staff.disabled and may(staff.role, Right.STAFF)


def has_step(tx: Transaction, staff: Staff) -> bool:
    """Tell whether there is a second step, so that the owner has come in by now."""
    return tx.staff.factor(staff.id) is not None


def note(tx: Transaction, by: StaffId, what: str, *, about: StaffId) -> None:
    """Write down what an admin did to a colleague; what became of that one has a line of its own."""
    tx.staff.audit(by, f"{ABOUT_STAFF}{what}", about.encode())
