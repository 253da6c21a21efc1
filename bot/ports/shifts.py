"""The shifts of counsellors in a transaction, and the addresses at which their calendars find them. Synchronous."""

from datetime import date, datetime
from typing import Protocol

from bot.model import Shift, ShiftId, StaffId


class Shifts(Protocol):
    """Who works when, from last week on; what is older is forgotten."""

    def between(self, first: date, last: date) -> tuple[Shift, ...]:
        """Return the shifts that begin from one day to another, both included, by day, start, end, counsellor and id.

        A row that was altered is passed over: nobody is offered a call by it.
        """

    def get(self, shift_id: ShiftId) -> Shift | None:
        """Return a shift."""

    def keep(self, shift: Shift) -> bool:
        """Keep a shift as the successor of the version it was read as, 0 for a new one.

        By one conditional write. False: another version is kept by now, or it was taken away.
        """

    def drop(self, shift_id: ShiftId, version: int) -> bool:
        """Take a shift away, if this is the version that is kept; False: it is not."""


class Feeds(Protocol):
    """Secret addresses of calendars, one a counsellor at most; each opens the shifts of its owner and nothing else."""

    def owner(self, digest: bytes) -> StaffId | None:
        """Return whose address this is, by the SHA-256 of its token; None: nobody's."""

    def since(self, staff_id: StaffId) -> datetime | None:
        """Return when somebody's address was made; None: they have none."""

    def keep(self, staff_id: StaffId, digest: bytes) -> None:
        """Keep somebody's address in the place of the one that they had, which opens nothing any more."""

    def drop(self, staff_id: StaffId) -> bool:
        """Let somebody's address open nothing any more; False: they had none."""
