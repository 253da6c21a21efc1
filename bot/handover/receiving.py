"""Who may be given a talk: somebody who is at the desk and takes talks."""

from bot.errors import BotError
from bot.handover.floor import Floor
from bot.model import StaffId
from bot.passing import may_talk
from bot.ports import Transaction


class NotThere(BotError):
    """Nothing was done: nobody of this name takes talks right now."""

    def __init__(self) -> None:
        """Say why nothing was done."""
        super().__init__("Nobody of this name takes talks now.", fix="Choose somebody who is at the desk.")


def check_receiver(tx: Transaction, floor: Floor, to: StaffId) -> None:
    """Make sure that somebody can be given a talk.

    Raises:
        NotThere: they are not at the desk, take no talks, or may have none.
    """
    if to not in floor.on_duty() or not may_talk(tx, to):
        raise NotThere
