"""What somebody else would read of a help-seeker, item by item, as it is ticked now."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

WORDS = "-words"
"""The item for all that was said in the talk so far; no variable has such a name."""
NOTE = "-note"
"""The item for the note that would go along."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """The items that the next one would read.

    Attributes:
        items: What can be ticked, in the order shown: variables of the card, `WORDS`, `NOTE`.
        ticked: Those of them that may be read.
        note: The words of `NOTE`, which the help-seeker reads as well; empty for none.
    """

    items: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    note: str = field(default="", repr=False)

    def only(self, ticked: Iterable[str]) -> "Ticks":
        """Return the same items with these ticked."""
        wanted = frozenset(ticked)
        return replace(self, ticked=tuple(item for item in self.items if item in wanted))

    def flipped(self, items: Iterable[str]) -> "Ticks":
        """Return the same items with these on their other side."""
        return self.only(frozenset(self.ticked) ^ frozenset(items))


NO_TICKS = Ticks()
"""Nothing can be ticked, and nothing is."""


def all_ticked(card: Iterable[str], *, words: bool = False, note: str = "") -> Ticks:
    """Return what is asked about first: all that was agreed to before.

    Args:
        card: The variables on the card.
        words: What was said so far is among it.
        note: What the counsellor would give along.
    """
    items = (*card, *((WORDS,) if words else ()), *((NOTE,) if note else ()))
    return Ticks(items, items, note)
