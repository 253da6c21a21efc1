"""Send what was committed: in order for each help-seeker, and only while we may write; decides nothing else.

The first queued bubble of a conversation may be on the wire, all later ones certainly are not: a row is sent only
after the one before it was noted as sent, durably. So a crash leaves at most one bubble of a conversation in doubt,
without a write before every send; only what it left is written down before it may leave again. Messages that vanish
are deleted beside that, and as often as need be.
"""

from asyncio import Event, timeout
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot.errors import DeliveryError, Fenced, PerhapsSent, Refused, StoreDown, TryLater, Undeliverable
from bot.fates import (
    Change,
    WantedAgainError,
    deleted,
    delivered,
    drop,
    end_wipe,
    hold,
    left_behind,
    purged,
    queued_for,
    refs_of,
    refused,
    say_instead,
    vanished,
)
from bot.lanes import Lane, Lanes
from bot.model import (
    DELETIONS,
    LAST_LINES,
    UNKNOWN_REF,
    Conversation,
    LineState,
    Outbound,
    Phase,
    Purpose,
)
from bot.ports import SILENT, Channel, Clock, DeliveryResult, Deskbell, Job, Journal, Leaves, Meter, Store, Transaction
from bot.ports.meter import TRIED_IN_VAIN
from bot.safe_contact import RESENDS, Decision, delivery_decision, leaves_until
from bot.trial import Trial

T = TypeVar("T")

NEVER_LONGER = timedelta(hours=1)
"""The longest that one attempt may hang before its decision is taken again."""
LONGEST_BEAT = timedelta(milliseconds=200)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(milliseconds=500), timedelta(seconds=60)


