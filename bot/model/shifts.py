"""Shifts of counsellors: about those who work here, and about nobody else."""

from dataclasses import dataclass
from datetime import date

from bot.model.ids import ShiftId, StaffId

MOST_CALLS = 5
"""So many callbacks a counsellor can take in one slot."""


@dataclass(frozen=True, slots=True)
class Shift:
    """When a counsellor works, and how many callbacks they take then.

    Attributes:
        day: On which it begins, on the clock of the service.
        span: From a minute of that day up to another one, as in the calendar: past 1440 in the night after.
        calls: How many callbacks they take in one slot of it, 0 to `MOST_CALLS`; 0: they work, and take none.
        version: How often it was kept; 0 for what is not kept yet.
    """

    id: ShiftId
    staff_id: StaffId
    day: date
    span: tuple[int, int]
    calls: int = 0
    version: int = 0
