"""Callbacks at the desk: who calls, the call sheet, what came of it, and what is over by itself. No web, no SQL."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from bot.appointments import allowed, as_the_zone_has_it, ended
from bot.errors import BotError, Stale, Unreadable
from bot.flows.bundle import Bundle
from bot.handover.call_figures import call_figures
from bot.handover.due_calls import CallCounts, may_open, outcome_by_itself
from bot.handover.floor import Floor
from bot.handover.rules import after_calling
from bot.model import (
    SAID_BY_CALLERS,
    Callback,
    CallbackId,
    CallbackOutcome,
    CallbackState,
    Conversation,
    Right,
    StaffId,
)
from bot.performing import Performed
from bot.ports import Job, Store, Transaction
from bot.rights_now import has_right

_CLAIMABLE = frozenset({CallbackState.BOOKED, CallbackState.CONFIRMED})


class NotYourCall(BotError):
    """It is not this counsellor's callback: show nothing of it, do nothing to it."""

    def __init__(self) -> None:
        """Say the same whether it exists, is somebody else's, or is over."""
        super().__init__("This callback is not yours.", fix="Go back to the list.")


class NoCallNow(BotError):
    """It is theirs, and may not be called now: too early, too late, or without a yes for this slot."""

    def __init__(self) -> None:
        """Say why nothing was shown."""
        super().__init__(
            "This call sheet can't be opened now.", fix="Wait for the window, and for the yes; without it nobody calls."
        )


@dataclass(frozen=True, slots=True)
class CallClaim:
    """How an attempt to be the one who calls ended.

    Attributes:
        by: Who calls now; None when it is over, or nobody may yet.
    """

    won: bool
    by: StaffId | None = None


