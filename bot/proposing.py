"""What becomes of a proposal to give words to a partner, inside one transaction: its record, its line, its bubble."""

from dataclasses import replace
from functools import partial

from bot.counting import referred
from bot.flows.bundle import Bundle
from bot.flows.hop import naming
from bot.flows.referral_texts import OVER, shown, token_of, with_what_stands
from bot.model import (
    UNANSWERED,
    AnswerProposal,
    Bubble,
    Case,
    Consent,
    Conversation,
    Line,
    LineFrom,
    LineState,
    Phase,
    Proposal,
    Referral,
    all_ticked,
    changed,
)
from bot.ports import Transaction

_SAID_TO_THEM = frozenset({LineFrom.COUNSELLOR, LineFrom.GUEST})


def proposal_in(
    bundle: Bundle, conversation: Conversation, referral: Referral, *, line: int
) -> tuple[Bubble, Conversation]:
    """Return a new proposal as it is read, and the conversation that waits for an answer to it."""
    joins, token = bool(referral.person), token_of(conversation.next_seq)
    before = () if conversation.proposal is None else conversation.proposal.yeses()
    ticks = all_ticked(referral.read)
    proposal = Proposal(referral.number, token, line, joins=joins, ticks=ticks, before=before)
    return _bubble(bundle, conversation, referral, proposal=proposal), changed(conversation, proposal=proposal)


def _bubble(bundle: Bundle, conversation: Conversation, referral: Referral, *, proposal: Proposal) -> Bubble:
    language = conversation.language
    say = partial(bundle.say, language=language)
    return shown(referral, proposal, say=say, name=naming(bundle.told, bundle.catalogue, language))


def with_what_was_read(tx: Transaction, conversation: Conversation) -> Conversation:
    """Return the conversation that knows whether its proposal was read, and is the last thing that was said."""
    proposal, case_id = conversation.proposal, conversation.case_id
    if proposal is None or case_id is None or conversation.phase is not Phase.TALKING:
        return conversation
    said = tx.cases.lines(case_id, proposal.line - 1)
    was_read = bool(said) and said[0].number == proposal.line and said[0].state is LineState.SENT
    later = any(one.author in _SAID_TO_THEM and one.state is not LineState.FAILED for one in said[1:])
    return changed(conversation, proposal=replace(proposal, is_next=was_read and not later))


def answered(
    tx: Transaction, bundle: Bundle, conversation: Conversation, *, wanted: AnswerProposal
) -> tuple[Conversation, Bubble]:
    """Write down what was answered to a proposal; returns the conversation after it, and what is said to that."""
    say = partial(bundle.say, language=conversation.language)
    proposal = conversation.proposal
    case = None if conversation.case_id is None else tx.cases.get(conversation.case_id)
    hops = () if case is None else tx.referrals.of(case)
    number = wanted.number or (0 if proposal is None else proposal.number)
    referral = next((one for one in hops if one.number == number), None)
    if case is None or proposal is None or referral is None:
        return changed(conversation, proposal=None), Bubble(say(OVER))  # it was altered on disk: nobody agreed to it
    is_last = number == proposal.number
    consent, read = (proposal.consent, proposal.ticks.ticked) if is_last else (Consent.REFUSED, referral.read)
    after = replace(referral, consent=consent, words=wanted.words or referral.words, read=read)
    tx.referrals.keep(case, after)
    referred(tx, case, before=referral.consent, after=consent)
    kind = "joining" if referral.person else "referral"
    line = tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, f"{kind}_{wanted.answer}"))
    bubble = _bubble(bundle, conversation, after, proposal=proposal)
    if consent is Consent.REFUSED and (proposal.before or not is_last):
        standing = {one.number for one in proposal.yeses()}
        bubble = with_what_stands(bubble, after, (one.name for one in hops if one.number in standing), say=say)
    return changed(conversation, proposal=replace(proposal, line=line.number) if is_last else proposal), bubble


def open_proposal(tx: Transaction, case: Case) -> Proposal | None:
    """Return the proposal that waits for an answer, or by which somebody may be in the talk; None: there is none."""
    conversation = tx.conversations.get(case.conversation_id)
    proposal = None if conversation is None else conversation.proposal
    if proposal is None:
        return None
    may_join = proposal.joins and proposal.consent is Consent.AGREED
    return proposal if may_join or proposal.consent in UNANSWERED else None
