"""What becomes of a proposal to give words to a partner, inside one transaction: its record, its line, its bubble."""

from dataclasses import replace
from functools import partial

from bot.flows.bundle import Bundle
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
    changed,
)
from bot.ports import Transaction

_SAID_TO_THEM = frozenset({LineFrom.COUNSELLOR, LineFrom.GUEST})


def proposal_in(
    bundle: Bundle, conversation: Conversation, referral: Referral, *, line: int
) -> tuple[Bubble, Conversation]:
    """Return a new proposal as it is read, and the conversation that waits for an answer to it."""
    token = token_of(conversation.next_seq)
    bubble = shown(referral, token, partial(bundle.say, language=conversation.language))
    before = () if conversation.proposal is None else conversation.proposal.yeses()
    proposal = Proposal(referral.number, token, line, joins=bool(referral.person), before=before)
    return bubble, changed(conversation, proposal=proposal)


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
    consent = proposal.consent if is_last else Consent.REFUSED
    after = replace(referral, consent=consent, words=wanted.words or referral.words)
    tx.referrals.keep(case, after)
    kind = "joining" if referral.person else "referral"
    line = tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, f"{kind}_{wanted.answer}"))
    bubble = shown(after, proposal.token, say)
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
