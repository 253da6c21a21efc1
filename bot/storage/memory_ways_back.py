"""What return phrases open, in memory."""

from collections.abc import Iterable
from datetime import datetime

from bot.model import Conversation, ConversationId, ReturnKey, WayBack
from bot.storage.codec import stripped
from bot.storage.lifetimes import day_of, last_day_of_way
from bot.storage.memory_shelves import KeptWay, Shelves


class MemoryWaysBack:
    """The `WaysBack` of one transaction; what needs a phrase elsewhere needs only its tag here."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

    def keep(self, way: WayBack, conversation: Conversation, *, is_locked: bool) -> None:
        was = stripped(conversation) if is_locked else None
        self._shelves.ways_back[way.tag] = KeptWay(conversation.id, was, last_day_of_way(conversation, self._now))

    def open(self, key: ReturnKey) -> tuple[ConversationId, Conversation | None] | None:
        kept = self._shelves.ways_back.get(key.tag)
        if kept is None or kept.expires_on < day_of(self._now):
            return None
        return kept.conversation_id, kept.was

    def forget(self, tags: Iterable[bytes]) -> None:
        for tag in tags:
            self._shelves.ways_back.pop(tag, None)
