"""What a help-seeker reads of a proposal to give words to a partner, and what they can choose; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from bot.flows.hop import Naming, buttons
from bot.flows.hop import named as ticked
from bot.flows.replies import Labels
from bot.model import Bubble, Consent, Option, Proposal, Referral
from bot.model.beside import PROPOSAL_MARK

YES, CHANGE, NO, KEEP = "ja", "anders", "nee", "zo"
UNDO = "referral_undo"
"""What takes a yes back: as a button, and as words that the bot teaches."""
WORDS_OFFERED: Mapping[Consent, Mapping[str, str]] = MappingProxyType(
    {
        Consent.ASKED: {YES: "referral_yes", CHANGE: "referral_change", NO: "referral_no"},
        Consent.CHANGING: {KEEP: "referral_keep", NO: "referral_no"},
        Consent.AGREED: {NO: UNDO},
    }
)
"""What can be chosen where words would be given, with the texts of wording.yaml on it."""
JOINING_OFFERED: Mapping[Consent, Mapping[str, str]] = MappingProxyType(
    {Consent.ASKED: {YES: "joining_yes", NO: "joining_no"}, Consent.AGREED: {NO: UNDO}}
)
"""The same where somebody would join the talk."""
TOO_LONG, OVER = "referral_too_long", "referral_over"

Saying = Callable[[str], str]
"""Returns a text of wording.yaml in the language of the help-seeker."""


def token_of(seq: int) -> str:
    """Return the token of a proposal that is shown as this row of its conversation."""
    return f"{seq}{PROPOSAL_MARK}"


def is_token(token: str) -> bool:
    """Tell whether a button belongs to some proposal, of now or of earlier."""
    return token.endswith(PROPOSAL_MARK)


def offered(consent: Consent, *, joins: bool) -> Mapping[str, str]:
    """Return what can be chosen, with the texts on it, in the order shown."""
    return (JOINING_OFFERED if joins else WORDS_OFFERED).get(consent, {})


def labels_of(options: Mapping[str, str], say: Saying) -> Labels:
    """Return what can be chosen, ready to be matched: nobody agrees by a word that only means about the same."""
    return Labels({option: say(key) for option, key in options.items()})


def shown(referral: Referral, proposal: Proposal, *, say: Saying, name: Naming) -> Bubble:
    """Return what somebody reads of a proposal as it stands.

    The partner's name and the words come behind a sentence that is longer than what a locked screen shows.

    Args:
        referral: Whom or what it is about.
        proposal: Where it stands.
        say: Their language.
        name: How what can be ticked is called in it.
    """
    joins = bool(referral.person)
    options = tuple(Option(option, say(key)) for option, key in offered(referral.consent, joins=joins).items())
    if referral.consent is Consent.ASKED:
        options = (*buttons(proposal.ticks, name), *options)
    text = _text_on_joining(referral, proposal, say=say, name=name) if joins else _text(referral, say)
    return Bubble(text, options, proposal.token if options else "")


def with_what_stands(bubble: Bubble, refused: Referral, names: Iterable[str], *, say: Saying) -> Bubble:
    """Return the answer to a "no" of somebody who said yes to other things before: which one goes, and which stand.

    Names come behind a sentence that is longer than what a locked screen shows.
    """
    stand = "\n".join(names)
    parts = (bubble.text, refused.name, *((say("referral_stands"), stand) if stand else ()))
    return replace(bubble, text="\n\n".join(parts))


def named(referral: Referral) -> str:
    """Return the name under which somebody of a partner is shown."""
    return f"{referral.person}, {referral.name}"


def standing(consent: Consent, *, joins: bool) -> str:
    """Return the key of what is said of a proposal as it stands, to whoever answers it too late or twice."""
    kind = "joining" if joins else "referral"
    return f"{kind}_{consent}" if consent in {Consent.AGREED, Consent.REFUSED} else OVER


def _text_on_joining(referral: Referral, proposal: Proposal, *, say: Saying, name: Naming) -> str:
    if referral.consent is not Consent.ASKED:
        return say(standing(referral.consent, joins=True))
    card = f"{say('joining_card')} {ticked(proposal.ticks, name)}." if proposal.ticks.ticked else ""
    how = say("hop_how") if proposal.ticks.items else ""
    parts = (say("joining_intro"), named(referral), say("joining_reads"), card, how, say("joining_ask"))
    return "\n\n".join(part for part in parts if part)


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
