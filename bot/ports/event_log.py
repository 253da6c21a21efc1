"""What happened on the line, for figures; and places of its senders, so as to count each of them once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import LogEvent, Sender


class EventLog(Protocol):
    """The events of which every figure is a count: about nobody, and readable until 90 days after their quarter."""

    def wall(self, moment: datetime | None = None) -> tuple[int, int]:
        """Return the day and the part of it that the wall of the desk shows, in this transaction or at a moment."""

    def add(self, event: LogEvent) -> None:
        """Keep an event, in this transaction; nothing without a key of its quarter: no talk hangs on a figure."""

    def between(self, first_day: int, last_day: int) -> Sequence[LogEvent]:
        """Return the events of these days, both included, in no order; what nobody can read is passed over."""


class People(Protocol):
    """The places of this quarter's senders, one of a thousand for each: enough to count them, too few to find one."""

    def note(self, sender: Sender) -> bool:
        """Take the place of a sender for this quarter; tells whether it was free: nobody there was counted yet."""
