"""A callback that is to be booked: a new one, or one at another moment. Pure; keeps nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import BotError
from bot.flows.values.canonical import is_canonical
from bot.handover.slots import as_told
from bot.model import (
    FRESH,
    MOST_CALLBACK_CHARACTERS,
    Asking,
    BookCallback,
    Callback,
    CallbackId,
    CallbackState,
    CallDetails,
    Conversation,
    ToldSlot,
)
from bot.ports import NewId

_A_DAY = timedelta(days=1)
_MOVABLE = frozenset({CallbackState.ASKED, CallbackState.BOOKED, CallbackState.CONFIRMED})
"""Not one whose call sheet is open: somebody dials already."""


def ask_at(asking: Asking, told: ToldSlot, now: datetime) -> datetime | None:
    """Return the moment at which the one message may leave; None: there is none, or it is over."""
    if asking is Asking.NEVER:
        return None
    if asking is Asking.AT_START:
        return told.slot.start_at
    # A yes has to be given within a day, also where the clock is put back in between.
    day_before = replace(told, wall=told.wall - _A_DAY, fold=None)
    moment = max(as_told(day_before, ZoneInfo(told.zone)).start_at, told.slot.start_at - FRESH)
    return moment if moment > now else None


def new_callback(conversation: Conversation, wanted: BookCallback, now: datetime, *, new_id: NewId) -> Callback:
    """Return what is to be booked, not kept yet.

    Raises:
        BotError: it is nothing that a flow may hand over.
    """
    _check(wanted.details)
    moment = ask_at(wanted.asking, wanted.told, now)
    return Callback(
        CallbackId(new_id()),
        conversation.id,
        CallbackState.ASKED if wanted.needs_decision else CallbackState.BOOKED,
        wanted.told,
        conversation.language,
        conversation.sender.channel,
        asked_at=now,
        asking=Asking.NEVER if moment is None else wanted.asking,
        wording="" if moment is None else wanted.wording,
        details=wanted.details,
    )


def moved_callback(before: Callback, told: ToldSlot, now: datetime, *, new_id: NewId) -> Callback | None:
    """Return a callback at another moment; nobody has said yes to that one, and what was decided stays.

    None: somebody dials already, so it is not moved.
    """
    if before.state not in _MOVABLE:
        return None
    moment = ask_at(before.asking, told, now)
    return replace(
        before,
        id=CallbackId(new_id()),
        state=CallbackState.ASKED if before.state is CallbackState.ASKED else CallbackState.BOOKED,
        told=told,
        asked_at=now,
        asking=Asking.NEVER if moment is None else before.asking,
        wording="" if moment is None else before.wording,
        confirmed_at=None,
        attempts=0,
        claimed_by=None,
        fence=0,
    )


def _check(details: CallDetails) -> None:
    """Refuse what no flow may hand over.

    Raises:
        BotError: the number is none, or a text is too long.
    """
    if not is_canonical("phone", details.number):
        raise BotError("This is no telephone number with its country.", fix="Read it with an input of kind phone.")
    if any(len(one) > MOST_CALLBACK_CHARACTERS for one in (details.others, details.opening, details.code_word)):
        raise BotError(
            f"What is agreed for a callback has at most {MOST_CALLBACK_CHARACTERS} characters.",
            fix="Limit the length of the answers in the flow.",
        )
