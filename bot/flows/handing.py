"""The place where a human is asked for: how urgently, and what the counsellor may read of what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.flows.picking import as_value, picked
from bot.flows.weighing import Condition
from bot.model import Value

LONGEST_AGREED_MINUTES = 60
"""Nobody can agree to be written to for longer while they wait for a human."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Asks for a human.

    Attributes:
        card: The variables that the counsellor may read.
        private: Those of them that are on the card only when the person agreed.
        agreed: Whether they did.
        ticked: The variable with what the person lets be seen of the card; without a value, and without such a
            variable: all of it.
        may_write: The variable with the minutes in which we may write first; empty for none.
        timeout: Whoever waits so long for a claim goes to its exit `timeout`, and keeps their place; None: nobody.
        offers_in_time: They go there shortly before the time ends that they agreed to.
    """

    id: str
    flow: str
    urgent: Condition
    agreed: Condition
    card: tuple[str, ...] = ()
    private: frozenset[str] = frozenset()
    ticked: str = ""
    may_write: str = ""
    even_if_closed: bool = False
    timeout: timedelta | None = None
    offers_in_time: bool = False

    def shown(self, known: Mapping[str, Value]) -> dict[str, Value]:
        """Return what the counsellor may read of what is known, by variable."""
        hidden = frozenset() if self.agreed(known) else self.private
        ticked = picked(known[self.ticked]) if self.ticked in known else self.card
        return {name: known[name] for name in self.card if name in known and name in ticked and name not in hidden}

    def stays(self, known: Mapping[str, Value]) -> tuple[str, ...] | None:
        """Return what stays on the card of a case that is open already, although its answer may be forgotten by now.

        That is what the person ticked; None where nobody can untick anything: all of it.
        """
        if not self.ticked:
            return None
        return picked(known.get(self.ticked))

    def asked(self, known: Mapping[str, Value], *, waits: bool) -> tuple[dict[str, Value], tuple[str, ...] | None]:
        """Return what is on the card of a case that is asked for now, and what stays there if it is open already.

        Whoever waits already was told what is on it then: where it is not known any more what they ticked, it stays.
        """
        if waits and self.ticked and self.ticked not in known:
            return {}, None
        return self.shown(known), self.stays(known)

    def fixed(self, known: Mapping[str, Value]) -> dict[str, Value]:
        """Return the variable in which stands what is on the card of a case that opens now; empty without one.

        So nothing that is answered later gets there by itself.
        """
        if not self.ticked:
            return {}
        ticked = picked(known.get(self.ticked))
        return {self.ticked: as_value((*self.shown(known), *ticked), tuple(dict.fromkeys((*self.card, *ticked))))}

    def changes_card(self, before: Mapping[str, Value], known: Mapping[str, Value]) -> bool:
        """Tell whether the person has ticked something else than before; what is not known any more changes nothing."""
        return self.ticked in known and before.get(self.ticked) != known[self.ticked]

    def minutes(self, variables: Mapping[str, Value]) -> int:
        """Return for how many minutes the person lets us write first; 0 for never."""
        minutes = variables.get(self.may_write, 0)
        agreed = minutes if isinstance(minutes, int) and not isinstance(minutes, bool) and minutes > 0 else 0
        return min(agreed, LONGEST_AGREED_MINUTES)
