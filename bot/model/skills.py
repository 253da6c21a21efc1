"""What a counsellor can do and what a case needs: names and values that are compared, and never interpreted here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model.ids import Value

LANGUAGE = "language"
"""The need that every case has; the others are called after the items of its card."""
REGION = "region"
"""The need of a case of which a coordinator said where it belongs; no item of a card is called so."""
NO_NEED = frozenset({"onbekend", "anders"})
"""Answers that ask for nobody in particular: "I don't know" and "something else" in the shipped conversation."""
FEWEST_SEATS, MOST_SEATS = 1, 4
"""How many talks a counsellor can say that they take at once."""


@dataclass(frozen=True, slots=True)
class Skills:
    """What a counsellor can do.

    Attributes:
        able: By need, the values that they help with; a need that is not named here: all of them.
        seats: How many talks they take at once, from 1 to 4.
        region: Where they are from, so that a case can be kept from them; empty where nobody said so.
        names: What they are called, as `names_in` writes it, for the same.
    """

    able: Mapping[str, frozenset[str]] = field(default_factory=dict)
    seats: int = FEWEST_SEATS
    region: str = ""
    names: tuple[str, ...] = field(default=(), repr=False)


ANYTHING = Skills()
"""Of a counsellor of whom nothing was said: helps with everything, one talk at a time."""


def needs_of(language: str, card: Mapping[str, Value], region: str = "") -> Mapping[str, str]:
    """Return what a case needs: its language, its region if it has one, and each item of its card that is a choice."""
    answers = {name: value for name, value in card.items() if isinstance(value, str) and value not in NO_NEED}
    return {**answers, **({REGION: region} if region else {}), LANGUAGE: language}