class Delivery:
    """Sends committed rows: those of a lane one after the other, all lanes at once."""

    def __init__(  # noqa: PLR0913 - one for each thing that it works with
        self,
        store: Store,
        channels: Mapping[str, Channel],
        *,
        clock: Clock,
        bell: Deskbell,
        journal: Journal,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        even_after: Callable[[], timedelta] = timedelta,
        meter: Meter = SILENT,
    ) -> None:
        """Send through `channels` by name; `spawn` starts a task in the TaskGroup that app.py owns.

        An answer that opens a conversation leaves `even_after` its event was heard, however long its turn took.
        """
        self._even_after = even_after
        self._meter = meter
        self._store = store
        self._channels = channels
        self._clock = clock
        self._bell = bell
        self._journal = journal
        self._spawn = spawn
        self._lanes = Lanes()
        self._idle = Event()

    @property
    def lanes(self) -> int:
        """How many help-seekers something is on its way to."""
        return self._lanes.people

    def stuck(self) -> Mapping[str, int]:
        """Return by channel how many help-seekers something has been tried in vain to send to for over a minute."""
        return self._lanes.stuck(self._clock.now())

    def beat(self) -> datetime:
        """Return when an answer may leave at the earliest that opens a conversation, for an event heard now."""
        return self._clock.now() + self._even_after()

    def dispatch(
        self, conversation: Conversation, outbound: Sequence[Outbound], *, not_before: datetime | None = None
    ) -> None:
        """Send committed rows in their order, after what is under way to the same person; a row twice is sent once."""
        for lane in self._lanes.put(conversation, outbound, not_before=not_before):
            self._spawn(self._empty(lane))

    def look_again(self, conversation: Conversation) -> None:
        """Send what is queued for a help-seeker and was never handed over, once nothing else is under way to them.

        Only their lane may look: what is read while it sends could be sent twice.
        """
        for lane in self._lanes.look_again(conversation):
            self._spawn(self._empty(lane))

    async def drained(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._lanes:
            self._idle.clear()
            await self._idle.wait()

    async def recover(self) -> None:
        """After a start: go on with what an earlier process left; the first bubble of each may be a second time."""
        unfinished, given_up = await self._store.run(Job(left_behind))
        if given_up:
            self._journal.note("rows_lost", count=given_up)
        for conversation, rows in unfinished:
            self.dispatch(conversation, rows)

    async def _empty(self, lane: Lane) -> None:
        """Send one after the other until nothing waits. What breaks here is tried again, and is nobody else's fault."""
        try:
            await self._keep_the_beat(lane)
            while lane.waiting or lane.look_again:
                try:
                    await (self._look(lane) if lane.look_again else self._take_next(lane))
                except Fenced:
                    raise
                except Exception as fault:  # noqa: BLE001 - one help-seeker's fault may not stop the others
                    kind = type(fault).__name__
                    self._journal.note("delivery_failed", channel=lane.conversation.sender.channel, fault=kind)
                    lane.fails(self._clock.now())
                    await self._clock.sleep(LONGEST_PAUSE)
        finally:
            self._lanes.end(lane)
            if not self._lanes:
                self._idle.set()

    async def _keep_the_beat(self, lane: Lane) -> None:
        """Wait for its moment; never longer than a beat is, whatever the clock does."""
        if lane.not_before is not None:
            left = lane.not_before - self._clock.now()
            if left > timedelta(0):
                await self._clock.sleep(min(left, LONGEST_BEAT))

    async def _look(self, lane: Lane) -> None:
        """Take up rows that were committed and never handed over; they are older than what was handed over since."""
        lane.look_again = False
        found = await self._run(partial(queued_for, lane.conversation.id))
        lane.put_before([row for row in found if row.purpose is not Purpose.VANISH])
        self.dispatch(lane.conversation, [row for row in found if row.purpose is Purpose.VANISH])

    async def _take_next(self, lane: Lane) -> None:
        """Bring the first row to its end, or find out that it has to be looked at again."""
        try:
            first = lane.waiting[0]
            await self._settle(lane, first)
            lane.waiting.popleft()
            lane.stuck_since = None
            if first.bubble.instead:
                await self._look(lane)  # something else may be queued in its place
        except Undeliverable:
            self._count(lane, DeliveryResult.GONE)
            await self._run(partial(purged, lane.conversation))
            self._ring(lane.conversation)
            self._lanes.lose(lane.conversation)
            lane.waiting.clear()
        except WantedAgainError as sign:
            lane.conversation = sign.conversation

    async def _settle(self, lane: Lane, outbound: Outbound) -> None:
        """Bring one row to its end: sent, held or dropped, and noted so."""
        trial, pause = Trial(outbound, self._run), FIRST_PAUSE
        change = self._refusal(lane, outbound, trial.in_doubt)
        while change is None:
            try:
                change = await self._attempt(lane, outbound, trial.leaves)
                trial.succeeds()
            except Refused as fault:
                trial.shows(fault)
                self._journal.note("bubble_refused", channel=lane.conversation.sender.channel, reason=fault.what)
                self._count(lane, DeliveryResult.REFUSED)
                change = partial(refused, outbound)
            except TryLater as fault:
                self._count(lane, DeliveryResult.LATER)
                await trial.stays(fault)
                await self._clock.sleep(fault.retry_after or pause)
                change = self._refusal(lane, outbound, trial.in_doubt)
            except PerhapsSent as fault:
                self._count(lane, DeliveryResult.PERHAPS)
                trial.doubts(fault)
                change = self._refusal(lane, outbound, trial.in_doubt)
                if change is None:
                    await self._clock.sleep(pause)
                    change = self._refusal(lane, outbound, trial.in_doubt)
            pause = min(pause * 2, LONGEST_PAUSE)
        await self._note(lane, outbound, trial.traced(change))

    async def _note(self, lane: Lane, outbound: Outbound, change: Change) -> None:
        """Keep what became of a row; with the last line of a wipe the person is forgotten."""
        if lane.conversation.phase is Phase.WIPED and outbound.purpose in LAST_LINES:
            await self._run(partial(end_wipe, change, lane.conversation))
            self._ring(lane.conversation)
        else:
            await self._run(change)
        if outbound.line and lane.conversation.case_id is not None:
            self._bell.case_changed(lane.conversation.case_id)

    def _refusal(self, lane: Lane, outbound: Outbound, in_doubt: int) -> Change | None:
        """Return what becomes of a row that may not leave now; None: it may."""
        decision = delivery_decision(outbound, lane.conversation, self._clock.now())
        if decision is Decision.DROP:
            self._count(lane, DeliveryResult.DROPPED)
            return partial(drop, outbound)
        if decision is Decision.HOLD:
            self._count(lane, DeliveryResult.HELD)
            return partial(hold, outbound, LineState.HELD)
        if in_doubt and outbound.bubble.instead:
            return partial(say_instead, outbound)
        if in_doubt > RESENDS.get(outbound.purpose, in_doubt):
            self._count(lane, DeliveryResult.UNKNOWN)
            return partial(hold, outbound, LineState.UNKNOWN)
        return None

    async def _attempt(self, lane: Lane, outbound: Outbound, leaves: Leaves) -> Change:
        """Hand one row to its channel, at most as long as we may write; return what is to be noted then."""
        if not outbound.bubble.text and outbound.purpose not in DELETIONS:
            return partial(drop, outbound)  # its words could not be read any more
        sender = lane.conversation.sender
        channel = self._channels.get(sender.channel)
        if channel is None:
            raise TryLater("This channel is switched off.", LONGEST_PAUSE)
        try:
            if outbound.purpose in DELETIONS:
                return await self._delete(lane, outbound, channel)
            async with timeout(self._patience(lane.conversation, outbound).total_seconds()):
                refs = await channel.send(sender, outbound, leaves=leaves)
            self._count(lane, DeliveryResult.SENT)
            return partial(delivered, outbound, refs)
        except TimeoutError:
            late = TryLater("The reply window may have ended.", timedelta(0))
            late.shown = (UNKNOWN_REF,)
            raise late from None
        except (DeliveryError, Fenced):
            raise
        except Exception as fault:  # noqa: BLE001 - a broken channel may not leave anybody without an answer
            self._journal.note("channel_failed", channel=sender.channel, fault=type(fault).__name__)
            raise PerhapsSent("The channel broke.") from None

    async def _delete(self, lane: Lane, outbound: Outbound, channel: Channel) -> Change:
        """Take messages out of the chat; after a wipe the last line tells whether something stands there still."""
        # Read as late as possible: what was on the wire when the person wiped has its id by now.
        refs = await self._run(partial(refs_of, outbound))
        is_wipe = outbound.purpose is Purpose.DELETE  # which a channel without ids carries out on all that it shows
        left = await channel.delete(lane.conversation.sender, refs) if refs or is_wipe else ()
        self._count(lane, DeliveryResult.DELETED)
        if outbound.purpose is Purpose.VANISH:
            return partial(vanished, outbound, refs, all_gone=not left)
        unsaid = Purpose.FAREWELL if left else Purpose.REMAINDER
        lane.waiting = deque(row for row in lane.waiting if row.purpose is not unsaid)
        return partial(deleted, outbound, unsaid)

    def _patience(self, conversation: Conversation, outbound: Outbound) -> timedelta:
        now = self._clock.now()
        return min(max((leaves_until(outbound, conversation) or now) - now, FIRST_PAUSE), NEVER_LONGER)

    def _count(self, lane: Lane, result: DeliveryResult) -> None:
        """Count what became of the first row of a lane; what was tried in vain is noted with it."""
        self._meter.delivery(lane.conversation.sender.channel, result)
        if result in TRIED_IN_VAIN:
            lane.fails(self._clock.now())

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
