"""Until when a conversation waits where it stands. It follows from the place and from the last sign of life.

So nothing has to be set or taken back by whoever moves a conversation, and nothing can be forgotten.
"""

from datetime import datetime, timedelta

from bot.flows.bundle import Bundle
from bot.flows.nodes import Ask, Input
from bot.flows.paging import Page
from bot.flows.quiet import Pause
from bot.flows.silence import lock_by
from bot.model import Conversation, Phase, changed


def with_moments(after: Conversation, *, before: Conversation, bundle: Bundle, now: datetime) -> Conversation:
    """Return the conversation with the moments at which it goes on, and says that it is still there.

    Args:
        after: As it is after the event, but for these moments.
        before: As it was before it.
        bundle: In which the event took effect.
        now: The moment of the event.
    """
    length = _patience(after, bundle)
    stays = (before.node, before.prompt, before.heard_at) == (after.node, after.prompt, after.heard_at)
    answer_by = None if length is None else (before.answer_by if stays else None) or now + length
    idle_by, locks = _idle_by(after, bundle, now), lock_by(after)
    if (answer_by, idle_by, locks) == (after.answer_by, after.idle_by, after.lock_by):
        return after  # in most turns there is no such moment, and a copy costs as much as the walk
    return changed(after, answer_by=answer_by, idle_by=idle_by, lock_by=locks)


def _patience(conversation: Conversation, bundle: Bundle) -> timedelta | None:
    """Return how long it waits where it stands: since the person last wrote, or since it came there; None: for ever."""
    if conversation.phase not in {Phase.BOT, Phase.WAITING}:
        return None
    match bundle.nodes.get(conversation.node):
        case Ask(timeout=timeout) | Input(timeout=timeout) if conversation.prompt is not None:
            return timeout
        case Pause(length=length):
            return length
        case _:
            return None


def _idle_by(conversation: Conversation, bundle: Bundle, now: datetime) -> datetime | None:
    """Return when it says that it is still there.

    It is counted from the last sign of life, never from what we did: so it can't fall outside the reply window. Who
    waits for a human, or talks to one, owes the bot no answer.
    """
    node, heard_at = bundle.nodes.get(conversation.node), conversation.heard_at
    if not isinstance(node, Ask | Input | Page) or conversation.prompt is None or heard_at is None:
        return None
    idle = bundle.idles.get(node.flow)
    waits_for_itself = not isinstance(node, Page) and node.timeout is not None
    if idle is None or waits_for_itself or node.flow in conversation.reminded or conversation.phase is not Phase.BOT:
        return None
    moment = heard_at + idle.after
    return moment if moment > now else None
