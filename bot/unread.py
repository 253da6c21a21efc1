"""What a counsellor wrote and nobody has read yet, once somebody is here again; inside one transaction."""

from dataclasses import replace

from bot.flows.referral_texts import is_token
from bot.model import Conversation, LineState, Outbound, OutboundId, Phase, Purpose
from bot.ports import NewId, Transaction


def taken(tx: Transaction, before: Conversation, after: Conversation) -> tuple[Outbound, ...]:
    """Take a counsellor's unread words off the outbox; they come behind what is said in this turn.

    So nobody reads a human's words before they know that it is a human. What belongs to an earlier talk, or to whoever
    held the phone before the opening, is never shown.

    Args:
        tx: Everything happens in it.
        before: The conversation before this turn.
        after: The same after it, in a talk.
    """
    goes_on = before.phase is Phase.TALKING
    since = before.talk_seq if goes_on else after.talk_seq
    waiting = tx.outbox.release(before.id)
    if goes_on and not before.announced:
        # Nothing could be sent before the person knew who writes: so nothing of this is on the wire.
        waiting = tuple(row for row in tx.outbox.queued(before.id) if row.purpose is Purpose.TALK)
    words = tuple(row for row in waiting if row.seq >= since and _can_be_answered(row, after))
    for row in waiting:
        tx.outbox.drop(row, LineState.WAITING if row in words else LineState.FAILED)
    return words


def _can_be_answered(row: Outbound, conversation: Conversation) -> bool:
    """Tell whether a proposal is still the one that can be answered; words that ask nothing of this kind always are."""
    token = row.bubble.prompt
    return not is_token(token) or (conversation.proposal is not None and conversation.proposal.token == token)


def behind(words: tuple[Outbound, ...], conversation: Conversation, *, new_id: NewId) -> tuple[Outbound, ...]:
    """Return words as the next rows of a conversation, perhaps another than the one that they were written to."""
    return tuple(
        replace(row, id=OutboundId(new_id()), conversation_id=conversation.id, seq=conversation.next_seq + number)
        for number, row in enumerate(words)
    )


def never_shown(tx: Transaction, conversation: Conversation) -> None:
    """Drop what was held in a talk that is over."""
    for row in tx.outbox.release(conversation.id):
        tx.outbox.drop(row)
