"""Send what was committed: in order for each help-seeker, and only while we may write; decides nothing else.

The first queued row of a conversation may be on the wire, all later ones certainly are not: a row is sent only
after the one before it was noted as sent, durably. So a crash leaves at most one bubble of a conversation in doubt,
without a write before every send.
"""

from asyncio import Event, timeout
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from bot.errors import DeliveryError, Fenced, PerhapsSent, Refused, StoreDown, TryLater, Undeliverable
from bot.model import (
    Conversation,
    ConversationId,
    Line,
    LineFrom,
    LineState,
    MessageRef,
    Outbound,
    Outcome,
    Phase,
    Purpose,
)
from bot.ports import Channel, Clock, Deskbell, Job, Journal, Store, Transaction

T = TypeVar("T")
Change = Callable[[Transaction], None]

REPLY_WINDOW = timedelta(minutes=10)
"""After a sign of life we may write this long."""
NEVER_LONGER = timedelta(hours=1)
"""The longest that one attempt may hang before its decision is taken again."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(milliseconds=500), timedelta(seconds=60)
RESENDS: Mapping[Purpose, int] = {Purpose.REPLY: 3, Purpose.NOTICE: 1, Purpose.TALK: 1, Purpose.FAREWELL: 1}
"""How often a bubble of unknown fate is sent again. An answer to somebody who is there right now is worth a possible
double; words that come unasked are not."""


class Decision(StrEnum):
    """What becomes of a bubble now."""

    SEND = "send"
    HOLD = "hold"
    """Keep it until the next sign of life."""
    DROP = "drop"
    """The person wiped the conversation: it is never sent."""


def may_write(conversation: Conversation, now: datetime) -> bool:
    """Tell whether the person said, by writing or by agreement, that a message is safe now."""
    if conversation.heard_at is not None and now - conversation.heard_at <= REPLY_WINDOW:
        return True
    if conversation.phase is Phase.TALKING and conversation.spoke_at is not None:
        return now - conversation.spoke_at <= REPLY_WINDOW
    if conversation.phase is Phase.WAITING and conversation.write_until is not None:
        return now <= conversation.write_until
    return False


def delivery_decision(message: Outbound, conversation: Conversation, now: datetime) -> Decision:
    """Decide whether a message may leave. Everything that leaves passes here; nothing else decides it."""
    if message.purpose is Purpose.DELETE:
        return Decision.SEND
    if conversation.phase is Phase.WIPED and message.purpose is not Purpose.FAREWELL:
        return Decision.DROP
    if may_write(conversation, now):
        return Decision.SEND
    return Decision.DROP if conversation.phase is Phase.WIPED else Decision.HOLD


def purge(tx: Transaction, conversation: Conversation) -> None:
    """Forget a person who is gone; their counsellor reads "left, do not write"."""
    if conversation.case_id is not None:
        tx.cases.add_line(conversation.case_id, Line(0, LineFrom.SYSTEM, "left"))
        tx.cases.close(conversation.case_id, Outcome.LEFT)
    tx.outbox.cancel(conversation.id)
    tx.conversations.forget(conversation.id)


@dataclass(slots=True)
class _Lane:
    """What waits for one help-seeker; the first is under way."""

    conversation: Conversation
    waiting: deque[Outbound]


class Delivery:
    """Sends committed rows, one lane for each conversation, all lanes at once."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        *,
        clock: Clock,
        bell: Deskbell,
        journal: Journal,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """Send through `channels` by name; `spawn` starts a task in the TaskGroup that app.py owns."""
        self._store = store
        self._channels = channels
        self._clock = clock
        self._bell = bell
        self._journal = journal
        self._spawn = spawn
        self._lanes: dict[ConversationId, _Lane] = {}
        self._idle = Event()

    @property
    def lanes(self) -> int:
        """How many help-seekers something is on its way to."""
        return len(self._lanes)

    def dispatch(self, conversation: Conversation, outbound: Sequence[Outbound]) -> None:
        """Send committed rows in their order, after what is under way to the same person."""
        lane = self._lanes.get(conversation.id)
        if lane is not None:
            if conversation.version >= lane.conversation.version:
                lane.conversation = conversation
            lane.waiting.extend(outbound)
        elif outbound:
            lane = self._lanes[conversation.id] = _Lane(conversation, deque(outbound))
            self._spawn(self._empty(lane))

    async def drained(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._lanes:
            self._idle.clear()
            await self._idle.wait()

    async def recover(self) -> None:
        """After a start: go on with what an earlier process left; the first row of each may be a second time."""
        for conversation, rows in await self._store.run(Job(lambda tx: tx.outbox.unfinished())):
            self.dispatch(conversation, rows)

    async def _empty(self, lane: _Lane) -> None:
        """Send one after the other until nothing waits."""
        conversation_id = lane.conversation.id
        try:
            while lane.waiting:
                await self._settle(lane, lane.waiting[0])
                lane.waiting.popleft()
        except Undeliverable:
            await self._run(partial(_purge, lane.conversation))
            self._ring(lane.conversation)
        except Fenced:
            raise
        except Exception as fault:  # noqa: BLE001 - one help-seeker's fault is nobody else's; the rows stay kept
            self._journal.note("delivery_failed", channel=lane.conversation.sender.channel, fault=type(fault).__name__)
        finally:
            del self._lanes[conversation_id]
            if not self._lanes:
                self._idle.set()

    async def _settle(self, lane: _Lane, outbound: Outbound) -> None:
        """Bring one row to its end: sent, held or dropped, and noted so."""
        in_doubt, pause = outbound.attempt, FIRST_PAUSE
        change = self._refusal(lane, outbound, in_doubt)
        while change is None:
            try:
                refs = await self._attempt(lane, outbound)
            except Refused as fault:
                self._journal.note("bubble_refused", channel=lane.conversation.sender.channel, reason=fault.what)
                change = partial(_drop, outbound)
            except TryLater as fault:
                await self._clock.sleep(fault.retry_after or pause)
                change = self._refusal(lane, outbound, in_doubt)
            except PerhapsSent:
                in_doubt += 1
                change = self._refusal(lane, outbound, in_doubt)
                if change is None:
                    await self._clock.sleep(pause)
                    change = self._refusal(lane, outbound, in_doubt)
            else:
                change = partial(_delivered, outbound, refs)
            pause = min(pause * 2, LONGEST_PAUSE)
        await self._note(lane, outbound, change)

    async def _note(self, lane: _Lane, outbound: Outbound, change: Change) -> None:
        """Keep what became of a row; with the last one of a wipe the person is forgotten."""
        if lane.conversation.phase is Phase.WIPED and len(lane.waiting) == 1:
            await self._run(partial(_end_wipe, change, lane.conversation))
            self._ring(lane.conversation)
        else:
            await self._run(change)
        if outbound.line and lane.conversation.case_id is not None:
            self._bell.case_changed(lane.conversation.case_id)

    def _refusal(self, lane: _Lane, outbound: Outbound, in_doubt: int) -> Change | None:
        """Return what becomes of a row that may not leave now; None: it may."""
        decision = delivery_decision(outbound, lane.conversation, self._clock.now())
        if decision is Decision.DROP:
            return partial(_drop, outbound)
        if decision is Decision.HOLD:
            return partial(_hold, outbound, LineState.HELD)
        if in_doubt > RESENDS.get(outbound.purpose, in_doubt):
            return partial(_hold, outbound, LineState.UNKNOWN)
        return None

    async def _attempt(self, lane: _Lane, outbound: Outbound) -> Sequence[MessageRef]:
        """Hand one row to its channel, at most as long as we may write."""
        sender = lane.conversation.sender
        channel = self._channels.get(sender.channel)
        if channel is None:
            raise TryLater("This channel is switched off.", LONGEST_PAUSE)
        if outbound.purpose is Purpose.DELETE:
            # Read as late as possible: what was on the wire when the person wiped has its id by now.
            await channel.delete(sender, await self._run(lambda tx: tx.conversations.refs(outbound.conversation_id)))
            return ()
        try:
            async with timeout(self._patience(lane.conversation).total_seconds()):
                return await channel.send(sender, outbound)
        except TimeoutError:
            raise TryLater("The reply window may have ended.", timedelta(0)) from None
        except DeliveryError:
            raise
        except Exception as fault:  # noqa: BLE001 - a broken channel may not leave anybody without an answer
            self._journal.note("channel_failed", channel=sender.channel, fault=type(fault).__name__)
            raise PerhapsSent("The channel broke.") from None

    def _patience(self, conversation: Conversation) -> timedelta:
        now = self._clock.now()
        ends = [moment + REPLY_WINDOW for moment in (conversation.heard_at, conversation.spoke_at) if moment]
        if conversation.write_until is not None:
            ends.append(conversation.write_until)
        left = max(ends, default=now) - now
        return min(max(left, FIRST_PAUSE), NEVER_LONGER)

    def _ring(self, conversation: Conversation) -> None:
        self._bell.queue_changed()
        if conversation.case_id is not None:
            self._bell.case_changed(conversation.case_id)

    async def _run(self, work: Callable[[Transaction], T]) -> T:
        """Write to the store, however long it is away: what was sent must be noted before anything follows it."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._store.run(Job(work))
            except StoreDown:
                await self._clock.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


def _delivered(outbound: Outbound, refs: Sequence[MessageRef], tx: Transaction) -> None:
    tx.outbox.delivered(outbound, refs)


def _drop(outbound: Outbound, tx: Transaction) -> None:
    tx.outbox.drop(outbound)


def _hold(outbound: Outbound, fate: LineState, tx: Transaction) -> None:
    tx.outbox.hold(outbound, fate)


def _purge(conversation: Conversation, tx: Transaction) -> None:
    purge(tx, conversation)


def _end_wipe(change: Change, conversation: Conversation, tx: Transaction) -> None:
    """Note the last line and forget everything, in one transaction: a crash leaves both or neither."""
    change(tx)
    purge(tx, conversation)