class Callbacks:
    """What staff do with callbacks. Each is one transaction, and one conditional write decides it."""

    def __init__(
        self, store: Store, floor: Floor, follow_up: Callable[[Performed], None], *, bundle: Callable[[], Bundle]
    ) -> None:
        """Work on the store of the conversations.

        Args:
            store: Holds them.
            floor: Is told of what changes.
            follow_up: Theirs, for what a conversation became.
            bundle: The conversation that is served: its hours tell what nobody covers.
        """
        self._bundle = bundle
        self._store = store
        self._floor = floor
        self._follow_up = follow_up

    async def listed(self, by: StaffId | None = None) -> tuple[Callback, ...]:
        """Return all that are open, without whom to call and how; the one that begins first in front.

        Args:
            by: Who sees the list: what is kept from them is not in it. None: nobody does.
        """

        def work(tx: Transaction) -> tuple[Callback, ...]:
            skills = tx.staff.skills()
            known = (one for one in tx.callbacks.open() if by is None or one.wishes.let_in(by, skills))
            return tuple(one.listed() for one in known)

        return await self._store.run(Job(work))

    async def counts(self) -> CallCounts:
        """Count them."""
        return await self._store.run(Job(lambda tx: call_figures(tx, self._bundle())))

    async def claim(self, staff_id: StaffId, callback_id: CallbackId) -> CallClaim:
        """Be the one who calls; exactly one of many who try at once wins, the others are told who it is.

        One that is kept from them is like one that never was.
        """

        def work(tx: Transaction) -> CallClaim:
            callback = tx.callbacks.get(callback_id)
            if callback is None or not callback.wishes.let_in(staff_id, tx.staff.skills()):
                return CallClaim(won=False)
            if callback.claimed_by is not None or callback.state not in _CLAIMABLE:
                return CallClaim(won=False, by=callback.claimed_by)
            _change(tx, replace(callback, claimed_by=staff_id))
            tx.staff.audit(staff_id, "call_claim", callback_id)
            return CallClaim(won=True, by=staff_id)

        claim = await self._store.run(Job(work))
        self._floor.queue_changed()
        return claim

    async def give_back(self, staff_id: StaffId, callback_id: CallbackId) -> None:
        """Leave it to somebody else to call.

        Raises:
            NotYourCall: it is not theirs; or the call sheet was opened, and it is for them to say what came of it.
        """

        def work(tx: Transaction) -> None:
            callback = _own(tx, staff_id, callback_id)
            if callback.state not in _CLAIMABLE:
                raise NotYourCall
            _change(tx, replace(callback, claimed_by=None))
            tx.staff.audit(staff_id, "call_give_back", callback_id)

        await self._store.run(Job(work))
        self._floor.queue_changed()

    async def decide(self, staff_id: StaffId, callback_id: CallbackId, *, is_allowed: bool) -> bool:
        """Say whether somebody under 16 is called; False: somebody said so already, or it is over."""

        def work(tx: Transaction) -> tuple[bool, Conversation | None]:
            callback = tx.callbacks.get(callback_id)
            if callback is None or callback.state is not CallbackState.ASKED:
                return False, None
            if not callback.wishes.let_in(staff_id, tx.staff.skills()):
                return False, None
            if is_allowed:
                tx.staff.audit(staff_id, "call_allow", callback_id)
                return True, allowed(tx, callback)
            tx.staff.audit(staff_id, "call_decline", callback_id)
            after_calling(callback.state, "decline")
            return True, ended(tx, callback, CallbackOutcome.DECLINED)

        is_done, conversation = await self._store.run(Job(work))
        self._tell(conversation)
        return is_done

    async def open_sheet(self, staff_id: StaffId, callback_id: CallbackId) -> Callback:
        """Return whom to call and how, for the one who calls: in the window, and with a yes for this slot.

        Each opening is a line of the trail.

        Raises:
            NotYourCall: it is not theirs.
            NoCallNow: nobody may call now.
        """

        def work(tx: Transaction) -> Callback:
            callback = _own(tx, staff_id, callback_id)
            if not callback.wishes.let_in(staff_id, tx.staff.skills()):
                raise NotYourCall
            if not may_open(callback, tx.now):
                raise NoCallNow
            after = replace(callback, state=after_calling(callback.state, "open_sheet"))
            _change(tx, after)
            tx.staff.audit(staff_id, "call_sheet", callback_id)
            return replace(after, fence=after.fence + 1)

        callback = await self._store.run(Job(work))
        self._floor.queue_changed()
        return callback

    async def is_open(self, staff_id: StaffId, callback_id: CallbackId) -> bool:
        """Tell whether a call sheet that was opened may stay so: it is theirs still, and nothing ended it."""

        def work(tx: Transaction) -> bool:
            callback = tx.callbacks.get(callback_id)
            if callback is None or callback.claimed_by != staff_id:
                return False
            if not callback.wishes.let_in(staff_id, tx.staff.skills()):
                return False
            return callback.state is CallbackState.CALLING and may_open(callback, tx.now)

        return await self._store.run(Job(work))

    async def say(self, staff_id: StaffId, callback_id: CallbackId, outcome: CallbackOutcome) -> bool:
        """Say what came of a call; all that was agreed for it is gone then.

        Where nobody answered and one further attempt was agreed, it is theirs still, in the same slot.

        Returns:
            Whether it is over.

        Raises:
            NotYourCall: it is not theirs, or its call sheet was never opened.
            BotError: this is nothing that a caller can say.
        """
        if outcome not in SAID_BY_CALLERS:
            raise BotError("This is no outcome of a call.", where="outcome", fix="Choose one of the list.")

        def work(tx: Transaction) -> tuple[bool, Conversation | None]:
            callback = _own(tx, staff_id, callback_id)
            if callback.state is not CallbackState.CALLING:
                raise NotYourCall
            tx.staff.audit(staff_id, "call_said", callback_id)
            if outcome is CallbackOutcome.NO_ANSWER and _is_tried_once_more(callback, tx):
                state = after_calling(callback.state, "try_once_more")
                _change(tx, replace(callback, state=state, attempts=callback.attempts + 1))
                return False, None
            after_calling(callback.state, "say")
            return True, ended(tx, callback, outcome)

        is_over, conversation = await self._store.run(Job(work))
        self._tell(conversation)
        return is_over

    async def look(self, *, may_end: bool = True) -> int:
        """End what is over by itself, and put right what is not as it should be; returns how many we missed.

        What somebody has who may not call any more is free again, and what was told on the clock on the wall holds
        where the rules of its zone were changed.

        Args:
            may_end: The clock can be trusted; else only what is not about time.
        """
        missed = await self._store.run(Job(lambda tx: tx.callbacks.give_up())) if may_end else 0
        for one in await self.listed():
            with suppress(Stale, Unreadable):  # somebody changed it at this moment, or it is found again as lost
                work = partial(self._look_at, callback_id=one.id, may_end=may_end)
                outcome, conversation = await self._store.run(Job(work))
                missed += outcome is CallbackOutcome.MISSED
                if outcome is not None or conversation is not None:
                    self._tell(conversation)
        return missed

    def _look_at(
        self, tx: Transaction, *, callback_id: CallbackId, may_end: bool
    ) -> tuple[CallbackOutcome | None, Conversation | None]:
        callback = tx.callbacks.get(callback_id)
        if callback is None:
            return None, None
        is_moved, conversation = as_the_zone_has_it(tx, callback)
        if is_moved:
            return None, conversation
        outcome = outcome_by_itself(callback, tx.now) if may_end else None
        if outcome is not None:
            after_calling(callback.state, "run_out")
            return outcome, ended(tx, callback, outcome)
        holder = callback.claimed_by
        if holder is None or callback.state not in _CLAIMABLE:
            return None, None
        if not has_right(tx, holder, Right.CALLS, wishes=callback.wishes):
            _change(tx, replace(callback, claimed_by=None))
            tx.staff.audit(holder, "call_taken_back", callback_id)
        return None, None

    def _tell(self, conversation: Conversation | None) -> None:
        """Let what is under way to a help-seeker be decided by what is true now."""
        if conversation is not None:
            self._follow_up(Performed(conversation))
        self._floor.queue_changed()


def _own(tx: Transaction, staff_id: StaffId, callback_id: CallbackId) -> Callback:
    callback = tx.callbacks.get(callback_id)
    if callback is None or callback.claimed_by != staff_id:
        raise NotYourCall
    return callback


def _change(tx: Transaction, callback: Callback) -> None:
    if not tx.callbacks.change(callback):
        raise Stale


def _is_tried_once_more(callback: Callback, tx: Transaction) -> bool:
    agreed = callback.details is not None and callback.details.once_more
    return agreed and not callback.attempts and tx.now < callback.slot.end_at
