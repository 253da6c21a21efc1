"""What sees how people go on in a conversation, as the use cases know it: it counts, and nothing waits for it."""

from collections.abc import Collection
from typing import Protocol

from bot.model import Conversation
from bot.model.passages import Passage


class Onlooker(Protocol):
    """Counts; it can't fail, and keeps nobody."""

    def note(self, conversation: Conversation, went: Passage, places: Collection[str]) -> None:
        """Take in what an event that is durable did.

        Args:
            conversation: As it stands now.
            went: How they went on from where they stood.
            places: Where it is counted.
        """


class _Nobody:
    """The `Onlooker` where nothing is counted."""

    def note(self, conversation: Conversation, went: Passage, places: Collection[str]) -> None:
        """Do nothing."""


UNSEEN: Onlooker = _Nobody()
