"""How long a silence may last: after it nobody reads on without the return phrase, and neither do we."""

from datetime import datetime, timedelta

from bot.model import Conversation, Phase
from bot.model.promises import CLOCKS_DIFFER, SILENCE

_A_MOMENT = timedelta(microseconds=1)


def silence_ends_at(conversation: Conversation) -> datetime | None:
    """Return from when on the next message meets the neutral opening; None before the first sign of life."""
    heard_at = conversation.heard_at
    if heard_at is None:
        return None
    if conversation.phase is Phase.TALKING and conversation.spoke_at is not None:
        heard_at = max(heard_at, conversation.spoke_at)
    end = heard_at + SILENCE
    if conversation.phase is Phase.WAITING and conversation.write_until is not None:
        end = max(end, conversation.write_until + _A_MOMENT)  # who waits as agreed is still there
    return end


def opening_is_due(conversation: Conversation, now: datetime) -> bool:
    """Tell whether the next message meets the neutral opening: a stranger's, or one after a silence.

    A last sign of life that lies ahead is of unknown age, because a clock was put back since: it counts as a silence.
    """
    phase, heard_at, end = conversation.phase, conversation.heard_at, silence_ends_at(conversation)
    if heard_at is None or end is None or phase is Phase.WIPED or (not conversation.node and phase is Phase.BOT):
        return True
    return heard_at - now > CLOCKS_DIFFER or now >= end


def lock_by(conversation: Conversation) -> datetime | None:
    """Return when it has to be looked whether the answers are to be forgotten; None where there are none.

    A moment that is set already stays, although the person wrote meanwhile: it is moved when it has come. So an
    ordinary turn writes no timer.
    """
    if not _has_something_to_lock(conversation):
        return None
    end = silence_ends_at(conversation)
    if end is None or conversation.lock_by is None:
        return end
    return min(end, conversation.lock_by)


def _has_something_to_lock(conversation: Conversation) -> bool:
    prompt = conversation.prompt
    asked_which = prompt is not None and bool(prompt.place)
    has_words = bool(conversation.way_back or conversation.words_shown)
    return conversation.phase is not Phase.WIPED and bool(conversation.vars or has_words or asked_which)
