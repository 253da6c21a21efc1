"""What may be given to a partner organisation, and whether the help-seeker agreed: one for each hop."""

from dataclasses import dataclass, field

from bot.model.cases import Outcome
from bot.model.consent import Consent

MOST_REFERRAL_CHARACTERS = 1_000
"""The longest words to a partner; of four bytes at most each they fit where they are kept, and into one message."""


@dataclass(frozen=True, slots=True)
class Referral:
    """One proposal to give words to one partner.

    Attributes:
        number: Counts those of a case, from 1.
        partner: The partner's id among the help lines.
        name: The partner as the help-seeker read it; empty once the talk is over.
        outcome: What it counts as if it was agreed to.
        words: What would be given; empty where somebody of the partner is to join, and once the talk is over.
        consent: What was said to it; what was never answered stays asked.
        read: What of the card whoever joins may read, by variable; names, never what they hold.
        person: Who of the partner is to join the talk; empty where only words are given, and once the talk is over.
    """

    number: int
    partner: str
    name: str
    outcome: Outcome
    words: str = field(repr=False)
    consent: Consent = Consent.ASKED
    person: str = field(default="", repr=False)
    read: tuple[str, ...] = ()

    def without_words(self) -> "Referral":
        """Return what is left of it once the talk is over: which partner, and whether it was agreed to."""
        return Referral(self.number, self.partner, "", self.outcome, "", self.consent, read=self.read)
