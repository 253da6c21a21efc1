"""When somebody may be called: a stretch of real time, and what was said of it; about nobody."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_ID = re.compile(r"s([0-9]{8}t[0-9]{4})_([1-9][0-9]{0,3})")
_MINUTE = "%Y%m%dt%H%M"

SLOT_MINUTES = (15, 30, 60)
"""So long a slot can be. Each begins where a slot of the shortest could."""


@dataclass(frozen=True, order=True, slots=True)
class Slot:
    """A stretch of real time in which a callback may happen: from its start up to its end, that not included.

    Attributes:
        start_at: In UTC, at a whole minute.
        minutes: How long it is; at least 1.
    """

    start_at: datetime
    minutes: int

    def __post_init__(self) -> None:
        """Refuse what would have no id of its own.

        Raises:
            ValueError: the start is not in UTC or not at a whole minute, or the slot has no length.
        """
        at = self.start_at
        if at.utcoffset() != timedelta() or at.second or at.microsecond or self.minutes < 1:
            raise ValueError("a slot starts at a whole minute of UTC and lasts some minutes")

    @property
    def end_at(self) -> datetime:
        """When it is over."""
        return self.start_at + timedelta(minutes=self.minutes)

    @property
    def id(self) -> str:
        """Its name in options and rows, the same for ever: `s20261201t1900_60`; `slot_of` reads it."""
        return f"s{self.start_at:{_MINUTE}}_{self.minutes}"

    def overlaps(self, other: "Slot") -> bool:
        """Tell whether there is a moment that lies in both."""
        return self.start_at < other.end_at and other.start_at < self.end_at

    def overlapping(self) -> tuple["Slot", ...]:
        """Return every slot that can be offered beside this one and overlaps it, and itself."""
        first, *_, longest = SLOT_MINUTES
        starts = range(first - longest, self.minutes, first)
        near = (Slot(self.start_at + timedelta(minutes=start), minutes) for start in starts for minutes in SLOT_MINUTES)
        return tuple({one: None for one in (self, *near) if one.overlaps(self)})


@dataclass(frozen=True, slots=True)
class ToldSlot:
    """A slot, and what was said of it to whoever chose it. If the two part, what was said holds.

    Attributes:
        slot: As the rules of the zone had it on that day.
        wall: The start on the clock on the wall; of no zone.
        zone: Whose clock: a name of the time zone database.
        fold: Where a clock that is put back shows this start twice: 0 for the first time, 1 for the second. None: it
            shows it once, and no word about it was needed.
    """

    slot: Slot
    wall: datetime
    zone: str
    fold: int | None = None

    @property
    def until(self) -> datetime:
        """The end on the clock on the wall, as it was said."""
        return self.wall + timedelta(minutes=self.slot.minutes)


def slot_of(text: str) -> Slot | None:
    """Return the slot of this id; None: it is the id of none."""
    match = _ID.fullmatch(text)
    if match is None:
        return None
    try:
        return Slot(datetime.strptime(match[1], _MINUTE).replace(tzinfo=UTC), int(match[2]))
    except ValueError:
        return None
