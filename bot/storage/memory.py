"""The in-memory twin of the SQL store: the same promises, no keys, nothing kept; for `ajar chat` and for tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.errors import Stale
from bot.model import (
    Conversation,
    ConversationId,
    LineState,
    MessageRef,
    Outbound,
    OutboundState,
    Purpose,
    Sender,
)
from bot.ports import Clock, Work
from bot.storage.lifetimes import REF_LIFE, SEEN_DAYS, day_of, last_day
from bot.storage.memory_desk import Kept, MemoryCases, MemoryStaffBook, has_ended

T = TypeVar("T")


class MemoryStore:
    """A `Store` that runs one work after the other, each as a whole or not at all."""

    def __init__(self, clock: Clock) -> None:
        """Begin empty."""
        self._clock = clock
        self._kept = Kept()

    async def run(self, work: Work[T]) -> T:
        kept = self._kept.copy()
        result = work(_MemoryTransaction(kept, self._clock.now()))
        self._kept = kept
        return result


class _MemoryTransaction:
    """A `Transaction` on a copy, which the store keeps when the work did not raise."""

    def __init__(self, kept: Kept, now: datetime) -> None:
        self._kept = kept
        self.now = now
        self.conversations = _Conversations(kept, now)
        self.cases = MemoryCases(kept, now)
        self.outbox = _Outbox(kept, self.conversations, self.cases)
        self.staff = MemoryStaffBook(kept, now)

    def first_seen(self, channel: str, external_id: str) -> bool:
        event = (channel, external_id)
        if event in self._kept.seen:
            return False
        self._kept.seen[event] = day_of(self.now) + SEEN_DAYS
        return True

    def tidy(self) -> int:
        kept, today = self._kept, day_of(self.now)
        over = [owner for owner, day in kept.last_days.items() if day < today]
        for owner in over:
            self.conversations.forget(owner)
        old_events = [event for event, day in kept.seen.items() if day < today]
        for event in old_events:
            del kept.seen[event]
        ended = [case for case, moment in kept.purge_after.items() if moment <= self.now]
        for case in ended:
            del kept.purge_after[case]
            kept.lines.pop(case, None)
        logins = [one for one, session in kept.sessions.items() if has_ended(session, self.now)]
        for one in logins:
            del kept.sessions[one]
        return len(over) + len(old_events) + len(ended) + len(logins)


class _Conversations:
    def __init__(self, kept: Kept, now: datetime) -> None:
        self._kept = kept
        self._now = now

    def of(self, sender: Sender) -> Conversation | None:
        found = self._kept.found.get(sender)
        return None if found is None else self.get(found)

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        if self._kept.last_days.get(conversation_id, 0) < day_of(self._now):
            return None
        return self._kept.conversations.get(conversation_id)

    def save(self, conversation: Conversation) -> Conversation:
        kept = self._kept.conversations.get(conversation.id)
        if conversation.version != (kept.version if kept else 0):
            raise Stale
        if kept is None:
            if self.of(conversation.sender) is not None:
                raise Stale
            self._kept.found[conversation.sender] = conversation.id
        saved = replace(conversation, version=conversation.version + 1)
        self._kept.conversations[saved.id] = saved
        self._kept.last_days[saved.id] = last_day(saved, self._now)
        return saved

    def unlink(self, conversation_id: ConversationId) -> None:
        conversation = self._kept.conversations.get(conversation_id)
        if conversation is not None and self._kept.found.get(conversation.sender) == conversation_id:
            del self._kept.found[conversation.sender]

    def forget(self, conversation_id: ConversationId) -> None:
        self.unlink(conversation_id)
        for table in (self._kept.conversations, self._kept.last_days, self._kept.refs):
            table.pop(conversation_id, None)
        for outbound, _ in list(self._kept.outbox.values()):
            if outbound.conversation_id == conversation_id:
                del self._kept.outbox[outbound.id]
        for case in [case for case in self._kept.cases.values() if case.conversation_id == conversation_id]:
            del self._kept.cases[case.id]
            self._kept.lines.pop(case.id, None)

    def keep_ref(self, conversation_id: ConversationId, ref: MessageRef) -> None:
        if conversation_id in self._kept.conversations:
            self._kept.refs[conversation_id] = (*self._kept.refs.get(conversation_id, ()), (self._now, ref))

    def refs(self, conversation_id: ConversationId) -> tuple[MessageRef, ...]:
        kept = self._kept.refs.get(conversation_id, ())
        return tuple(ref for moment, ref in kept if self._now - moment <= REF_LIFE)


class _Outbox:
    def __init__(self, kept: Kept, conversations: _Conversations, cases: "MemoryCases") -> None:
        self._kept = kept
        self._conversations = conversations
        self._cases = cases

    def add(self, outbound: Outbound) -> None:
        self._kept.outbox[outbound.id] = (outbound, OutboundState.QUEUED)

    def delivered(self, outbound: Outbound, refs: Sequence[MessageRef]) -> None:
        self._kept.outbox.pop(outbound.id, None)
        for ref in refs:
            self._conversations.keep_ref(outbound.conversation_id, ref)
        self._cases.note(outbound, LineState.SENT)

    def drop(self, outbound: Outbound, fate: LineState = LineState.FAILED) -> None:
        self._kept.outbox.pop(outbound.id, None)
        self._cases.note(outbound, fate)

    def hold(self, outbound: Outbound, fate: LineState = LineState.HELD) -> None:
        if outbound.id in self._kept.outbox:
            tried = replace(outbound, attempt=outbound.attempt + (fate is LineState.UNKNOWN))
            self._kept.outbox[outbound.id] = (tried, OutboundState.HELD)
        self._cases.note(outbound, fate)

    def release(self, conversation_id: ConversationId) -> tuple[Outbound, ...]:
        released = []
        for outbound in self._of(conversation_id, OutboundState.HELD):
            if outbound.purpose is Purpose.TALK:
                self._kept.outbox[outbound.id] = (outbound, OutboundState.QUEUED)
                self._cases.note(outbound, LineState.WAITING)
                released.append(outbound)
            else:
                del self._kept.outbox[outbound.id]
        return tuple(released)

    def cancel(self, conversation_id: ConversationId) -> None:
        for state in OutboundState:
            for outbound in self._of(conversation_id, state):
                self.drop(outbound)

    def unfinished(self) -> tuple[tuple[Conversation, tuple[Outbound, ...]], ...]:
        unfinished = []
        for conversation_id in list(self._kept.conversations):
            rows = self._of(conversation_id, OutboundState.QUEUED)
            conversation = self._conversations.get(conversation_id)
            if not rows or conversation is None:
                continue
            rows[0] = replace(rows[0], attempt=rows[0].attempt + 1)
            self._kept.outbox[rows[0].id] = (rows[0], OutboundState.QUEUED)
            unfinished.append((conversation, tuple(rows)))
        return tuple(unfinished)

    def _of(self, conversation_id: ConversationId, state: OutboundState) -> list[Outbound]:
        rows = (row for row, stands in self._kept.outbox.values() if stands is state)
        return sorted((row for row in rows if row.conversation_id == conversation_id), key=lambda row: row.seq)
