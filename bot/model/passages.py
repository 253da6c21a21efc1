"""How somebody went on from a question of the bot: what the figures of places are made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """What an event did.

    Attributes:
        stood_at: The place where they stood before; empty where they meet the opening.
        how: By which way they left it, as it is counted; empty: they are there still.
    """

    stood_at: str
    how: str = ""


NOWHERE = Passage("")
"""Of an event that tells nothing of how somebody went on."""
