"""The callbacks of one transaction, in memory."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.errors import Stale
from bot.model import Callback, CallbackId, CallbackOutcome, ConversationId, Slot
from bot.model.counted import BOOKED, lost_callback, of_callback
from bot.storage.codec import CALLBACKS
from bot.storage.lifetimes import day_of
from bot.storage.memory_event_log import MemoryEventLog
from bot.storage.memory_shelves import KeptCallback, Shelves
from bot.storage.vault import pad


class MemoryCallbacks:
    """A `Callbacks`."""

    def __init__(self, shelves: Shelves, now: datetime, log: MemoryEventLog) -> None:
        self._shelves = shelves
        self._log = log
        self._today = day_of(now)

    def book(self, callback: Callback, *, seats: int, instead: Callback | None = None) -> bool:
        others = [one for one in self.open() if instead is None or one.id != instead.id]
        has_one = any(one.conversation_id == callback.conversation_id for one in others)
        if has_one or sum(one.slot.overlaps(callback.slot) for one in others) >= seats:
            return False
        self._keep(callback)
        self._count(callback, BOOKED)
        if instead is not None and not self.end(instead, CallbackOutcome.MOVED):
            raise Stale
        return True

    def get(self, callback_id: CallbackId) -> Callback | None:
        kept = self._shelves.callbacks.get(callback_id)
        found = None if kept is None else kept.callback
        return None if found is None or self._shelves.is_over(found.conversation_id, self._today) else found

    def of(self, conversation_id: ConversationId) -> Callback | None:
        return next((one for one in self._all() if one.conversation_id == conversation_id), None)

    def open(self) -> tuple[Callback, ...]:
        return tuple(sorted(self._all(), key=lambda one: (one.slot, one.id)))

    def taken(self, slots: Collection[Slot]) -> Mapping[Slot, int]:
        return Counter(one.slot for one in self._all() if one.slot in slots)

    def change(self, callback: Callback) -> bool:
        return self._is_kept(callback) and self._keep(callback)

    def move(self, callback: Callback, to: ConversationId) -> bool:
        return self._is_kept(callback) and self._keep(replace(callback, conversation_id=to))

    def end(self, callback: Callback, outcome: CallbackOutcome) -> bool:
        if not self._is_kept(callback):
            return False
        self._shelves.callbacks[callback.id] = KeptCallback(None, outcome, self._today)
        self._count(callback, outcome)
        return True

    def give_up(self) -> int:
        """End those whose people's days are over; nothing is written down here, so nothing else can be unreadable."""
        kept = [one.callback for one in self._shelves.callbacks.values() if one.callback is not None]
        lost = [one for one in kept if self.get(one.id) is None]
        for one in lost:
            self._shelves.callbacks[one.id] = KeptCallback(None, CallbackOutcome.MISSED, self._today)
            self._log.add(lost_callback(self._log.wall()))
        return len(lost)

    def before_forgetting(self, conversation_id: ConversationId) -> None:
        """Count what is open of somebody who is forgotten: taken back, unless their day was over without a call."""
        is_over = self._shelves.is_over(conversation_id, self._today)
        for kept in self._shelves.callbacks.values():
            if kept.callback is not None and kept.callback.conversation_id == conversation_id:
                self._count(kept.callback, CallbackOutcome.MISSED if is_over else CallbackOutcome.WITHDRAWN)

    def _count(self, callback: Callback, how: str) -> None:
        self._log.add(of_callback(callback, how, self._log.wall(callback.slot.start_at)))

    def lost(self) -> int:
        return sum(kept.outcome is None and self.get(one) is None for one, kept in self._shelves.callbacks.items())

    def ended(self, since: int) -> Mapping[CallbackOutcome, int]:
        over = (kept for kept in self._shelves.callbacks.values() if kept.ended_on >= since)
        return Counter(kept.outcome for kept in over if kept.outcome is not None)

    def _all(self) -> Iterator[Callback]:
        return (one for one in map(self.get, self._shelves.callbacks) if one is not None)

    def _is_kept(self, callback: Callback) -> bool:
        kept = self.get(callback.id)
        return kept is not None and kept.fence == callback.fence

    def _keep(self, callback: Callback) -> bool:
        pad(CALLBACKS.write(callback))  # refuses what a database would refuse
        after = replace(callback, fence=callback.fence + 1)
        self._shelves.callbacks[callback.id] = KeptCallback(after)
        return True
