"""What becomes of a committed row, and of a person who is gone: each written down in one transaction. Sends nothing."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.counting import first_words
from bot.errors import Unreadable
from bot.flows.silence import lock_by
from bot.model import (
    UNKNOWN_REF,
    Bubble,
    Conversation,
    ConversationId,
    Ending,
    Line,
    LineFrom,
    LineState,
    MessageRef,
    Outbound,
    Phase,
    Purpose,
    changed,
)
from bot.ports import Transaction
from bot.safe_contact import Decision, delivery_decision, held_back

Change = Callable[[Transaction], None]

MOST_WORDS_SHOWN = 8
"""So many messages with words are known of one sitting. Those of earlier ones open nothing any more."""


def purge(tx: Transaction, conversation: Conversation) -> None:
    """Forget a person who is gone; their counsellor reads "left, do not write"."""
    if conversation.case_id is not None:
        tx.cases.add_line(conversation.case_id, Line(0, LineFrom.SYSTEM, "left"))
        tx.cases.close(conversation.case_id, Ending.LEFT)
    tx.outbox.cancel(conversation.id)
    tx.conversations.forget(conversation.id)


class WantedAgainError(Exception):
    """A row that was to be held may leave after all."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation


def delivered(outbound: Outbound, refs: Sequence[MessageRef], tx: Transaction) -> None:
    """Note that a row was sent, and under which ids; the first words of a counsellor are an answer from then on."""
    tx.outbox.delivered(outbound, refs)
    first_words(tx, outbound)
    if outbound.bubble.instead:
        _words_stand(tx, outbound, refs)


def _words_stand(tx: Transaction, outbound: Outbound, refs: Sequence[MessageRef]) -> None:
    """Remember which messages show words to go on with: they leave the chat with the lock, where that can be."""
    conversation = tx.conversations.get(outbound.conversation_id)
    if conversation is not None and conversation.vanish_after is not None:
        kept = changed(conversation, words_shown=(*conversation.words_shown, *refs)[-MOST_WORDS_SHOWN:])
        tx.conversations.save(changed(kept, lock_by=lock_by(kept)))


def may_leave(outbound: Outbound, tx: Transaction) -> None:
    """Note of a row that an earlier process left that it may be on the wire from now on."""
    tx.outbox.may_leave(outbound)


def stayed(outbound: Outbound, tx: Transaction) -> None:
    """Note of such a row that it certainly is not, after all."""
    tx.outbox.stayed(outbound)


def deleted(outbound: Outbound, unsaid: Purpose, tx: Transaction) -> None:
    """Note a deletion; of the two last lines that wait behind it, the one that is not true goes."""
    tx.outbox.drop(outbound)
    for row in tx.outbox.queued(outbound.conversation_id):
        if row.purpose is unsaid:
            tx.outbox.drop(row)


def vanished(outbound: Outbound, refs: Sequence[MessageRef], tx: Transaction, *, all_gone: bool) -> None:
    """Note that messages are gone from a chat; that some stand there still is remembered, not which."""
    tx.outbox.drop(outbound)
    tx.conversations.forget_refs(outbound.conversation_id, refs)
    if not all_gone:
        tx.conversations.keep_ref(outbound.conversation_id, UNKNOWN_REF)


def drop(outbound: Outbound, tx: Transaction) -> None:
    """Note that a row is never sent."""
    _unask(tx, outbound)
    tx.outbox.drop(outbound)


def _unask(tx: Transaction, outbound: Outbound) -> None:
    """Note that it was not asked whether a callback still suits: nothing they say answers it."""
    conversation = tx.conversations.get(outbound.conversation_id) if outbound.purpose is Purpose.CALLBACK else None
    one = None if conversation is None else conversation.appointment
    if conversation is not None and one is not None and one.token == outbound.bubble.prompt:
        tx.conversations.save(changed(conversation, appointment=one.unasked()))


