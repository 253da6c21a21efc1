"""The conversations of the store in memory."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import Stale
from bot.model import UNKNOWN_REF, Conversation, ConversationId, MessageRef, Sender
from bot.storage.codec import STATES
from bot.storage.lifetimes import REF_LIFE, day_of, last_day_after
from bot.storage.memory_shelves import Kept, Shelves
from bot.storage.standing import can_be_told, places_of
from bot.storage.vault import STATE_BYTES, pad


class MemoryConversations:
    """The `Conversations` of one transaction."""

    def __init__(
        self, shelves: Shelves, now: datetime, before_forgetting: Sequence[Callable[[ConversationId], None]]
    ) -> None:
        self._shelves = shelves
        self._now = now
        self._before_forgetting = before_forgetting

    def of(self, sender: Sender) -> Conversation | None:
        conversation_id = self._shelves.people.get(sender)
        found = None if conversation_id is None else self.get(conversation_id)
        if conversation_id is not None and found is None:
            self.forget(conversation_id)  # who writes again begins anew
        return found

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        kept = self._shelves.conversations.get(conversation_id)
        return None if kept is None or kept.expires_on < day_of(self._now) else kept.conversation

    def save(self, conversation: Conversation) -> Conversation:
        before = self._shelves.conversations.get(conversation.id)
        if conversation.version != (before.conversation.version if before else 0):
            raise Stale
        if before is None and self.of(conversation.sender) is not None:
            raise Stale("Another conversation of this person was begun first.")
        kept = replace(conversation, version=conversation.version + 1)
        pad(STATES.write((kept, [])), STATE_BYTES)  # refuses what a database would refuse
        if before is None:
            self._shelves.people[kept.sender] = kept.id
        was, until = (before.conversation, before.expires_on) if before else (None, 0)
        expires_on = last_day_after(was, until, kept, now=self._now)
        self._shelves.conversations[kept.id] = Kept(kept, expires_on)
        return kept

    def unlink(self, conversation_id: ConversationId) -> None:
        kept = self._shelves.conversations.get(conversation_id)
        if kept is not None and self._shelves.people.get(kept.conversation.sender) == conversation_id:
            del self._shelves.people[kept.conversation.sender]

    def forget(self, conversation_id: ConversationId) -> None:
        for tell in self._before_forgetting:
            tell(conversation_id)
        self.unlink(conversation_id)
        self._shelves.forget(conversation_id, day_of(self._now))

    def left_under(self, day: int) -> int:
        return len(self._due(day)) + len(self._ways_due(day))

    def forget_until(self, day: int) -> int:
        for tag in self._ways_due(day):
            del self._shelves.ways_back[tag]
        due = self._due(day)
        for one in due:
            self.forget(one)
        return len(due)

    def standing(self) -> Mapping[str, int]:
        living = (one for one in self._shelves.conversations.values() if one.expires_on >= day_of(self._now))
        return Counter(place for one in living for place in places_of(one.conversation, self._now))

    def within_reach(self, channel: str) -> tuple[Conversation, ...]:
        known = filter(None, map(self.get, tuple(self._shelves.conversations)))
        return tuple(one for one in known if can_be_told(one, channel, self._now))

    def waking(self, until: datetime) -> Mapping[ConversationId, datetime]:
        moments = {one: kept.conversation.wakes_at for one, kept in self._shelves.conversations.items()}
        return {one: at for one, at in moments.items() if at is not None and at <= until and self.get(one) is not None}

    def keep_ref(self, conversation_id: ConversationId, ref: MessageRef) -> None:
        if conversation_id in self._shelves.conversations:
            before = self._shelves.refs.get(conversation_id, ())
            self._shelves.refs[conversation_id] = (*before, (self._now, ref))

    def forget_refs(self, conversation_id: ConversationId, refs: Sequence[MessageRef]) -> None:
        known = self._shelves.refs.get(conversation_id, ())
        if conversation_id in self._shelves.refs:
            self._shelves.refs[conversation_id] = tuple(one for one in known if one[1] not in refs)

    def refs(self, conversation_id: ConversationId, *, until: datetime | None = None) -> tuple[MessageRef, ...]:
        known = self._shelves.refs.get(conversation_id, ()) if self.get(conversation_id) else ()
        oldest = self._now - REF_LIFE
        if until is not None:
            return tuple(ref for moment, ref in known if oldest <= moment <= until and ref != UNKNOWN_REF)
        living = [ref for moment, ref in known if moment >= oldest and ref != UNKNOWN_REF]
        return (*living, UNKNOWN_REF) if len(living) < len(known) else tuple(living)

    def _ways_due(self, day: int) -> list[bytes]:
        return [tag for tag, kept in self._shelves.ways_back.items() if kept.expires_on <= day]

    def _due(self, day: int) -> list[ConversationId]:
        return [one for one, kept in self._shelves.conversations.items() if kept.expires_on <= day]
