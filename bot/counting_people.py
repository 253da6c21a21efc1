"""How often people begin, come back, and have everything wiped; and how many they are, as far as anybody can know.

An account is known for a quarter by a mark (`KnownPeople`). On a channel where everybody is new each time, only
somebody who says their return phrase is known again: what was counted of them lies with what the phrase opens.
"""

from dataclasses import replace

from bot.counting import about, happened
from bot.flows.silence import opening_is_due
from bot.model import Conversation, Happening, Inbound, InboundKind, LogEvent, Step, changed
from bot.model.event_log import Dimension, first_of_quarter
from bot.ports import Transaction

NAMELESS = frozenset({"webchat", "terminal"})
"""Where somebody has another name each time."""
FIRST, AGAIN, WIPED = "first", "again", "wiped"


def begun(tx: Transaction, before: Conversation, inbound: Inbound, *, after: Step) -> Step:
    """Count a session, if one begins with this event; returns the step with what was counted."""
    if inbound.kind is InboundKind.LEFT or not opening_is_due(before, tx.now):
        return after
    happened(tx, Happening.STARTED, told=about(after.conversation))
    return replace(after, conversation=_met(tx, after.conversation))


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
    count = _known if now_in.sender.channel in NAMELESS else _met
    return replace(after, conversation=count(tx, now_in))


def wiped(tx: Transaction, conversation: Conversation) -> None:
    """Count that somebody had everything wiped, and let nothing be left by which they would be known again."""
    happened(tx, Happening.WIPED, told=about(conversation))
    tx.known_people.forget(conversation.sender)
    quarter = _quarter(tx)
    if conversation.known_in == quarter:
        _count(tx, quarter, WIPED)


def _met(tx: Transaction, conversation: Conversation) -> Conversation:
    """Count whoever begins a session from an account that can be known again."""
    if conversation.sender.channel in NAMELESS:
        return conversation
    quarter, what = _quarter(tx), tx.known_people.note(conversation.sender)
    if what == FIRST and conversation.known_in == quarter:  # they came by their phrase, and were counted there
        what = tx.known_people.note(conversation.sender)
    if what == AGAIN and conversation.again_in == quarter:
        what = ""
    if what:
        _count(tx, quarter, what)
    again_in = quarter if what == AGAIN else conversation.again_in
    return changed(conversation, known_in=quarter, again_in=again_in)


def _known(tx: Transaction, conversation: Conversation) -> Conversation:
    """Count whoever came back by a phrase, and can be known by nothing else."""
    quarter = _quarter(tx)
    if conversation.known_in != quarter:
        _count(tx, quarter, FIRST)
    was_here = conversation.known_in == quarter or conversation.born_on.toordinal() >= quarter
    if was_here and conversation.again_in != quarter:
        _count(tx, quarter, AGAIN)
    return changed(conversation, known_in=quarter, again_in=quarter if was_here else conversation.again_in)


def _count(tx: Transaction, quarter: int, how: str) -> None:
    tx.event_log.add(LogEvent(Happening.PERSON, quarter, told={Dimension.HOW: how}))


def _quarter(tx: Transaction) -> int:
    return first_of_quarter(tx.event_log.wall()[0])
