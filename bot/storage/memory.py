"""The store in memory: for tests, for the terminal, and as the plainest reading of what the port promises. No keys."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.errors import BotError, Stale
from bot.model import UNKNOWN_REF, Conversation, ConversationId, MessageRef, Sender
from bot.ports import Clock, Work
from bot.storage.codec import STATES
from bot.storage.lifetimes import REF_LIFE, SEEN_DAYS, day_of, last_day_after
from bot.storage.memory_blocks import MemoryBlocks
from bot.storage.memory_callbacks import MemoryCallbacks
from bot.storage.memory_day_hours import MemoryDayBook
from bot.storage.memory_desk import MemoryCases, MemoryStaffBook
from bot.storage.memory_drafts import MemoryDrafts
from bot.storage.memory_emergencies import MemoryEmergencies
from bot.storage.memory_guests import MemoryGuests
from bot.storage.memory_named_groups import MemoryNamedGroups
from bot.storage.memory_outbox import MemoryOutbox
from bot.storage.memory_pauses import MemoryPauses
from bot.storage.memory_publications import MemoryPublications
from bot.storage.memory_referrals import MemoryReferrals
from bot.storage.memory_shelves import Kept, Shelves
from bot.storage.memory_shifts import MemoryFeeds, MemoryShifts
from bot.storage.memory_transfers import MemoryTransfers
from bot.storage.memory_ways_back import MemoryWaysBack
from bot.storage.standing import can_be_told, places_of, stops_of
from bot.storage.vault import STATE_BYTES, pad

T = TypeVar("T")

TRIES = 5
"""How often a work is run that was overtaken each time; here only by itself."""


class MemoryStore:
    """A `Store` in one process. Several may share their shelves, as processes share a database."""

    def __init__(self, clock: Clock, shelves: Shelves | None = None) -> None:
        self._clock = clock
        self.shelves = shelves or Shelves()

    async def open(self) -> None:
        """Do nothing: there is nothing to open."""

    async def serve(self) -> None:
        """Do nothing: nobody else can serve."""

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""

    async def run(self, work: Work[T]) -> T:
        await asyncio.sleep(0)  # as with a database, others go on meanwhile
        for tries_left in reversed(range(TRIES)):
            copy = self.shelves.copied()
            try:
                transaction = MemoryTransaction(copy, self._clock.now())
                result = work(transaction)
                transaction.check_promises()
            except Stale:
                if tries_left:
                    continue
                raise
            self.shelves.put(copy)
            return result
        raise Stale


class MemoryTransaction:
    """A `Transaction` on a copy of the shelves, which takes the place of the original when all went well."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self.now = now
        self.conversations = MemoryConversations(shelves, now)
        self.outbox = MemoryOutbox(shelves, self.conversations)
        self.cases = MemoryCases(shelves, now)
        self.drafts = MemoryDrafts(shelves, now)
        self.transfers = MemoryTransfers(shelves, now)
        self.referrals = MemoryReferrals(shelves, now)
        self.guests = MemoryGuests(shelves, now)
        self.staff = MemoryStaffBook(shelves, now)
        self.pauses = MemoryPauses(shelves, now)
        self.publications = MemoryPublications(shelves, now)
        self.ways_back = MemoryWaysBack(shelves, now)
        self.day_hours = MemoryDayBook(shelves, now)
        self.shifts = MemoryShifts(shelves, now)
        self.feeds = MemoryFeeds(shelves, now)
        self.blocks = MemoryBlocks(shelves, now)
        self.named_groups = MemoryNamedGroups(shelves, now)
        self.callbacks = MemoryCallbacks(shelves, now)
        self.emergencies = MemoryEmergencies(shelves, now)

    def first_seen(self, channel: str, external_id: str) -> bool:
        event = (channel, external_id)
        is_new = event not in self._shelves.seen
        if is_new:
            self._shelves.seen[event] = day_of(self.now) + SEEN_DAYS
        return is_new

    def tidy(self, *, days_too: bool = True) -> int:
        lasting = (self.day_hours, self.shifts, self.blocks)
        days = self._tidy_days() + sum(one.tidy() for one in lasting) if days_too else 0
        over = self.staff.end_old_sessions() + self.pauses.end_old() + self.emergencies.end_old()
        return days + self.cases.purge() + over

    def _tidy_days(self) -> int:
        today = day_of(self.now)
        seen = [event for event, day in self._shelves.seen.items() if day < today]
        for event in seen:
            del self._shelves.seen[event]
        expired = [one for one, kept in self._shelves.conversations.items() if kept.expires_on < today]
        for one in expired:
            self.conversations.forget(one)
        ways = [tag for tag, kept in self._shelves.ways_back.items() if kept.expires_on < today]
        self.ways_back.forget(ways)
        return len(seen) + len(expired) + len(ways)

    def check_promises(self) -> None:
        """Make sure that everything belongs to a conversation that is kept.

        Raises:
            BotError: something does not.
        """
        owners = {outbound.conversation_id for outbound in self._shelves.outbox.values()}
        owners.update(kept.conversation_id for kept in self._shelves.cases.values() if kept.conversation_id is not None)
        if not owners <= self._shelves.conversations.keys():
            raise BotError("Something was kept for a conversation that was not saved.", fix="Save it in the same work.")


class MemoryConversations:
    """The `Conversations` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._shelves = shelves
        self._now = now

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
        return self._counted(places_of)

    def stopped(self) -> Mapping[str, int]:
        return self._counted(stops_of)

    def _counted(self, places: Callable[[Conversation, datetime], set[str]]) -> Mapping[str, int]:
        living = (one for one in self._shelves.conversations.values() if one.expires_on >= day_of(self._now))
        return Counter(place for one in living for place in places(one.conversation, self._now))

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
