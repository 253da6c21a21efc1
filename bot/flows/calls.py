"""The places of a callback in a flow: choosing when, booking, proving that it is theirs, and what settles it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.flows.values.reading import Whereabouts
from bot.handover.slots import told_of
from bot.model import (
    FRESH,
    MOST_CALLBACK_CHARACTERS,
    Appointment,
    Asking,
    BookCallback,
    CallDetails,
    ConfirmCallback,
    MoveCallback,
    ProveCallback,
    Slot,
    ToldSlot,
    Value,
    WithdrawCallback,
    slot_of,
)

CHOSEN, NONE_FITS, FULL = "chosen", "none", "full"
BOOKED, TAKEN = "booked", "taken"
KNOWN, UNKNOWN = "known", "unknown"
CONFIRMED, EARLY, WITHDRAWN = "confirmed", "early", "withdrawn"
EXITS: Mapping[str, tuple[str, ...]] = {
    "choose": (CHOSEN, NONE_FITS, FULL),
    "book": (BOOKED, TAKEN),
    "prove": (KNOWN, UNKNOWN),
    "confirm": (CONFIRMED, EARLY),
    "withdraw": (WITHDRAWN,),
}
"""How it goes on, by what a `callback` node does."""


@dataclass(frozen=True, slots=True)
class ChooseSlot:
    """Offers the days and slots that are free, and waits.

    Attributes:
        digest: Six characters that stand for the id in prompt tokens.
        tries: After so many answers that were not understood it says how to reach a human.
        otherwise: It never gives way.
    """

    id: str
    flow: str
    digest: str
    tries: int = 2
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class AskForCall:
    """Asks the desk to book, or whether a word is the one that was agreed; the answer follows at once."""

    id: str
    flow: str
    does: Literal["book", "prove"]

    @property
    def in_vain(self) -> str:
        """The exit where it can't be done."""
        return TAKEN if self.does == "book" else UNKNOWN


@dataclass(frozen=True, slots=True)
class SettleCall:
    """Says yes for whoever proved that the callback is theirs, or takes it back for anybody, and goes on."""

    id: str
    flow: str
    does: Literal["confirm", "withdraw"]


AnyCall = ChooseSlot | AskForCall | SettleCall


@dataclass(frozen=True, slots=True)
class Calls:
    """The variables that say it; empty for those that a conversation has not.

    Attributes:
        slot: The chosen slot, by its id.
        soon: It begins within a day.
        proven: Whoever holds the phone booked it just now, or typed the word that was agreed.
        number: With its country in front.
        others: Who else may pick up.
        opening: What is said to them.
        code_word: What tells that it is them.
        voicemail: Whether one may be left; no, if nobody said so.
        call_again: Whether we call again if the line drops.
        once_more: Whether we try once more in the same slot.
        asking: How it is reconfirmed.
        wording: With which text.
        young: They are under 16: a counsellor decides first.
    """

    slot: str = ""
    soon: str = ""
    proven: str = ""
    number: str = ""
    others: str = ""
    opening: str = ""
    code_word: str = ""
    voicemail: str = ""
    call_again: str = ""
    once_more: str = ""
    asking: str = ""
    wording: str = ""
    young: str = ""

    @property
    def words(self) -> frozenset[str]:
        """The variables that keep what was typed for the call, as long as a callback may keep it."""
        return frozenset({self.others, self.opening, self.code_word})

    @property
    def betraying(self) -> frozenset[str]:
        """The variables whose answers would tell whoever reads the chat later whom to call, and by which word."""
        return self.words | {self.number}

    def chosen(self, known: Mapping[str, Value], slot: Slot, now: datetime) -> dict[str, Value]:
        """Return what is known after a slot was chosen."""
        return {**known, self.slot: slot.id, **({self.soon: slot.start_at - now <= FRESH} if self.soon else {})}

    def is_proven(self, known: Mapping[str, Value]) -> bool:
        """Tell whether whoever holds the phone may read of the callback, and say yes."""
        return known.get(self.proven) is True

    def after_booking(self, known: Mapping[str, Value]) -> dict[str, Value]:
        """Return what is known once it is booked: when, and nothing of whom to call, and how."""
        return {**self._without(known, self.number, *self.words), self.proven: True}

    def after_proof(self, known: Mapping[str, Value], slot: Slot | None) -> dict[str, Value]:
        """Return what is known once a word was compared: when, if it was the right one; the word is forgotten.

        Whoever guesses wrong is trusted with nothing any more, not even with what they knew before.
        """
        if slot is None:
            return self._without(known, self.code_word, self.proven, self.slot)
        return {**self._without(known, self.code_word), self.proven: True, self.slot: slot.id}

    def told(self, known: Mapping[str, Value], at: Whereabouts) -> ToldSlot | None:
        """Return the slot that was chosen, or is agreed, as it is told."""
        slot = slot_of(str(known.get(self.slot, "")))
        return None if slot is None else told_of(slot, at.zone, zone_name=str(at.zone))

    def wanted(
        self, node: AskForCall, known: Mapping[str, Value], at: Whereabouts
    ) -> BookCallback | MoveCallback | ProveCallback | None:
        """Return what is asked of the desk at a node; None where it can't be: nothing was chosen, or no number said."""
        if node.does == "prove":
            word = known.get(self.code_word)
            return ProveCallback(str(word)) if word else None
        told, number = self.told(known, at), known.get(self.number)
        if told is None:
            return None
        if not isinstance(number, str):
            return MoveCallback(told) if self.is_proven(known) else None
        asking = Asking(str(known.get(self.asking, Asking.NEVER)))
        wording = "" if asking is Asking.NEVER else str(known.get(self.wording, ""))
        return BookCallback(told, self._details(known, number), asking, wording, known.get(self.young) is True)

    def settled(
        self, node: SettleCall, known: Mapping[str, Value], appointment: Appointment | None, *, now: datetime
    ) -> tuple[ConfirmCallback | WithdrawCallback | None, dict[str, Value], str]:
        """Return what is asked of the desk at a node that settles it, what is known then, and the exit."""
        if node.does == "withdraw":
            kept = self._without(known, self.slot, self.soon, self.proven, self.number, *self.words)
            return WithdrawCallback(), kept, WITHDRAWN
        if appointment is not None and self.is_proven(known) and appointment.may_confirm(now):
            return ConfirmCallback(), dict(known), CONFIRMED
        return None, dict(known), EARLY

    def _details(self, known: Mapping[str, Value], number: str) -> CallDetails:
        others, opening, word = (
            str(known.get(name, ""))[:MOST_CALLBACK_CHARACTERS] for name in (self.others, self.opening, self.code_word)
        )
        agreed = {name: known.get(getattr(self, name)) is True for name in ("voicemail", "call_again", "once_more")}
        return CallDetails(number, others, opening, word, **agreed)

    @staticmethod
    def _without(known: Mapping[str, Value], *names: str) -> dict[str, Value]:
        return {name: value for name, value in known.items() if name not in names}


NO_CALLS = Calls()
"""Of a conversation in which nobody can agree on a call."""
