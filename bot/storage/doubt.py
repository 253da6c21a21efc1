"""Which of the rows that an earlier process left may have been sent without its knowing."""

from collections.abc import Sequence

from bot.model import Outbound, Purpose


def in_doubt(waiting: Sequence[Outbound]) -> int | None:
    """Return the place of the row that was perhaps on the wire; None: none was that may not leave twice.

    Messages that vanish are deleted apart from the rest and may be deleted again, so they are in front of nothing.
    """
    return next((place for place, row in enumerate(waiting) if row.purpose is not Purpose.VANISH), None)
