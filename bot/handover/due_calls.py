"""What is due with a callback at a moment: when it is over by itself, and when somebody of ours has to act; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Callback, CallbackOutcome, CallbackState, StaffId, is_fresh

OPENS_BEFORE = timedelta(minutes=10)
"""So long before the slot its call sheet can be read, to be ready when it begins."""
COVERED_BY = timedelta(hours=1)
"""So long before the slot it is to be known who calls, and whether."""
BEGIN_WITHIN = timedelta(minutes=5)
"""So long after the start of the slot whoever calls is to have the call sheet open."""
SAY_WITHIN = timedelta(hours=1)
"""So long after the slot whoever called can say what came of it."""


@dataclass(frozen=True, slots=True)
class CallCounts:
    """How it stands with callbacks, as numbers.

    Attributes:
        open: How many there are.
        undecided: How many wait for a counsellor's decision, because somebody is under 16.
        unconfirmed: How many wait for a yes.
        left: How many need somebody of ours now: nobody calls, decides, begins, or says what came of it.
        missed: How many we missed since yesterday.
        uncovered: For how many nobody is on the rota in their slot.
        uncovered_soon: How many of those begin so soon that somebody has to be found now.
        lost: How many are neither open nor have an outcome: none, unless rows were damaged or the clock is wrong.
    """

    open: int = 0
    undecided: int = 0
    unconfirmed: int = 0
    left: int = 0
    missed: int = 0
    uncovered: int = 0
    uncovered_soon: int = 0
    lost: int = 0


NO_CALLS = CallCounts()


def counts(callbacks: Iterable[Callback], now: datetime, *, missed: int) -> CallCounts:
    """Count the open ones."""
    found = list(callbacks)
    return CallCounts(
        len(found),
        undecided=sum(one.state is CallbackState.ASKED for one in found),
        unconfirmed=sum(one.state is CallbackState.BOOKED for one in found),
        left=sum(is_left(one, now) for one in found),
        missed=missed,
    )


def outcome_by_itself(callback: Callback, now: datetime) -> CallbackOutcome | None:
    """Return what came of a callback whose time is over; None: it goes on."""
    slot = callback.slot
    match callback.state:
        case CallbackState.ASKED if now >= slot.start_at:
            return CallbackOutcome.MISSED
        case CallbackState.BOOKED if now >= callback.confirm_by:
            return CallbackOutcome.NOT_CONFIRMED
        case CallbackState.CONFIRMED if now >= slot.end_at:
            # After a first attempt that nobody answered, this is what came of it.
            return CallbackOutcome.NO_ANSWER if callback.attempts else CallbackOutcome.MISSED
        case CallbackState.CALLING if now >= slot.end_at + SAY_WITHIN:
            return CallbackOutcome.UNRECORDED
        case _:
            return None


def is_left(callback: Callback, now: datetime) -> bool:
    """Tell whether somebody of ours has to act, and nobody does."""
    slot = callback.slot
    match callback.state:
        case CallbackState.ASKED:
            return now >= slot.start_at - COVERED_BY
        case CallbackState.CONFIRMED if callback.claimed_by is None:
            return now >= slot.start_at - COVERED_BY
        case CallbackState.CONFIRMED if not callback.attempts:
            return now >= slot.start_at + BEGIN_WITHIN
        case CallbackState.CALLING:
            return now >= slot.end_at
        case _:
            return False


def is_for(me: StaffId, callback: Callback, now: datetime) -> bool:
    """Tell whether a counsellor who may know of it is to do something about it now: nobody does, or it is theirs."""
    if callback.claimed_by == me:
        return is_left(callback, now) or (callback.state is CallbackState.CONFIRMED and may_open(callback, now))
    return callback.claimed_by is None and is_left(callback, now)


def may_open(callback: Callback, now: datetime) -> bool:
    """Tell whether the call sheet may be read now: in the window, and with a yes given for this slot."""
    is_called = callback.state in {CallbackState.CONFIRMED, CallbackState.CALLING}
    is_in_time = callback.slot.start_at - OPENS_BEFORE <= now < callback.slot.end_at
    said_at = callback.confirmed_at
    return is_called and is_in_time and said_at is not None and is_fresh(said_at, callback.slot) and said_at <= now
