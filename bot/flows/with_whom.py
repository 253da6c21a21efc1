"""With whom somebody wants to talk, and with whom never: what of their answers says so. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.flows.picking import picked
from bot.model import StaffId, Value, Wishes, names_in
from bot.model.promises import FIRST_WITHIN

MOST_NEVER = 16
"""So many counsellors are remembered of one conversation with whom somebody never wants to talk again."""


@dataclass(frozen=True, slots=True)
class WithWhom:
    """The variables that say it; empty for those that a conversation has not.

    Attributes:
        talked: Becomes true at the end of a talk, and is known no longer than what else was said.
        again: Whether they want whom they talked with.
        never: Whether they never want them again.
        regions: The regions from which nobody is to know that they are here.
        names: What those are called who are not to know it, as it was typed.
    """

    talked: str = ""
    again: str = ""
    never: str = ""
    regions: str = ""
    names: str = ""

    def after_a_talk(self, known: Mapping[str, Value]) -> dict[str, Value]:
        """Return what is known once a talk is over: that there was one, and nothing of what was wanted before it."""
        return {**self.after_a_parting(known), **({self.talked: True} if self.talked else {})}

    def after_a_parting(self, known: Mapping[str, Value]) -> dict[str, Value]:
        """Return what is known without the one whom they talked with."""
        return {name: value for name, value in known.items() if name not in {self.talked, self.again, self.never}}

    def wants_again(self, known: Mapping[str, Value]) -> bool:
        """Tell whether they want whom they talked with."""
        return known.get(self.again) is True

    def wants_never(self, known: Mapping[str, Value]) -> bool:
        """Tell whether they never want them again."""
        return known.get(self.never) is True

    def kept_out(self, known: Mapping[str, Value], never_with: tuple[StaffId, ...]) -> Wishes:
        """Return who is not to know that they are here."""
        return Wishes(
            not_staff=frozenset(never_with),
            not_regions=frozenset(picked(known.get(self.regions))),
            not_names=frozenset(names_in(str(known.get(self.names, "")))),
        )


SAYS_NOTHING = WithWhom()
"""Of a conversation in which nobody can say so."""


def asks_first(wishes: Wishes, counsellor: StaffId | None, now: datetime) -> Wishes:
    """Return wishes with somebody who is asked before all others, for a bounded time."""
    until = None if counsellor is None else now + FIRST_WITHIN
    return replace(wishes, first=counsellor, first_until=until)
