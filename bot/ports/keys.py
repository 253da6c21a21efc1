"""What the use cases and the store ask of the keys; knows no file, no database and no cipher."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Subkey(StrEnum):
    """What a key is for that stays: these need no destruction, and outlive a change of the root key."""

    AUDIT = "audit-mac/v1"
    STAFF = "staff/v1"
    CSRF = "csrf/v1"
    RETURN = "return-phrase/v1"
    SIGNAL = "signal-seen/v1"


class Keyring(Protocol):
    """Gives out keys; None means that a key was destroyed, or is not made yet.

    Every method that may look at where the keys lie raises SettingsError when it can't be used, and StoreDown when it
    does not answer: nothing is ever taken for destroyed because nobody could look.
    """

    def day_key(self, day: int) -> bytes | None:
        """Return the key under which conversations lie that are forgotten at the end of this day."""

    def week_key(self, week: int) -> bytes | None:
        """Return the key of the hashes by which help-seekers are found in this week."""

    def quarter_key(self, quarter: int) -> bytes | None:
        """Return the key of the marks by which something is counted only once in this quarter."""

    def log_key(self, quarter: int) -> bytes | None:
        """Return the key of the events of this quarter; it is there until 90 days after the quarter."""

    def subkey(self, purpose: Subkey) -> bytes:
        """Return 32 bytes for one fixed purpose."""

    def make_ahead(self, now: datetime) -> None:
        """Make the keys of the days, weeks and quarters to come, where they are missing; takes in what others did."""

    def over(self, now: datetime) -> Sequence[int]:
        """Return the days whose keys are to be destroyed by now, earliest first."""

    def late(self, now: datetime) -> Sequence[int]:
        """Return the days whose keys should have been destroyed more than an hour ago."""

    def destroy(self, now: datetime) -> None:
        """Destroy the keys of days, weeks and quarters that are over; changes nothing a second time."""

    def erase(self) -> bool:
        """Let nothing of destroyed keys lie where the keys lie; False: somebody is in the way, ask again."""

    def refresh(self) -> None:
        """Take in what others made, and let go of what others destroyed."""

    def first_day(self) -> int:
        """Return the earliest day that has a key: nothing of the days before can be read by anybody."""
