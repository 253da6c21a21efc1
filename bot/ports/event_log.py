"""What happened on the line, for figures; and who is known of its senders in this quarter, so as to count them once."""

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


class KnownPeople(Protocol):
    """Keyed marks of this quarter's senders: none tells who it was, how often or when they wrote."""

    def note(self, sender: Sender) -> str:
        """Note a session of a sender; returns `first` or `again` for the first two of this quarter, else nothing."""

    def forget(self, sender: Sender) -> bool:
        """Let a sender not be known any more; tells whether they were."""
