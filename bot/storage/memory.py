"""The store in memory: for tests, for the terminal, and as the plainest reading of what the port promises. No keys."""

import asyncio
from datetime import datetime, tzinfo
from typing import TypeVar

from bot.errors import BotError, Stale
from bot.flows.values.reading import WHEREABOUTS
from bot.ports import Clock, Work
from bot.storage.lifetimes import SEEN_DAYS, day_of
from bot.storage.memory_blocks import MemoryBlocks
from bot.storage.memory_callbacks import MemoryCallbacks
from bot.storage.memory_cases import MemoryCases
from bot.storage.memory_conversations import MemoryConversations
from bot.storage.memory_day_hours import MemoryDayBook
from bot.storage.memory_desk import MemoryStaffBook
from bot.storage.memory_drafts import MemoryDrafts
from bot.storage.memory_emergencies import MemoryEmergencies
from bot.storage.memory_event_log import MemoryEventLog, MemoryPeople
from bot.storage.memory_guests import MemoryGuests
from bot.storage.memory_named_groups import MemoryNamedGroups
from bot.storage.memory_open_lines import MemoryOpenLines
from bot.storage.memory_outbox import MemoryOutbox
from bot.storage.memory_pauses import MemoryPauses
from bot.storage.memory_publications import MemoryPublications
from bot.storage.memory_referrals import MemoryReferrals
from bot.storage.memory_shelves import Shelves
from bot.storage.memory_shifts import MemoryFeeds, MemoryShifts
from bot.storage.memory_transfers import MemoryTransfers
from bot.storage.memory_ways_back import MemoryWaysBack

T = TypeVar("T")

TRIES = 5
"""How often a work is run that was overtaken each time; here only by itself."""


class MemoryStore:
    """A `Store` in one process. Several may share their shelves, as processes share a database."""

    def __init__(self, clock: Clock, shelves: Shelves | None = None, *, zone: tzinfo = WHEREABOUTS.zone) -> None:
        self._clock = clock
        self._zone = zone
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
                transaction = MemoryTransaction(copy, self._clock.now(), self._zone)
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

    def __init__(self, shelves: Shelves, now: datetime, zone: tzinfo) -> None:
        self._shelves = shelves
        self.now = now
        self.event_log = MemoryEventLog(shelves, now, zone)
        self.people = MemoryPeople(shelves, now, zone)
        self.cases = MemoryCases(shelves, now, self.event_log)
        self.callbacks = MemoryCallbacks(shelves, now, self.event_log)
        told = (self.cases.before_forgetting, self.callbacks.before_forgetting)
        self.conversations = MemoryConversations(shelves, now, told)
        self.outbox = MemoryOutbox(shelves, self.conversations)
        self.drafts = MemoryDrafts(shelves, now)
        self.transfers = MemoryTransfers(shelves, now)
        self.referrals = MemoryReferrals(shelves, now)
        self.guests = MemoryGuests(shelves, now)
        self.staff = MemoryStaffBook(shelves, now)
        self.pauses = MemoryPauses(shelves, now, self.event_log)
        self.publications = MemoryPublications(shelves, now)
        self.ways_back = MemoryWaysBack(shelves, now)
        self.day_hours = MemoryDayBook(shelves, now)
        self.shifts = MemoryShifts(shelves, now)
        self.feeds = MemoryFeeds(shelves, now)
        self.blocks = MemoryBlocks(shelves, now)
        self.named_groups = MemoryNamedGroups(shelves, now)
        self.emergencies = MemoryEmergencies(shelves, now)
        self.open_lines = MemoryOpenLines(shelves)

    def first_seen(self, channel: str, external_id: str) -> bool:
        event = (channel, external_id)
        is_new = event not in self._shelves.seen
        if is_new:
            self._shelves.seen[event] = day_of(self.now) + SEEN_DAYS
        return is_new

    def tidy(self, *, days_too: bool = True) -> int:
        lasting = (self.day_hours, self.shifts, self.blocks, self.event_log, self.people)
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
