"""How to choose is told with the first question, where options are numbered lines and nothing can be tapped; pure."""

from collections.abc import Callable
from dataclasses import replace

from bot.model import Bubble, Conversation, Language

NUMBERED = frozenset({"signal"})
"""Channels without buttons; a terminal tells it by itself, below each question."""
_HINT = "numbered_hint"

Say = Callable[[str, Language], str]


def told_how(bubble: Bubble, before: Conversation, after: Conversation, *, say: Say) -> Bubble:
    """Return a bubble as it leaves: the first question after an opening, or in another language, tells how to choose.

    Args:
        bubble: What the bot says.
        before: The conversation before the turn.
        after: The conversation as it is now.
        say: Finds a sentence of the bot by its key.
    """
    is_first = after.prompts == 1 or after.language != before.language
    if not bubble.options or not is_first or after.sender.channel not in NUMBERED:
        return bubble
    return replace(bubble, text=f"{bubble.text}\n\n{say(_HINT, after.language)}")
