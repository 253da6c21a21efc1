"""Safe contact, enforced in one place: the pure function that every outbound bubble passes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.model import LAST_LINES, Conversation, Outbound, Phase, Purpose, Send, Step
from bot.model.promises import CLOCKS_DIFFER, REPLY_WINDOW

RESENDS: Mapping[Purpose, int] = {
    Purpose.REPLY: 3,
    Purpose.NOTICE: 1,
    Purpose.TALK: 1,
    Purpose.CALLBACK: 1,
    **dict.fromkeys(LAST_LINES, 1),
}
"""How often a bubble of unknown fate is sent again. An answer to somebody who is there right now is worth a possible
double; words that come unasked are not."""


class Decision(StrEnum):
    """What becomes of a bubble now."""

    SEND = "send"
    HOLD = "hold"
    """We may not write: a counsellor's words wait for the next sign of life, the bot asks again what it asked."""
    DROP = "drop"
    """It was for somebody who wiped, or who perhaps does not hold the phone any more: it is never sent."""


def window_end(conversation: Conversation) -> datetime | None:
    """Return until when a message is safe, as the person said by writing or by agreement; None: not now."""
    ends = [conversation.heard_at + REPLY_WINDOW] if conversation.heard_at is not None else []
    if conversation.phase is Phase.TALKING and conversation.spoke_at is not None:
        ends.append(conversation.spoke_at + REPLY_WINDOW)
    if conversation.phase is Phase.WAITING and conversation.write_until is not None:
        ends.append(conversation.write_until)
    return max(ends, default=None)


def leaves_until(message: Outbound, conversation: Conversation) -> datetime | None:
    """Return until when this message may leave at the latest; None: not now."""
    if message.purpose is Purpose.CALLBACK:
        return None if conversation.appointment is None else conversation.appointment.ask_until
    return window_end(conversation)


def may_write(conversation: Conversation, now: datetime) -> bool:
    """Tell whether the reply window is open.

    A sign of life that lies ahead is of unknown age: a clock was put back since, and the next sign opens the window.
    """
    end = window_end(conversation)
    return end is not None and now <= end and not _lies_ahead(conversation, now)


def may_write_first(conversation: Conversation, now: datetime) -> bool:
    """Tell whether something may be said that is no answer to what the person just wrote.

    Who waits for a human agreed to a time, or to nothing: nothing comes unasked to whoever said no, not within ten
    minutes of their own word either. Who comes from a talk is told what became of it, unless they said no in it.
    Whoever does not know yet that a human writes hears it with their next sign of life, and nothing before.
    """
    if conversation.phase is Phase.TALKING and not conversation.announced:
        return False
    comes_from_a_talk = conversation.spoke_at is not None and not conversation.said_no
    if conversation.phase is not Phase.WAITING or comes_from_a_talk:
        return may_write(conversation, now)
    agreed = conversation.write_until is not None and now <= conversation.write_until
    return agreed and not _lies_ahead(conversation, now)


def in_silence(before: Conversation, after: Step) -> Step:
    """Return a desk's step as it is where we may not write first: it says nothing, is no sign of life, opens no window.

    A claim can't be announced then, nor that somebody else goes on, nor the end of a talk, so it is told with the next
    sign of life; what was said in an earlier talk opens no window in this one.
    """
    after = unsaid(before, after)
    if after.conversation.phase is Phase.TALKING and before.phase is not Phase.TALKING:
        return Step(replace(after.conversation, spoke_at=None, announced=False))
    if after.conversation.phase is Phase.TALKING and after.conversation.talk_seq != before.talk_seq:
        return Step(replace(after.conversation, spoke_at=before.spoke_at, announced=False))
    if after.conversation.phase is Phase.BOT and before.phase is not Phase.BOT:
        return replace(after, conversation=replace(after.conversation, spoke_at=before.spoke_at, announced=False))
    return replace(after, conversation=replace(after.conversation, spoke_at=before.spoke_at))


def unsaid(before: Conversation, after: Step) -> Step:
    """Return a step without its words: nobody reads them, so nobody may be taken to answer what it asked.

    What was asked before that can still be answered, and nothing more is said unasked. What asks whether a callback
    still suits has a moment of its own, which they chose.
    """
    effects = tuple(one for one in after.effects if not isinstance(one, Send) or one.purpose is Purpose.CALLBACK)
    asked = after.conversation.prompt if after.conversation.prompt == before.prompt else None
    can_be_answered = asked == before.prompt and after.conversation.doubt == before.doubt
    doubt = after.conversation.doubt if can_be_answered else None
    return Step(replace(after.conversation, prompt=asked, doubt=doubt, answer_by=None, idle_by=None), effects)


def held_back(conversation: Conversation) -> Conversation:
    """Return a conversation to which the bot could not say something: what was asked has to be asked again.

    So no answer is taken for one to a question that nobody has seen.
    """
    return replace(conversation, prompt=None, doubt=None)


def delivery_decision(message: Outbound, conversation: Conversation, now: datetime) -> Decision:
    """Decide whether a message may leave. Everything that leaves passes here; nothing else decides it."""
    if message.purpose is Purpose.DELETE:
        return Decision.SEND
    if message.purpose is Purpose.VANISH:
        # Whoever wiped asked for all to go, which is done apart from this, or for all to stay.
        return Decision.DROP if conversation.phase is Phase.WIPED else Decision.SEND
    if conversation.phase is Phase.WIPED:
        meant = message.purpose in LAST_LINES and may_write(conversation, now)
        return Decision.SEND if meant else Decision.DROP
    if message.seq < (conversation.talk_seq if message.purpose is Purpose.TALK else conversation.opened_seq):
        return Decision.DROP
    if message.purpose is Purpose.TALK and not _hears_a_counsellor(message, conversation):
        return Decision.HOLD
    return Decision.SEND if _is_agreed(message, conversation, now) else Decision.HOLD


def _is_agreed(message: Outbound, conversation: Conversation, now: datetime) -> bool:
    if message.purpose is Purpose.CALLBACK:
        return _may_ask(message, conversation, now)
    return (may_write if message.purpose is Purpose.REPLY else may_write_first)(conversation, now)


def _may_ask(message: Outbound, conversation: Conversation, now: datetime) -> bool:
    """Tell whether it may be asked now if a callback still suits: in the chosen moment, and beside nothing else."""
    one = conversation.appointment
    is_theirs = one is not None and one.token == message.bubble.prompt and one.may_ask(now)
    return is_theirs and conversation.phase is Phase.BOT and not _lies_ahead(conversation, now)


def _lies_ahead(conversation: Conversation, now: datetime) -> bool:
    return conversation.heard_at is not None and conversation.heard_at - now > CLOCKS_DIFFER


def _hears_a_counsellor(message: Outbound, conversation: Conversation) -> bool:
    """Tell whether the one who holds the phone is the one in the talk.

    With a case that is open, a conversation outside the talk has met the neutral opening: somebody else may be there.
    Without one the talk was ended, and its last words may still arrive; so they may to whoever waits again since. What
    was asked in it is asked no more: no answer would count.
    """
    if conversation.phase is Phase.TALKING:
        return True
    if message.bubble.prompt:
        return False
    if conversation.phase is Phase.WAITING:
        return conversation.announced and conversation.talk_seq > conversation.opened_seq
    return conversation.phase is Phase.BOT and conversation.case_id is None
