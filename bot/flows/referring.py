"""What somebody in a talk says to a proposal of their counsellor; all that they type is the counsellor's as well. Pure.

A button answers whenever it is tapped. Typed words answer only what was read and is the last thing that was said: a
"yes" to another question of the human agrees to nothing.
"""

from dataclasses import replace
from functools import partial

from bot.flows.hop import naming, turned_over
from bot.flows.interrupts import Heard
from bot.flows.referral_texts import (
    CHANGE,
    KEEP,
    NO,
    OVER,
    TOO_LONG,
    UNDO,
    YES,
    is_token,
    labels_of,
    offered,
    standing,
    token_of,
)
from bot.flows.replies import chosen, is_story
from bot.flows.turn import Turn
from bot.model import (
    MOST_REFERRAL_CHARACTERS,
    OPEN_TO_NO,
    AnswerProposal,
    Choice,
    Consent,
    Inbound,
    InboundKind,
    Proposal,
    ProposalAnswer,
    Ticks,
    after_answer,
)

_ANSWERS = {
    YES: ProposalAnswer.AGREE,
    CHANGE: ProposalAnswer.CHANGE,
    KEEP: ProposalAnswer.KEEP,
    NO: ProposalAnswer.REFUSE,
}
_ASKS_ANEW = frozenset({ProposalAnswer.REWORD, ProposalAnswer.TICK})
"""After these another thing is asked about, which no button of before answers."""


def answers_by_button(turn: Turn, choice: Choice) -> bool:
    """Take a tap as an answer to a proposal; tell whether it was on one."""
    if not is_token(choice.prompt):
        return False
    proposal = turn.proposal
    earlier = next((one for one in proposal.before if one.token == choice.prompt), None) if proposal else None
    if proposal is not None and earlier is not None and choice.option == NO:
        _take_back(turn, proposal, earlier)
    elif proposal is None or proposal.token != choice.prompt:
        turn.say(OVER)
    elif choice.option in proposal.ticks.items:
        _tick(turn, proposal, proposal.ticks.flipped((choice.option,)))
    elif choice.option not in _ANSWERS:
        turn.say(OVER)
    elif not _take(turn, proposal, _ANSWERS[choice.option]):
        turn.say(standing(proposal.consent, joins=proposal.joins))  # tapped twice, or too late
    return True


def answers_by_words(turn: Turn, inbound: Inbound, heard: Heard) -> bool:
    """Take typed words as an answer to a proposal, if they are one; tell whether they were."""
    proposal = turn.proposal
    if proposal is None or inbound.kind is not InboundKind.TEXT:
        return False
    say = partial(turn.bundle.say, language=turn.language)
    undo = labels_of({NO: UNDO}, say)
    if any(spelling in undo.wholes for spelling in heard.spelled):
        return _take_back_last(turn, proposal)
    options = offered(proposal.consent, joins=proposal.joins)
    labels = labels_of(options, say)
    match proposal.consent:
        case Consent.ASKED | Consent.CHANGING if proposal.is_next:
            option = chosen(heard.spelled, labels, (*proposal.ticks.items, *options))
            if option is not None and option in options:
                return _take(turn, proposal, _ANSWERS[option])
            return _asks_for_something_else(turn, proposal, inbound.text, heard=heard)
        case _:
            return False


def _take_back_last(turn: Turn, proposal: Proposal) -> bool:
    """Say no to the last that is open, or else to the last yes: by words nobody can say which one they mean."""
    if proposal.consent in OPEN_TO_NO:
        return _take(turn, proposal, ProposalAnswer.REFUSE)
    if not proposal.before:
        return False
    _take_back(turn, proposal, proposal.before[-1])
    return True


def _take_back(turn: Turn, proposal: Proposal, earlier: Proposal) -> None:
    """Take an earlier yes back, whatever was proposed since."""
    turn.proposal = proposal.without(earlier)
    turn.effects.append(AnswerProposal(ProposalAnswer.REFUSE, number=earlier.number))


def _asks_for_something_else(turn: Turn, proposal: Proposal, text: str, *, heard: Heard) -> bool:
    """Take what was typed as other words, or other ticks; tell whether it was that."""
    if proposal.consent is Consent.CHANGING:
        return _reword(turn, proposal, text.strip(), heard=heard)
    turned = turned_over(text, proposal.ticks, naming(turn.bundle.told, turn.bundle.catalogue, turn.language))
    return turned is not None and _tick(turn, proposal, turned)


def _reword(turn: Turn, proposal: Proposal, words: str, *, heard: Heard) -> bool:
    """Take what was typed as the words that somebody wants instead.

    A cry, or the word for a human, is for the human alone; in a longer text it may be what the text is about. What may
    be a mistyped word that forgets is no text either.
    """
    interrupts = turn.bundle.interrupts
    acts = heard.interrupt is not None or heard.crisis
    own_word = turn.vars.get(interrupts.own, "")
    is_a_slip = interrupts.perhaps_forgets(heard, own_word, in_a_talk=True) is not None
    if not words or is_a_slip or (acts and not is_story(words)):
        return False
    if len(words) > MOST_REFERRAL_CHARACTERS:
        turn.say(TOO_LONG)
        return True
    return _take(turn, proposal, ProposalAnswer.REWORD, words=words)


def _tick(turn: Turn, proposal: Proposal, ticks: Ticks) -> bool:
    """Ask about what is ticked now; tell whether it is asked about still."""
    is_asked = _take(turn, replace(proposal, ticks=ticks), ProposalAnswer.TICK)
    if not is_asked:
        turn.say(standing(proposal.consent, joins=proposal.joins))
    return is_asked


def _take(turn: Turn, proposal: Proposal, answer: ProposalAnswer, *, words: str = "") -> bool:
    """Let an answer take effect; tell whether it had one."""
    consent = after_answer(proposal.consent, answer)
    if consent is None or (proposal.joins and consent is Consent.CHANGING):
        return False
    token = token_of(turn.before.next_seq) if answer in _ASKS_ANEW else proposal.token
    turn.proposal = replace(proposal, consent=consent, token=token)
    turn.effects.append(AnswerProposal(answer, words))
    return True
