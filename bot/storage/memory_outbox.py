"""What is on its way, in memory: a twin of the table, under the same contract."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.model import CaseState, Conversation, ConversationId, LineState, MessageRef, Outbound, Purpose, SendCounts
from bot.ports import Conversations
from bot.storage.doubt import in_doubt
from bot.storage.memory_shelves import Shelves


class MemoryOutbox:
    """The `Outbox` of one transaction."""

    def __init__(self, shelves: Shelves, conversations: Conversations) -> None:
        self._shelves = shelves
        self._conversations = conversations

    def add(self, outbound: Outbound) -> None:
        self._shelves.outbox[outbound.id] = outbound

    def delivered(self, outbound: Outbound, refs: Sequence[MessageRef]) -> None:
        for ref in refs:
            self._conversations.keep_ref(outbound.conversation_id, ref)
        self.drop(outbound, LineState.SENT)

    def drop(self, outbound: Outbound, fate: LineState = LineState.FAILED) -> None:
        self._shelves.outbox.pop(outbound.id, None)
        self._shelves.held.pop(outbound.id, None)
        self._shelves.left.pop(outbound.id, None)
        self._shelves.note_line(outbound, fate)

    def hold(self, outbound: Outbound, fate: LineState = LineState.HELD) -> None:
        kept = self._shelves.outbox.get(outbound.id)
        if kept is not None:
            self._shelves.outbox[kept.id] = replace(kept, attempt=outbound.attempt + (fate is LineState.UNKNOWN))
            self._shelves.held[kept.id] = None
            self._shelves.left.pop(kept.id, None)
        self._shelves.note_line(outbound, fate)

    def release(self, conversation_id: ConversationId) -> tuple[Outbound, ...]:
        released = []
        for outbound in self._shelves.waiting(conversation_id):
            if outbound.id not in self._shelves.held:
                continue
            if outbound.purpose is Purpose.TALK:
                del self._shelves.held[outbound.id]
                self._shelves.note_line(outbound, LineState.WAITING)
                released.append(outbound)
            else:
                self.drop(outbound)
        return tuple(released)

    def queued(self, conversation_id: ConversationId) -> tuple[Outbound, ...]:
        waiting = self._shelves.waiting(conversation_id)
        return tuple(outbound for outbound in waiting if outbound.id not in self._shelves.held)

    def cancel(self, conversation_id: ConversationId) -> None:
        for outbound in self._shelves.waiting(conversation_id):
            self.drop(outbound)

    def unfinished(self) -> tuple[tuple[Conversation, tuple[Outbound, ...]], ...]:
        unfinished = []
        for conversation_id in dict.fromkeys(one.conversation_id for one in self._shelves.outbox.values()):
            conversation = self._conversations.get(conversation_id)
            queued = [one for one in self._shelves.waiting(conversation_id) if one.id not in self._shelves.held]
            if conversation is None or not queued:
                continue
            place = in_doubt(queued)
            if place is not None and queued[place].id not in self._shelves.left:
                queued[place] = replace(queued[place], attempt=queued[place].attempt + 1)
                self._shelves.outbox[queued[place].id] = queued[place]
                self._shelves.left[queued[place].id] = None
            unfinished.append((conversation, tuple(queued)))
        return tuple(unfinished)

    def may_leave(self, outbound: Outbound) -> None:
        self._shelves.left.pop(outbound.id, None)

    def stayed(self, outbound: Outbound) -> None:
        if outbound.id in self._shelves.outbox and outbound.id not in self._shelves.held:
            self._shelves.left[outbound.id] = None

    def standing(self, *, without: Collection[ConversationId] = ()) -> SendCounts:
        rows = [one.id for one in self._shelves.outbox.values() if one.conversation_id not in without]
        held = sum(one in self._shelves.held for one in rows)
        cases = (kept.case for kept in self._shelves.cases.values() if kept.conversation_id not in without)
        talks = [case.id for case in cases if case is not None and case.state is CaseState.CLAIMED]
        fates = Counter(line.state for one in talks for line in self._shelves.lines.get(one, ()))
        failed, unknown = fates[LineState.FAILED], fates[LineState.UNKNOWN]
        return SendCounts(len(rows) - held, held, failed, unknown)

    @property
    def given_up(self) -> tuple[ConversationId, ...]:
        return ()  # nothing is written down here, so nothing can be unreadable
