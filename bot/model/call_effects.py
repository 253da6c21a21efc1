"""What a step asks of the desk for a callback; each is carried out in the transaction of the turn."""

from dataclasses import dataclass, field

from bot.model.callbacks import Asking, CallDetails
from bot.model.slots import ToldSlot


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Effect: the help-seeker wants to choose a slot; the desk's answer (`CALLBACK_FREE`) follows as the next event.

    Attributes:
        within: A day or a part of one, by its id, of which they want to see more; empty for the days.
    """

    within: str = ""


@dataclass(frozen=True, slots=True)
class BookCallback:
    """Effect: the help-seeker wants to be called, or to be called at another moment than was booked before.

    The desk's answer (`CALLBACK_BOOKED` or `CALLBACK_TAKEN`) follows as the next event of the same transaction.

    Attributes:
        told: The slot, and what was said of it.
        details: Whom to call, and how.
        asking: How it is reconfirmed.
        wording: Of the message that asks, the key of its text in wording.yaml; empty where none is sent.
        needs_decision: They are under 16: a counsellor decides first.
    """

    told: ToldSlot
    details: CallDetails = field(repr=False)
    asking: Asking = Asking.NEVER
    wording: str = ""
    needs_decision: bool = False


@dataclass(frozen=True, slots=True)
class MoveCallback:
    """Effect: they want to be called at another moment, and all else as it was agreed.

    It is answered as `BookCallback` is.
    """

    told: ToldSlot


@dataclass(frozen=True, slots=True)
class ProveCallback:
    """Effect: they typed what may be the code word of their callback.

    The desk's answer (`CALLBACK_KNOWN` or `CALLBACK_UNKNOWN`) follows as the next event of the same transaction.
    """

    word: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConfirmCallback:
    """Effect: the help-seeker said yes; too early or too late it is none."""


@dataclass(frozen=True, slots=True)
class WithdrawCallback:
    """Effect: the help-seeker does not want to be called any more."""


CallEffect = FindSlots | BookCallback | MoveCallback | ProveCallback | ConfirmCallback | WithdrawCallback
