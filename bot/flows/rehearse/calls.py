"""The calls of a rehearsal: the same few slots are free on the next two days, and nothing of it is real."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.flows.values.reading import Whereabouts
from bot.flows.words import spellings
from bot.handover.slots import first_moment
from bot.model import (
    Appointment,
    BookCallback,
    CallbackId,
    ConfirmCallback,
    Conversation,
    DeskEvent,
    DeskEventKind,
    Effect,
    FindSlots,
    MoveCallback,
    ProveCallback,
    Slot,
    WithdrawCallback,
)

_HOURS = (10, 19)
_DAYS = (1, 2)
_MINUTES = 60
_THEIR_CALL = CallbackId(b"the call of them")


class RehearsedCalls:
    """Remembers what was booked, as the desk does."""

    def __init__(self, *, has_slots: bool) -> None:
        """Begin with nothing booked; `has_slots`: somebody can be called at all."""
        self.has_slots = has_slots
        self._word = ""

    def arrange(
        self, conversation: Conversation, wanted: Effect, *, now: datetime, at: Whereabouts
    ) -> tuple[Conversation, DeskEvent | None]:
        """Return the conversation after an effect, and the desk's answer to it; what is no call changes nothing."""
        match wanted:
            case FindSlots(within=within):
                slots = tuple(_slots(now, at)) if self.has_slots else ()
                return conversation, DeskEvent(DeskEventKind.CALLBACK_FREE, slots=slots, within=within)
            case BookCallback() | MoveCallback():
                return self._book(conversation, wanted)
            case ProveCallback(word=word):
                is_right = bool(self._word) and not set(spellings(self._word)).isdisjoint(spellings(word))
                is_known = is_right and conversation.appointment is not None
                kind = DeskEventKind.CALLBACK_KNOWN if is_known else DeskEventKind.CALLBACK_UNKNOWN
                return conversation, DeskEvent(kind)
            case ConfirmCallback() | WithdrawCallback():
                before, says_yes = conversation.appointment, isinstance(wanted, ConfirmCallback)
                after = replace(before, is_confirmed=True) if says_yes and before is not None else None
                return replace(conversation, appointment=after), None
            case _:
                return conversation, None

    def _book(
        self, conversation: Conversation, wanted: BookCallback | MoveCallback
    ) -> tuple[Conversation, DeskEvent | None]:
        if not self.has_slots:
            return conversation, DeskEvent(DeskEventKind.CALLBACK_TAKEN)
        booked = Appointment(_THEIR_CALL, wanted.told.slot)
        if isinstance(wanted, BookCallback):
            self._word = wanted.details.code_word
            booked = replace(booked, is_decided=not wanted.needs_decision)
        return replace(conversation, appointment=booked), DeskEvent(DeskEventKind.CALLBACK_BOOKED)


def _slots(now: datetime, at: Whereabouts) -> list[Slot]:
    days = [at.day(now) + timedelta(days=ahead) for ahead in _DAYS]
    starts = [first_moment(datetime.combine(day, time(hour)), at.zone) for day in days for hour in _HOURS]
    return [Slot(start, _MINUTES) for start in starts]
