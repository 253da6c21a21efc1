"""What the desk reads of partners: what was proposed to give them, and who of them is in the talk."""

import msgspec

from bot.model import UNANSWERED, Referral


class ReferralShown(msgspec.Struct, frozen=True):
    """What was proposed to give to a partner.

    Attributes:
        consent: What was said to it; `over` for what nobody can answer any more.
        outcome: What it counts as if it was agreed to.
        person: Who is to join the talk; empty where words are given.
    """

    number: int
    partner: str
    name: str
    words: str
    person: str
    consent: str
    outcome: str


class GuestShown(msgspec.Struct, frozen=True):
    """The guest of a talk, or the link that waits for one."""

    number: int
    here: bool


def as_referral(referral: Referral, *, is_open: bool) -> ReferralShown:
    """Return a referral as the browser reads it; `is_open`: the help-seeker can answer it now."""
    consent = referral.consent.value if is_open or referral.consent not in UNANSWERED else "over"
    return ReferralShown(
        referral.number,
        referral.partner,
        referral.name,
        referral.words,
        referral.person,
        consent,
        referral.outcome.value,
    )
