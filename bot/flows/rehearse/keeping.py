"""How a rehearsal keeps a conversation after every event, and what it does when the engine is at fault."""

from collections.abc import Callable
from dataclasses import replace

from bot.errors import BotError
from bot.model import Conversation

Keep = Callable[[Conversation], Conversation]
"""Writes a conversation as the store does, and reads it back."""


class Broken(BotError):
    """The engine did what it must never do; the rehearsal ends here."""


def kept(keep: Keep, conversation: Conversation) -> Conversation:
    """Return a conversation as it is read back.

    Raises:
        Broken: that is not what was kept.
    """
    saved = replace(conversation, version=conversation.version + 1)
    back = keep(saved)
    if back != saved:
        raise Broken("What was kept of the conversation is not what was read back.")
    return back
