"""What a help-seeker says to a proposal of their counsellor: a table, and where one stands between two turns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from bot.model.ticks import NO_TICKS, Ticks


class Consent(StrEnum):
    """What was said to a proposal so far."""

    ASKED = "asked"
    CHANGING = "changing"
    """They are about to type other words."""
    AGREED = "agreed"
    REFUSED = "refused"
    """Final for these words; also of somebody who had agreed."""
    WITHDRAWN = "withdrawn"
    """The counsellor took it back before there was an answer."""


class ProposalAnswer(StrEnum):
    """What can happen to a proposal."""

    AGREE = "agree"
    TICK = "tick"
    """They let whoever joins read something else; that is asked about now."""
    CHANGE = "change"
    REWORD = "reword"
    """They typed other words; these are asked about now."""
    KEEP = "keep"
    """The words stay as they are after all; they are asked about once more."""
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


CONSENTS: Mapping[tuple[Consent, ProposalAnswer], Consent] = MappingProxyType(
    {
        (Consent.ASKED, ProposalAnswer.AGREE): Consent.AGREED,
        (Consent.ASKED, ProposalAnswer.TICK): Consent.ASKED,
        (Consent.ASKED, ProposalAnswer.CHANGE): Consent.CHANGING,
        (Consent.ASKED, ProposalAnswer.REFUSE): Consent.REFUSED,
        (Consent.ASKED, ProposalAnswer.WITHDRAW): Consent.WITHDRAWN,
        (Consent.CHANGING, ProposalAnswer.AGREE): Consent.AGREED,
        (Consent.CHANGING, ProposalAnswer.CHANGE): Consent.CHANGING,
        (Consent.CHANGING, ProposalAnswer.REWORD): Consent.ASKED,
        (Consent.CHANGING, ProposalAnswer.KEEP): Consent.ASKED,
        (Consent.CHANGING, ProposalAnswer.REFUSE): Consent.REFUSED,
        (Consent.CHANGING, ProposalAnswer.WITHDRAW): Consent.WITHDRAWN,
        (Consent.AGREED, ProposalAnswer.REFUSE): Consent.REFUSED,
    }
)
"""What follows from what; everything else changes nothing."""
UNANSWERED = frozenset({Consent.ASKED, Consent.CHANGING})
"""Waits for an answer."""
OPEN_TO_NO = UNANSWERED | {Consent.AGREED}
"""What a "no" still changes."""
MOST_YESES = 8
"""So many earlier yeses can be taken back, those that were said last: what is kept of a conversation has a size."""


def after_answer(consent: Consent, answer: ProposalAnswer) -> Consent | None:
    """Return what follows from an answer; None: nothing, it is too late for it."""
    return CONSENTS.get((consent, answer))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal in the talk that goes on, as the conversation knows it; its words lie with the case.

    Attributes:
        number: Which one of the case.
        token: What its buttons answer; another one for other words or ticks, so that nobody agrees to what they did not
            read.
        line: The line of the talk in which it was made, or changed last.
        joins: Somebody of the partner is to join the talk; there are no words to change.
        ticks: What of the card whoever joins would read, as it is ticked now.
        is_next: During a turn: it was read, and nothing was said after it, so that what is typed may answer it.
        before: Earlier ones that were agreed to, and can be taken back still; in their order.
    """

    number: int
    token: str
    line: int
    consent: Consent = Consent.ASKED
    joins: bool = False
    ticks: Ticks = NO_TICKS
    is_next: bool = False
    before: tuple["Proposal", ...] = ()

    def yeses(self) -> tuple["Proposal", ...]:
        """Return all that can be taken back once something else is asked: a yes to words, of this one too.

        A yes to somebody who joins the talk is over with their stay.
        """
        own = (replace(self, before=()),) if self.consent is Consent.AGREED and not self.joins else ()
        return (*self.before, *own)[-MOST_YESES:]

    def without_last(self) -> "Proposal | None":
        """Return what can still be answered once this one can't be any more; None: nothing."""
        return replace(self.before[-1], before=self.before[:-1]) if self.before else None

    def without(self, earlier: "Proposal") -> "Proposal":
        """Return this one when an earlier yes does not stand any more."""
        return replace(self, before=tuple(one for one in self.before if one.number != earlier.number))
