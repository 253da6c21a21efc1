"""What counts how the service does, as the use cases see it: it knows of nobody, and nothing waits for it."""

from enum import StrEnum
from typing import Protocol


class DeliveryResult(StrEnum):
    """What became of a row of the outbox, or of one attempt at it."""

    SENT = "sent"
    DELETED = "deleted"
    """It took messages out of a chat."""
    LATER = "later"
    """The channel took nothing; it is tried again."""
    PERHAPS = "perhaps"
    """It may have been sent; it is sent again, or held."""
    HELD = "held"
    """It may not leave before a sign of life."""
    UNKNOWN = "unknown"
    """It may have been sent and is not sent again."""
    DROPPED = "dropped"
    """It is never sent: it is too late for it, or its person wiped everything."""
    REFUSED = "refused"
    """The channel will never take it."""
    GONE = "gone"
    """Its person blocked us, or is no more: everything of them was forgotten."""


TRIED_IN_VAIN = frozenset({DeliveryResult.LATER, DeliveryResult.PERHAPS})
"""What an attempt came to that has to be made again."""


class Meter(Protocol):
    """Counts. Takes microseconds, and neither waits nor raises: it may stand in the middle of a turn."""

    def begin(self) -> float:
        """Return where a clock stands that only counts on, for `turn`."""

    def turn(self, channel: str, begun: float) -> None:
        """Count a turn that is durable now, and how long it took."""

    def delivery(self, channel: str, result: DeliveryResult) -> None:
        """Count what became of a row."""


class SilentMeter:
    """A `Meter` that counts nothing: where nobody watches."""

    def begin(self) -> float:
        """Return nothing of use."""
        return 0.0

    def turn(self, channel: str, begun: float) -> None:
        """Leave it."""

    def delivery(self, channel: str, result: DeliveryResult) -> None:
        """Leave it."""


SILENT = SilentMeter()
