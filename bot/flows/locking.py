"""The lock: what is left of a conversation when the silence has lasted too long. Pure.

The next message meets the opening, so nobody would ever see the answers again but by the return phrase. What that
protects is sealed to it; without a phrase it is forgotten.
"""

from dataclasses import replace

from bot.model import Conversation, LockAway, Step, WayBack

MOST_WAYS = 16
"""So many earlier phrases are known of one conversation, more than anybody asks for in a week. What an older one
protects is forgotten, so that a wipe always finds all there is."""


def locked(conversation: Conversation, *, own: str = "") -> Step:
    """Return the conversation without what was answered, and what is to be sealed or to go.

    An open case stays, with what the desk needs of it, and a callback. `own` is the variable of the word that somebody
    chose to wipe with: it acts on.
    """
    way = conversation.way_back
    left = replace(
        conversation,
        node="",
        stack=(),
        prompt=None,
        vars={own: conversation.vars[own]} if own in conversation.vars else {},
        tries=0,
        reminded=(),
        answer_by=None,
        claim_by=None,
        idle_by=None,
        lock_by=None,
        way_back=None,
        ways_left=ways_left(conversation, way),
        words_shown=(),
        doubt=None,
        sure=False,
        proposal=None,
        counsellor=None,
    )
    return Step(left, (LockAway(conversation, way),))


def ways_left(conversation: Conversation, way: WayBack | None) -> tuple[bytes, ...]:
    """Return the tags of what phrases protect, with this one as the latest."""
    return _tags(conversation, way)[-MOST_WAYS:]


def ways_lost(conversation: Conversation, way: WayBack | None) -> tuple[bytes, ...]:
    """Return the tags for which there is no place any more: what they protect has to go now."""
    return _tags(conversation, way)[:-MOST_WAYS]


def _tags(conversation: Conversation, way: WayBack | None) -> tuple[bytes, ...]:
    return (*conversation.ways_left, *(() if way is None else (way.tag,)))
