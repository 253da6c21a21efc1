"""What came of the events of a rehearsal, as the help-seeker and the desk saw it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model import Bubble, OpenCase, Urgency, Value


@dataclass(slots=True)
class Happened:
    """What came of the latest events.

    Attributes:
        bubbles: What the help-seeker saw.
        unseen: How many bubbles were held back or dropped, because it was not safe to write.
        told: What the desk was told.
        opened: How a human was asked for.
        card: What the counsellor may read since then, or since something was unticked; None where nothing changed.
        raised: The open case became urgent.
        left: The place in the queue, or the talk, was given up.
        wiped: Everything was forgotten.
    """

    bubbles: list[Bubble] = field(default_factory=list)
    unseen: int = 0
    told: list[str] = field(default_factory=list)
    opened: OpenCase | None = None
    card: Mapping[str, Value] | None = None
    raised: bool = False
    left: bool = False
    wiped: bool = False

    def is_nothing(self) -> bool:
        """Tell whether nobody noticed anything."""
        return self == Happened()


def urgency_of(happened: Happened) -> Urgency | None:
    """Return how urgently a human was asked for; None when nobody was."""
    return None if happened.opened is None else happened.opened.urgency
