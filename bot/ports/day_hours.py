"""The hours of single days of a transaction. Synchronous, as everything in it."""

from datetime import date
from typing import Protocol

from bot.model import DayHours


class DayBook(Protocol):
    """What coordinators set for single days; a day that is two days past is not in it any more."""

    def all(self) -> tuple[DayHours, ...]:
        """Return what is set, by day; a row that was altered is passed over, so that the rule holds."""

    def keep(self, hours: DayHours) -> bool:
        """Keep the hours of a day as the successor of the version they were read as, 0 for first ones.

        By one conditional write. False: others are kept by now.
        """

    def drop(self, day: date, version: int) -> bool:
        """Let the rule hold again for a day, if these are the hours that are kept; False: they are not."""
