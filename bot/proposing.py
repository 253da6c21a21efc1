"""What becomes of a proposal to give words to a partner, inside one transaction: its record, its line, its bubble."""

from dataclasses import replace
from functools import partial

from bot.flows.bundle import Bundle
from bot.flows.hop import naming
from bot.flows.referral_texts import OVER, shown, token_of
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
    ticks = all_ticked(referral.read)
    proposal = Proposal(referral.number, token, line, joins=joins, ticks=ticks)
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
    referral = None if case is None or proposal is None else _referral(tx, case, proposal)
    if case is None or proposal is None or referral is None:
        return changed(conversation, proposal=None), Bubble(say(OVER))  # it was altered on disk: nobody agreed to it
    read = proposal.ticks.ticked
    after = replace(referral, consent=proposal.consent, words=wanted.words or referral.words, read=read)
    tx.referrals.keep(case, after)
    kind = "joining" if referral.person else "referral"
    line = tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, f"{kind}_{wanted.answer}"))
    bubble = _bubble(bundle, conversation, after, proposal=proposal)
    return changed(conversation, proposal=replace(proposal, line=line.number)), bubble


def open_proposal(tx: Transaction, case: Case) -> Proposal | None:
    """Return the proposal that waits for an answer, or by which somebody may be in the talk; None: there is none."""
    conversation = tx.conversations.get(case.conversation_id)
    proposal = None if conversation is None else conversation.proposal
    if proposal is None:
        return None
    may_join = proposal.joins and proposal.consent is Consent.AGREED
    return proposal if may_join or proposal.consent in UNANSWERED else None


def _referral(tx: Transaction, case: Case, proposal: Proposal) -> Referral | None:
    return next((one for one in tx.referrals.of(case) if one.number == proposal.number), None)