def refused(outbound: Outbound, tx: Transaction) -> None:
    """Note that a row will never be taken: what it asked was not asked, and so nothing answers it."""
    conversation = tx.conversations.get(outbound.conversation_id)
    asked = conversation.asked if conversation is not None else None
    if conversation is not None and asked is not None and asked.token == outbound.bubble.prompt:
        tx.conversations.save(held_back(conversation))
    _unask(tx, outbound)
    tx.outbox.drop(outbound)


def say_instead(outbound: Outbound, tx: Transaction) -> None:
    """Queue other words in the place of a bubble that may have been shown and may never be shown twice.

    They have its number, so a channel that knows what it showed shows nothing more.
    """
    tx.outbox.drop(outbound)
    tx.outbox.add(replace(outbound, bubble=Bubble(outbound.bubble.instead), attempt=0))


def with_traces(change: Change, traces: Sequence[tuple[ConversationId, MessageRef]], tx: Transaction) -> None:
    """Note what became of a row, and what stands in the chat of it nevertheless, for the wipe."""
    change(tx)
    for conversation_id, ref in traces:
        tx.conversations.keep_ref(conversation_id, ref)


def hold(outbound: Outbound, fate: LineState, tx: Transaction) -> None:
    """Hold a row, unless the person gave a sign of life while this waited for the database.

    What is held is a counsellor's words, for as long as the talk lasts; after it the desk reads that they did not
    arrive. The bot's own words are not kept: it asks again what it could not ask.
    """
    conversation = tx.conversations.get(outbound.conversation_id)
    if conversation is None:
        return tx.outbox.drop(outbound)
    if fate is LineState.HELD and delivery_decision(outbound, conversation, tx.now) is Decision.SEND:
        raise WantedAgainError(conversation)
    if outbound.purpose is Purpose.TALK and conversation.phase is Phase.TALKING:
        return tx.outbox.hold(outbound, fate)
    if outbound.purpose is Purpose.CALLBACK:
        return drop(outbound, tx) if fate is LineState.HELD else tx.outbox.drop(outbound)
    if fate is LineState.HELD and outbound.purpose is not Purpose.TALK and conversation.asked is not None:
        tx.conversations.save(held_back(conversation))
    return tx.outbox.drop(outbound, LineState.FAILED if fate is LineState.HELD else fate)


def purged(conversation: Conversation, tx: Transaction) -> None:
    """Forget a person, as `purge` does, by what is kept now: their case may go on elsewhere."""
    purge(tx, tx.conversations.get(conversation.id) or replace(conversation, case_id=None))


def end_wipe(change: Change, conversation: Conversation, tx: Transaction) -> None:
    """Note the last line and forget everything, in one transaction: a crash leaves both or neither."""
    change(tx)
    purge(tx, conversation)


def left_behind(tx: Transaction) -> tuple[tuple[tuple[Conversation, tuple[Outbound, ...]], ...], int]:
    """Return after a start what an earlier process left queued, and how many rows could not be read.

    What those asked has to be asked again, as if the bot could not have said it.
    """
    unfinished = tx.outbox.unfinished()
    given_up = tx.outbox.given_up
    for conversation_id in dict.fromkeys(given_up):
        with suppress(Unreadable):  # a conversation that was altered as a whole is asked nothing any more
            conversation = tx.conversations.get(conversation_id)
            if conversation is not None and conversation.asked is not None:
                tx.conversations.save(held_back(conversation))
    return unfinished, len(given_up)


def refs_of(outbound: Outbound, tx: Transaction) -> tuple[MessageRef, ...]:
    """Return what a deletion deletes."""
    if outbound.only:
        return (outbound.only,)
    return tx.conversations.refs(outbound.conversation_id, until=outbound.until)


def queued_for(conversation_id: ConversationId, tx: Transaction) -> tuple[Outbound, ...]:
    """Return what still waits for a person."""
    return tx.outbox.queued(conversation_id)
