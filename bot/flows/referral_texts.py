"""What a help-seeker reads of a proposal to give words to a partner, and what they can choose; pure."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import assert_never

from bot.flows.replies import Labels
from bot.model import Bubble, Consent, Option, Referral

YES, CHANGE, NO, KEEP = "ja", "anders", "nee", "zo"
OFFERED: Mapping[Consent, Mapping[str, str]] = MappingProxyType(
    {
        Consent.ASKED: {YES: "referral_yes", CHANGE: "referral_change", NO: "referral_no"},
        Consent.CHANGING: {KEEP: "referral_keep", NO: "referral_no"},
        Consent.AGREED: {NO: "referral_undo"},
        Consent.REFUSED: {},
        Consent.WITHDRAWN: {},
    }
)
"""What can be chosen, with the texts of wording.yaml on it."""
TOO_LONG, OVER = "referral_too_long", "referral_over"

Saying = Callable[[str], str]
"""Returns a text of wording.yaml in the language of the help-seeker."""

_MARK = "-doorgeven"


def token_of(seq: int) -> str:
    """Return the token of a proposal that is shown as this row of its conversation."""
    return f"{seq}{_MARK}"


def is_token(token: str) -> bool:
    """Tell whether a button belongs to some proposal, of now or of earlier."""
    return token.endswith(_MARK)


def labels_of(consent: Consent, say: Saying) -> Labels:
    """Return what can be chosen, ready to be matched: nobody agrees by a word that only means about the same."""
    return Labels({option: say(key) for option, key in OFFERED[consent].items()})


def shown(referral: Referral, token: str, say: Saying) -> Bubble:
    """Return what somebody reads of a proposal as it stands.

    The partner's name and the words come behind a sentence that is longer than what a locked screen shows.
    """
    options = tuple(Option(option, say(key)) for option, key in OFFERED[referral.consent].items())
    return Bubble(_text(referral, say), options, token if options else "")


def _text(referral: Referral, say: Saying) -> str:
    match referral.consent:
        case Consent.ASKED:
            return (
                f"{say('referral_intro')}\n\n{referral.name}\n\n"
                f"{say('referral_words')}\n{referral.words}\n\n{say('referral_ask')}"
            )
        case Consent.CHANGING:
            return say("referral_write")
        case Consent.AGREED:
            return say("referral_agreed")
        case Consent.REFUSED:
            return say("referral_refused")
        case Consent.WITHDRAWN:
            return say(OVER)
        case _:
            assert_never(referral.consent)
