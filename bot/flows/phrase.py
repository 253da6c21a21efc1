"""The node that gives a return phrase."""

from dataclasses import dataclass

from bot.flows.said import Said


@dataclass(frozen=True, slots=True)
class Phrase:
    """Gives a new return phrase and goes on.

    Attributes:
        texts: With `PHRASE_MARK` where the words go.
    """

    id: str
    flow: str
    texts: Said
