"""The pauses of counsellors in a transaction, and what they add up to."""

from collections.abc import Mapping
from typing import Protocol

from bot.model import Pause, StaffId


class Pauses(Protocol):
    """Pauses that last, by counsellor; and their minutes by day, of everybody together."""

    def all(self) -> Mapping[StaffId, Pause]:
        """Return the pauses that last."""

    def keep(self, staff_id: StaffId, pause: Pause) -> None:
        """Keep a pause in the place of the one that somebody had, until it ends; its day counts the difference.

        One that is over by now is not kept: only its minutes are.
        """

    def minutes(self, day: int) -> int:
        """Return how many minutes all pauses have that began on this day, an ordinal in UTC."""
