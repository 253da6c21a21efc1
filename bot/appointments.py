"""A callback and its conversation, inside one transaction: what changes one changes the other. Sends nothing."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.booking import ask_at, moved_callback, new_callback
from bot.errors import Stale
from bot.flows.words import spellings
from bot.handover.rules import after_calling
from bot.handover.slots import as_told
from bot.model import (
    ANYBODY,
    BOOK_AHEAD,
    MOST_GUESSES,
    Appointment,
    Asking,
    BookCallback,
    Callback,
    CallbackOutcome,
    CallbackState,
    CallEffect,
    ConfirmCallback,
    Conversation,
    DeskEvent,
    DeskEventKind,
    FindSlots,
    MoveCallback,
    ProveCallback,
    Slot,
    Wishes,
    WithdrawCallback,
    changed,
)
from bot.model.promises import CALLBACK_LIFE, hard_last_day
from bot.ports import CallDesk, NewId, Transaction

_BOOKED, _TAKEN, _KNOWN, _UNKNOWN = (
    DeskEvent(DeskEventKind(f"callback_{kind}")) for kind in ("booked", "taken", "known", "unknown")
)


def arrange(
    tx: Transaction,
    conversation: Conversation,
    wanted: CallEffect,
    *,
    new_id: NewId,
    desk: CallDesk,
    wishes: Wishes = ANYBODY,
) -> tuple[Conversation, DeskEvent | None]:
    """Do what a help-seeker wants of their callback; returns their conversation, and what the flow is to hear.

    Args:
        tx: Where it happens.
        conversation: As it is, not yet saved.
        wanted: What a step asked for.
        new_id: Makes the id of a new one.
        desk: Tells in which slots somebody of ours can call.
        wishes: Who of ours is not to know of a new one.
    """
    match wanted:
        case FindSlots(within=within):
            free = tuple(slot for slot in desk.free() if _is_possible(conversation, slot, tx.now))
            return conversation, DeskEvent(DeskEventKind.CALLBACK_FREE, slots=free, within=within)
        case BookCallback():
            said = _keeping_all_out(tx, conversation, wishes)
            new = replace(new_callback(conversation, wanted, tx.now, new_id=new_id), wishes=said)
            return _booked(tx, conversation, new, desk=desk)
        case MoveCallback(told=told):
            before = callback_of(tx, conversation)
            moved = None if before is None else moved_callback(before, told, tx.now, new_id=new_id)
            return _booked(tx, conversation, moved, desk=desk)
        case ProveCallback(word=word):
            return _proven(tx, conversation, word)
        case ConfirmCallback() | WithdrawCallback():
            says_yes = isinstance(wanted, ConfirmCallback)
            return (_confirmed if says_yes else withdrawn)(tx, conversation), None


def _keeping_all_out(tx: Transaction, conversation: Conversation, said: Wishes) -> Wishes:
    """Return what somebody wishes of a new callback who may be somebody else since the opening.

    They let nobody in who is kept out of what is open of theirs.
    """
    callback = callback_of(tx, conversation)
    case = None if conversation.case_id is None else tx.cases.get(conversation.case_id)
    for one in (callback, case):
        if one is not None:
            said = replace(said, stays=said.stays | one.wishes.stays | one.wishes.kept_out)
    return said


def callback_of(tx: Transaction, conversation: Conversation) -> Callback | None:
    """Return the open callback of a conversation."""
    return None if conversation.appointment is None else tx.callbacks.get(conversation.appointment.id)


def withdrawn(tx: Transaction, conversation: Conversation) -> Conversation:
    """End the callback of somebody who wants none any more, and free its slot; without one nothing happens.

    Raises:
        Stale: it was changed meanwhile.
    """
    callback = callback_of(tx, conversation)
    if callback is not None and not tx.callbacks.end(callback, CallbackOutcome.WITHDRAWN):
        raise Stale
    return changed(conversation, appointment=None)


def ended(tx: Transaction, callback: Callback, outcome: CallbackOutcome) -> Conversation | None:
    """End a callback from the desk's side; returns its conversation, saved, or None where there is none any more.

    Raises:
        Stale: it was changed meanwhile.
    """
    if not tx.callbacks.end(callback, outcome):
        raise Stale
    return _with(tx, callback, None)


def allowed(tx: Transaction, callback: Callback) -> Conversation | None:
    """Let somebody be called about whom a counsellor had to decide; returns their conversation, saved.

    Raises:
        Stale: it was changed meanwhile.
    """
    if not tx.callbacks.change(replace(callback, state=after_calling(callback.state, "allow"))):
        raise Stale
    conversation = tx.conversations.get(callback.conversation_id)
    known = None if conversation is None else conversation.appointment
    return None if known is None else _with(tx, callback, replace(known, is_decided=True))


def as_the_zone_has_it(tx: Transaction, callback: Callback) -> tuple[bool, Conversation | None]:
    """Let a callback begin when the wall shows what was told, where the rules of the zone were changed since.

    Returns whether it begins at another moment now, and its conversation, saved, that knows of it.

    Raises:
        Stale: it was changed meanwhile.
    """
    told, slot = callback.told, as_told(callback.told, ZoneInfo(callback.told.zone))
    if slot == told.slot or callback.state is CallbackState.CALLING:
        return False, None
    after = replace(callback, told=replace(told, slot=slot))
    if not tx.callbacks.change(after):
        raise Stale
    conversation = tx.conversations.get(callback.conversation_id)
    known = None if conversation is None else conversation.appointment
    if known is None:
        return True, None
    moment = known.ask_at if known.token else ask_at(callback.asking, after.told, tx.now)
    return True, _with(tx, callback, replace(known, slot=slot, ask_at=moment))


def with_more_said(conversation: Conversation) -> Conversation:
    """Return a conversation in which something else is said behind the question whether a callback still suits."""
    one = conversation.appointment
    if one is None or not one.is_last:
        return conversation
    return changed(conversation, appointment=replace(one, is_last=False))


def brought_along(tx: Transaction, source: Conversation, back: Conversation) -> Conversation:
    """Let a callback come along to where somebody goes on; returns the conversation there.

    What was agreed to be sent was for the other screen: from now on they write themselves. One that they had here
    already gives way.

    Raises:
        Stale: it was changed meanwhile.
    """
    callback = callback_of(tx, source)
    if callback is None or source.appointment is None:
        return back
    back = withdrawn(tx, back)
    moved = replace(callback, channel=back.sender.channel, asking=Asking.NEVER, wording="")
    if not tx.callbacks.move(moved, back.id):
        raise Stale
    return changed(back, appointment=replace(source.appointment.unasked(), wording=""))


def _proven(tx: Transaction, conversation: Conversation, word: str) -> tuple[Conversation, DeskEvent]:
    """Compare a word with the one that was agreed; whoever finds nothing hears the same as whoever guesses wrong."""
    appointment, callback = conversation.appointment, callback_of(tx, conversation)
    if appointment is None or callback is None or appointment.guesses >= MOST_GUESSES:
        return conversation, _UNKNOWN
    agreed = "" if callback.details is None else callback.details.code_word
    if agreed and not set(spellings(agreed)).isdisjoint(spellings(word)):
        return changed(conversation, appointment=replace(appointment, guesses=0)), _KNOWN
    wrong = replace(appointment, guesses=appointment.guesses + 1)
    return changed(conversation, appointment=wrong), _UNKNOWN


def _booked(
    tx: Transaction, conversation: Conversation, callback: Callback | None, *, desk: CallDesk
) -> tuple[Conversation, DeskEvent]:
    if callback is None:
        return conversation, _TAKEN
    slot, before = callback.slot, callback_of(tx, conversation)
    is_possible = _is_possible(conversation, slot, tx.now)
    if not is_possible or not tx.callbacks.book(callback, seats=desk.seats(slot), instead=before):
        return conversation, _TAKEN
    moment, is_decided = ask_at(callback.asking, callback.told, tx.now), callback.state is not CallbackState.ASKED
    appointment = Appointment(callback.id, slot, moment, callback.wording, is_decided=is_decided)
    return changed(conversation, appointment=appointment), _BOOKED


def _confirmed(tx: Transaction, conversation: Conversation) -> Conversation:
    appointment, callback = conversation.appointment, callback_of(tx, conversation)
    if appointment is None or callback is None or not appointment.may_confirm(tx.now):
        return conversation
    if callback.state is CallbackState.CALLING:
        return conversation  # somebody calls already
    confirmed = replace(callback, state=after_calling(callback.state, "confirm"), confirmed_at=tx.now)
    if not tx.callbacks.change(confirmed):
        raise Stale
    return changed(conversation, appointment=replace(appointment, is_confirmed=True))


def _is_possible(conversation: Conversation, slot: Slot, now: datetime) -> bool:
    """Tell whether a slot is near enough, and a conversation may live as long as the callback needs it."""
    is_near = now < slot.start_at <= now + BOOK_AHEAD
    return is_near and (slot.end_at + CALLBACK_LIFE).date() <= hard_last_day(conversation.born_on)


def _with(tx: Transaction, callback: Callback, appointment: Appointment | None) -> Conversation | None:
    conversation = tx.conversations.get(callback.conversation_id)
    known = None if conversation is None else conversation.appointment
    if conversation is None or known is None or known.id != callback.id:
        return conversation
    return tx.conversations.save(changed(conversation, appointment=appointment))
