"""How often people begin, come back, and have everything wiped; and how many they are, as far as that can be counted.

Nobody is kept for that: an account has a place among a thousand that others have too (`People`), and what was counted
of somebody lies in their conversation, and with what their return phrase opens. On a channel where everybody is new
each time, nobody is counted among the people before they came back by their phrase.
"""

from dataclasses import replace

from bot.counting import about, happened
from bot.flows.silence import opening_is_due
from bot.model import Conversation, Happening, Inbound, InboundKind, LogEvent, Sender, Step, changed
from bot.model.event_log import Dimension, first_of_quarter
from bot.ports import Transaction

NAMELESS = frozenset({"webchat", "terminal"})
"""Where somebody has another name each time."""
FIRST, AGAIN = "first", "again"


def begun(tx: Transaction, before: Conversation, inbound: Inbound, *, after: Step) -> Step:
    """Count a session, if one begins with this event; returns the step with what was counted."""
    if inbound.kind is InboundKind.LEFT or not opening_is_due(before, tx.now):
        return after
    happened(tx, Happening.STARTED, told=about(after.conversation))
    if before.sender.channel in NAMELESS:
        return after
    return replace(after, conversation=_met(tx, after.conversation, was_here=False))


def returned(tx: Transaction, before: Conversation, after: Step) -> Step:
    """Count that somebody came back by their phrase; returns the step with what was counted.

    Args:
        tx: Where it happens.
        before: Of whoever said the phrase, as it stood; perhaps a stranger's.
        after: What they are from now on, with what the phrase brought along.
    """
    now_in = after.conversation
    if opening_is_due(before, tx.now):
        happened(tx, Happening.STARTED, told=about(now_in))
    happened(tx, Happening.BACK, told=about(now_in))
    was_here = now_in.born_on.toordinal() >= _quarter(tx)
    return replace(after, conversation=_met(tx, now_in, was_here=was_here))


def wiped(tx: Transaction, conversation: Conversation) -> None:
    """Count that somebody had everything wiped."""
    happened(tx, Happening.WIPED, told=about(conversation))


def _met(tx: Transaction, conversation: Conversation, *, was_here: bool) -> Conversation:
    """Count somebody who begins a session, among the people or among those who came again.

    Args:
        tx: Where it happens.
        conversation: Theirs.
        was_here: It is known that they had a session in this quarter, although they may not be counted yet.
    """
    quarter, ways = _quarter(tx), []
    if conversation.known_in != quarter and tx.people.note(_placed(conversation)):
        ways.append(FIRST)
    again_in = conversation.again_in
    if (was_here or conversation.known_in == quarter) and again_in != quarter:
        ways.append(AGAIN)
        again_in = quarter
    for how in ways:
        tx.event_log.add(LogEvent(Happening.PERSON, quarter, told={Dimension.HOW: how}))
    return changed(conversation, known_in=quarter, again_in=again_in)


def _placed(conversation: Conversation) -> Sender:
    """Return by what somebody has a place; who has no lasting name has one by lot, which their conversation is."""
    sender = conversation.sender
    return Sender("by lot", conversation.id.hex()) if sender.channel in NAMELESS else sender


def _quarter(tx: Transaction) -> int:
    return first_of_quarter(tx.event_log.wall()[0])
